"""What the tests of the house share."""

import pytest
from flask import Flask

from app.factory import create_app
from tests.support.databases import settings


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The program for tests that read its parts; there is no database behind its address."""
    folder = tmp_path_factory.mktemp("bare")
    return create_app(settings(f"sqlite:///{folder / 'none.db'}", folder))
