"""A create form sent twice, or six times at once, makes one record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select

from app.kernel import once
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.text import Message
from app.policies.models import Policy

KEY = "k" * once.KEY_LENGTH


@command
def create(actor, title, key, then=None):
    if made := once.claim(actor, key):
        return made
    record = Policy(title_zh=title, issuer_zh="-", level="area", issued_on=date(2022, 1, 1))
    db.session.add(record)
    db.session.flush()
    once.settle(actor, key, record.id)
    if then:
        raise then
    return record.id


def titles(session):
    session.rollback()
    return sorted(session.scalars(select(Policy.title_zh)))


def test_a_form_sent_again_leads_to_the_record_it_has_made(session, cast):
    officer = cast.actor("officer")
    assert create(officer, "first", KEY) == create(officer, "second", KEY)
    assert titles(session) == ["first"]


def test_two_forms_make_two_records(session, cast):
    officer = cast.actor("officer")
    create(officer, "one", KEY)
    create(officer, "two", KEY[:-1] + "z")
    assert titles(session) == ["one", "two"]


def test_a_key_belongs_to_the_one_who_sent_it(session, cast):
    create(cast.actor("officer"), "one", KEY)
    create(cast.actor("head"), "two", KEY)
    assert titles(session) == ["one", "two"]


@pytest.mark.parametrize("key", [None, ""])
def test_without_a_key_every_call_makes_a_record(session, cast, key):
    officer = cast.actor("officer")
    create(officer, "one", key)
    create(officer, "two", key)
    assert titles(session) == ["one", "two"]


def test_a_form_that_was_refused_can_be_sent_again(session, cast):
    officer = cast.actor("officer")
    with pytest.raises(Invalid):
        create(officer, "refused", KEY, then=Invalid.at("x", Message("No.")))
    create(officer, "mended", KEY)
    assert titles(session) == ["mended"]


def test_six_equal_forms_at_once_make_one_record(app, session, cast):
    officer = cast.actor("officer")
    session.rollback()
    start = Barrier(6)

    def send(number):
        with app.app_context():
            start.wait(10)
            return create(officer, f"number {number}", KEY)

    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(send, range(6)))
    assert len(made) == 1
    assert len(titles(session)) == 1


def test_when_the_first_of_two_fails_the_second_makes_the_record(app, session, cast):
    officer = cast.actor("officer")
    session.rollback()
    start = Barrier(4)

    def send(number):
        with app.app_context():
            start.wait(10)
            try:
                return create(
                    officer, f"number {number}", KEY, then=Invalid.at("x", Message("No.")) if number else None
                )
            except Invalid:
                return None

    with ThreadPoolExecutor(4) as threads:
        made = {found for found in threads.map(send, range(4)) if found}
    assert len(made) == 1
    assert titles(session) == ["number 0"]
