"""A forgotten password: a link by mail, and nothing that tells whether a name belongs to anybody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import ResetLink, User
from app.accounts.schemas import ForgottenDraft
from app.accounts.service import forgotten
from app.jobs import queries as job_queries
from app.jobs import service as jobs
from app.jobs.models import Job
from app.kernel import clock
from app.kernel.passwords import fits
from tests.support import forms
from tests.support.post import post_office

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)
CHOSEN = "seven green elephants dance"


@pytest.fixture
def office(app, session):
    clock.freeze(NOW)
    with post_office(app) as found:
        yield found


@pytest.fixture
def user(cast, session):
    found = cast.user("officer")
    found.email = "officer@example.cn"
    session.commit()
    return found


def test_the_link_arrives_and_leads_to_a_new_password(session, client, office, user):
    answer = forms.post(client, "/forgotten", {"username": user.username})
    assert answer.status_code == 303
    jobs.dispatch()
    (way,) = re.findall(r"https://crm\.example\.cn(/new-password/\S+)", office.plain())
    answer = forms.post(client, way, {"chosen": CHOSEN, "repeated": CHOSEN})
    assert answer.location == "/sign-in"
    session.expire_all()
    assert fits(session.get(User, user.id).password_hash, CHOSEN)


def test_the_answer_is_the_same_and_costs_the_same_for_every_name(  # noqa: PLR0917
    session, cast, client, office, user, statements
):
    cast.user("head").is_active = False
    session.commit()
    known, without_mail, ended = user.username, cast.user("manager").username, cast.user("head").username
    told, cost = set(), set()
    forms.post(client, "/forgotten", {"username": "first of all"}, follow_redirects=True)
    for name in (known, "nobody", without_mail, ended):
        with statements() as ran:
            answer = forms.post(client, "/forgotten", {"username": name}, follow_redirects=True)
        told.add(re.sub(r'(value|content)="[^"]*"', "", answer.text))
        cost.add(tuple(re.sub(r"\s+", " ", one)[:60] for one in ran))
    assert len(told) == 1
    assert len(cost) == 1
    jobs.dispatch()
    assert [letter["To"] for letter in office.letters] == ["officer@example.cn"]


def test_the_old_password_works_until_the_link_is_used(session, office, user):
    before = user.password_hash
    forgotten.ask(ForgottenDraft(username=user.username))
    jobs.dispatch()
    session.expire_all()
    assert session.get(User, user.id).password_hash == before


def test_nobody_is_flooded(office, user):
    for _ in range(3):
        forgotten.ask(ForgottenDraft(username=user.username))
        jobs.dispatch()
    assert len(office.letters) == 1
    clock.freeze(NOW + rules.LINK_GAP + timedelta(seconds=1))
    forgotten.ask(ForgottenDraft(username=user.username))
    jobs.dispatch()
    assert len(office.letters) == 2


def test_no_job_holds_the_code_of_a_link(session, office, user):
    forgotten.ask(ForgottenDraft(username=user.username))
    assert session.scalars(select(Job.payload)).one() == {"user": user.id}
    assert session.scalars(select(ResetLink)).all() == []


def test_a_letter_that_could_not_be_sent_is_sent_later_with_a_link_that_works(session, office, user):
    office.answers["officer@example.cn"] = "451 later"
    forgotten.ask(ForgottenDraft(username=user.username))
    jobs.dispatch()
    assert job_queries.status().failed == 1
    office.answers.clear()
    jobs.dispatch(NOW + timedelta(minutes=1))
    assert len(office.letters) == 1


def test_it_is_asked_for_a_few_times_only(client, office):
    answers = [forms.post(client, "/forgotten", {"username": f"name{n}"}).status_code for n in range(15)]
    assert 429 in answers


def test_without_a_mail_server_there_is_no_such_page(client):
    assert client.get("/forgotten").status_code == 404
    assert "/forgotten" not in client.get("/sign-in").text
