"""The program's own log speaks in every process, whatever else was set up there before."""

import logging

import pytest

from app.factory import create_app
from app.kernel import log
from config import Config
from tests.support.databases import settings


def make_failing(tmp_path):
    app = create_app(settings(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    app.add_url_rule("/fail", view_func=lambda: str(1 / 0))
    return app.test_client()


@pytest.fixture
def logged(caplog):
    """What is said in the log: the numbers of failures."""
    yield lambda: [record.getMessage().split()[0] for record in caplog.records if record.exc_info]
    log.logger.disabled = False


def test_a_program_of_production_made_before_does_not_take_the_log_away(tmp_path, logged):
    create_app(Config("sqlite://", tmp_path, secret_key="x"))
    answer = make_failing(tmp_path).get("/fail")
    assert logged() == [answer.headers["X-Request-ID"]]


def test_a_library_that_sets_up_logging_for_itself_does_not_silence_the_program(tmp_path, logged):
    log.logger.disabled = True  # what `logging.config.dictConfig` does to every logger that it does not name
    answer = make_failing(tmp_path).get("/fail")
    assert logged() == [answer.headers["X-Request-ID"]]


def test_a_failure_is_said_once_however_many_programs_were_made(tmp_path):
    for _ in range(3):
        make_failing(tmp_path)
    assert len([handler for handler in log.logger.handlers if type(handler) is logging.StreamHandler]) == 1
