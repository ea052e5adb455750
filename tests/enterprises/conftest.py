"""Enterprises and contacts to work with, and who works with them."""

from contextvars import Context
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.enterprises import service
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel.db import db
from app.kernel.permissions import Actor
from tests.support.people import Cast


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return cast.actor("officer")


@pytest.fixture
def enterprise(officer: Actor) -> Enterprise:
    """Sinopharm, with a short name and two aliases."""
    draft = EnterpriseDraft(
        name_zh="国药控股股份有限公司",
        name_en="Sinopharm Group Co., Ltd.",
        short_name="国药控股",
        other_names="国控\nSinopharm",
    )
    return service.create(officer, draft)


@pytest.fixture
def contact(officer: Actor, enterprise: Enterprise) -> Contact:
    draft = ContactDraft(
        enterprise_id=enterprise.id,
        name="李健",
        name_en="Li Jian",
        title_zh="副总裁",
        phone="13812340001",
        email="li.jian@example.com",
        wechat="lijian0001",
        since=date(2020, 3, 1),
    )
    return service.create_contact(officer, draft)


class Browser(FlaskClient):
    """Asks each question in a context of its own, as a server does; what it wrote can be read afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        ask = super().open
        answer = Context().run(lambda: ask(*args, **kwargs))
        db.session.rollback()
        return answer


@pytest.fixture(autouse=True)
def _own_context(app: Flask) -> None:
    app.test_client_class = Browser
