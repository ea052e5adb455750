"""The audit log: who did what to which record, what it was before and after, and never a secret."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.db import command, db
from app.policies.models import Policy


@command
def write(action, *records):
    """Do something to records in one command, which begins by looking at them."""
    for record in records:
        db.session.refresh(record)
    return action()


@pytest.fixture
def policy(session):
    made = Policy(title_zh="一", number="", issuer_zh="管委会", level="area", issued_on=date(2021, 8, 1))
    session.add(made)
    session.commit()
    return made


def entries(session):
    session.rollback()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()


def test_an_entry_says_who_what_when_and_before_and_after(session, cast, policy):
    officer = cast.actor("policy_officer")

    def change():
        policy.title_zh, policy.valid_until = "二", date(2024, 12, 31)
        audit.record(officer, "policy.change", policy, why="正式文件")

    write(change, policy)
    (entry,) = entries(session)
    assert (entry.actor_id, entry.action, entry.subject_kind, entry.subject_id) == (
        officer.id,
        "policy.change",
        "policies",
        policy.id,
    )
    assert entry.changes == {"title_zh": ["一", "二"], "valid_until": [None, "2024-12-31"]}
    assert entry.details == {"why": "正式文件"}
    assert abs((clock.now() - entry.at).total_seconds()) < 60


def test_a_field_that_changes_twice_in_a_command_is_told_from_its_first_to_its_last_value(session, cast, policy):
    def change():
        policy.title_zh = "二"
        db.session.flush()
        policy.title_zh = "三"
        audit.record(None, "policy.change", policy)

    write(change, policy)
    assert entries(session)[0].changes == {"title_zh": ["一", "三"]}


def test_a_field_that_is_put_back_has_not_changed(session, cast, policy):
    def change():
        policy.title_zh = "二"
        db.session.flush()
        policy.title_zh = "一"
        audit.record(None, "policy.change", policy)

    write(change, policy)
    assert entries(session)[0].changes == {}


def test_what_nobody_typed_is_not_told(session, cast, policy):
    def change():
        policy.search, policy.title_zh = "terms", "二"
        audit.record(None, "policy.change", policy)

    write(change, policy)
    assert list(entries(session)[0].changes) == ["title_zh"]


def test_two_records_of_one_command_are_told_apart(session, cast, policy):
    other = Policy(title_zh="甲", issuer_zh="管委会", level="area", issued_on=date(2021, 8, 1))

    def change():
        db.session.add(other)
        db.session.flush()
        policy.title_zh, other.title_zh = "二", "乙"
        audit.record(None, "policy.change", policy)
        audit.record(None, "policy.change", other)

    write(change, policy)
    told = {entry.subject_id: entry.changes for entry in entries(session)}
    assert told == {policy.id: {"title_zh": ["一", "二"]}, other.id: {"title_zh": ["甲", "乙"]}}


def test_many_records_that_come_and_go_leave_no_change_at_another(session, cast):
    """A record that is let go may leave its place in memory to another one."""
    for number in range(60):
        db.session.add(Policy(title_zh=f"{number}", issuer_zh="-", level="area", issued_on=date(2021, 8, 1)))
    session.commit()
    ids = session.scalars(select(Policy.id)).all()

    def change():
        for record_id in ids[:30]:
            db.session.get_one(Policy, record_id).title_zh = "changed and not told"
            db.session.flush()
            db.session.expunge_all()
        for record_id in ids[30:]:
            audit.record(None, "policy.look", db.session.get_one(Policy, record_id))
            db.session.flush()
            db.session.expunge_all()

    write(change)
    assert [entry.changes for entry in entries(session)] == [{}] * 30


def test_what_a_command_did_not_commit_is_neither_told_nor_remembered(session, cast, policy):
    def change():
        policy.title_zh = "never"
        audit.record(None, "policy.change", policy)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(change, policy)
    assert entries(session) == []
    write(lambda: audit.record(None, "policy.look", policy))
    assert entries(session)[0].changes == {}


def test_a_secret_is_never_told(session, cast):
    user = cast.user("officer")

    def change():
        db.session.get_one(User, user.id).password_hash = "$argon2id$new"
        audit.record(None, "user.change", user)

    write(change)
    assert entries(session)[0].changes == {"password_hash": ["•", "•"]}


def test_what_is_about_no_record_is_noted_too(session, cast):
    officer = cast.actor("officer")
    write(
        lambda: audit.note(
            officer, "account.sign_out", at=date(2022, 7, 15), of=(1, 2), more={"when": clock.PARK_ZONE.key}
        )
    )
    (entry,) = entries(session)
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (officer.id, "", None)
    assert entry.details == {"at": "2022-07-15", "of": [1, 2], "more": {"when": "Asia/Shanghai"}}
