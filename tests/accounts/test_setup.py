"""The first administrator: one page, one code, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts.models import Grant, Unit, User
from app.accounts.schemas import SetupDraft
from app.accounts.service import founding
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Role
from tests.support import forms

TYPED = {
    "unit": "滇中新区管委会",
    "name": "和晓",
    "username": "hexiao",
    "chosen": "the lake is blue in july",
    "repeated": "the lake is blue in july",
}


def founding_code(text):
    return re.search(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", text)


def test_where_somebody_can_sign_in_no_code_is_told(app, cast):
    cast.user("viewer")
    told = app.test_cli_runner().invoke(args=["accounts", "setup-code"])
    assert told.exit_code == 1
    assert not founding_code(told.output)


def test_an_administrator_from_the_command_line_closes_the_page_too(app, client, code, data_dir):
    words = ["create-admin", "root", "--name", "和晓", "--unit", "招商局", "--password", "the lake is blue in july"]
    assert app.test_cli_runner().invoke(args=["accounts", *words]).exit_code == 0
    assert not (data_dir / "setup-code").exists()
    assert client.get("/setup").status_code == 404


@pytest.fixture
def code(app, client, data_dir):
    """The code, as it stands on the server after somebody has opened the page."""
    client.get("/setup")
    path = data_dir / "setup-code"
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text().strip()


def test_the_sign_in_page_of_an_installation_that_waits_leads_to_the_setup(app, client):
    assert 'href="/setup"' not in client.get("/sign-in").text
    told = app.test_cli_runner().invoke(args=["accounts", "setup-code"]).output
    assert founding_code(told)
    assert 'href="/setup"' in client.get("/sign-in").text


def test_who_has_the_code_becomes_the_administrator_and_the_page_is_gone(client, session, data_dir, code):
    answer = forms.post(client, "/setup", TYPED | {"code": code.upper()})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    user = session.scalars(select(User)).one()
    assert user.person.unit.name_zh == TYPED["unit"]
    assert Role.ADMIN in {grant.role for grant in user.grants}
    assert client.get("/setup").status_code == 404
    assert not (data_dir / "setup-code").exists()
    signed = forms.post(client, "/sign-in", {"username": "hexiao", "password": TYPED["chosen"]})
    assert signed.location == "/"
    assert 'href="/setup"' not in client.get("/sign-in").text


@pytest.mark.parametrize(
    "typed",
    [
        {"code": "aaaa-aaaa-aaaa-aaaa"},
        {"code": ""},
        {"code": "字\x00"},
        {"chosen": "short", "repeated": "short"},
        {"repeated": "something else entirely"},
        {"username": "x y"},
        {"unit": ""},
        {"chosen": "hexiao hexiao hexiao", "repeated": "hexiao hexiao hexiao"},
    ],
)
def test_whatever_is_wrong_makes_nobody(client, session, code, typed):
    assert forms.post(client, "/setup", TYPED | {"code": code} | typed).status_code == 422
    assert session.scalar(select(func.count()).select_from(User)) == 0
    assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_where_somebody_can_sign_in_there_is_no_such_page_and_no_code(app, cast, client, data_dir):
    cast.user("viewer")
    assert client.get("/setup").status_code == 404
    assert forms.post(client, "/setup", TYPED, page="/sign-in").status_code == 404
    assert not (data_dir / "setup-code").exists()


def test_of_two_who_come_at_once_one_becomes_administrator(app, session, code):
    start = Barrier(2)
    session.rollback()

    def found(number):
        with app.app_context():
            start.wait(10)
            try:
                return founding.found(SetupDraft(**TYPED | {"code": code, "username": f"admin{number}"}))
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(found, range(2)))
    assert sum(isinstance(end, NotFound) for end in ends) == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Grant).where(Grant.role == Role.ADMIN)) == 1
