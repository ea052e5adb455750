"""One command is one transaction, whatever happens inside it, and nothing is lost between two of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.text import Message
from app.policies.models import Policy
from app.vocabularies.models import Term


def policy(title: str, **values: object) -> Policy:
    return Policy(title_zh=title, issuer_zh="-", level="area", issued_on=date(2022, 1, 1), **values)


def titles(session):
    session.rollback()
    return set(session.scalars(select(Policy.title_zh)))


@command
def add(title: str, then: Exception | None = None) -> Policy:
    added = policy(title)
    db.session.add(added)
    db.session.flush()
    if then:
        raise then
    return added


@command
def add_both(first: str, second: str, then: Exception | None = None) -> None:
    add(first)
    add(second, then)


def test_what_a_command_did_is_there_afterwards(session):
    assert add("kept").id
    assert titles(session) == {"kept"}


@pytest.mark.parametrize(
    "failure", [Invalid.at("x", Message("No.")), NotFound(), RuntimeError("a bug"), KeyboardInterrupt()]
)
def test_a_command_that_fails_leaves_nothing(session, failure):
    with pytest.raises(type(failure)):
        add("lost", failure)
    assert titles(session) == set()
    add("next")
    assert titles(session) == {"next"}


def test_a_command_inside_a_command_joins_in(session):
    add_both("one", "two")
    assert titles(session) == {"one", "two"}


def test_when_an_inner_command_fails_the_outer_one_leaves_nothing_either(session):
    with pytest.raises(NotFound):
        add_both("one", "two", NotFound())
    assert titles(session) == set()


def test_only_the_outermost_command_commits(session):
    @command
    def outer() -> None:
        add("inner")
        with db.engine.connect() as other:
            assert other.scalar(select(func.count()).select_from(Policy)) == 0

    outer()
    assert titles(session) == {"inner"}


def test_a_command_begins_with_what_is_in_the_database_now(session):
    """The transaction in which the door looked up the actor is over when the command begins."""
    made = add("before")
    seen = session.get(Policy, made.id)
    with db.engine.begin() as other:
        other.execute(text("UPDATE policies SET title_zh = 'after'"))

    @command
    def read() -> str:
        again = db.session.get(Policy, made.id)
        assert again is seen
        title: str = again.title_zh
        return title

    assert read() == "after"


def test_a_change_based_on_an_old_version_is_a_conflict(session):
    record = add("first")

    @command
    def rename() -> None:
        mine = db.session.get_one(Policy, record.id)
        db.session.execute(text("UPDATE policies SET version = version + 1"))
        mine.title_zh = "second"

    with pytest.raises(Conflict):
        rename()
    assert titles(session) == {"first"}


def test_a_version_grows_with_every_change_and_an_old_one_is_refused(session):
    record = add("first")
    assert record.version == 1

    @command
    def rename(title: str, seen: int) -> None:
        mine = db.session.get_one(Policy, record.id)
        mine.expect_version(seen)
        mine.title_zh = title

    rename("second", 1)
    with pytest.raises(Conflict):
        rename("third", 1)
    with pytest.raises(Conflict):
        rename("third", 3)
    assert titles(session) == {"second"}


def test_eight_at_once_who_read_and_then_write_lose_nothing(app, session):
    """On SQLite a read that turns into a write fails at once, so a command takes its turn before it reads."""
    record = add("0")
    start = Barrier(8)

    @command
    def one_more() -> None:
        locked = select(Policy).where(Policy.id == record_id).with_for_update()
        mine = db.session.scalars(locked).one()
        mine.title_zh = str(int(mine.title_zh) + 1)

    def work(_number: int) -> None:
        with app.app_context():
            start.wait(10)
            for _ in range(5):
                one_more()

    record_id = record.id
    session.rollback()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert titles(session) == {"40"}


def test_two_who_change_one_record_at_once_are_not_both_told_that_it_is_saved(app, session):
    record_id = add("0").id
    session.rollback()
    start = Barrier(6)

    @command
    def append(letter: str) -> None:
        db.session.get_one(Policy, record_id).title_zh += letter

    def work(letter: str) -> int:
        with app.app_context():
            start.wait(10)
            try:
                append(letter)
            except Conflict:
                return 0
            return 1

    with ThreadPoolExecutor(6) as threads:
        saved = sum(threads.map(work, "abcdef"))
    (title,) = titles(session)
    assert len(title) == 1 + saved
    assert saved >= 1


def test_readers_do_not_wait_for_a_writer(session):
    @command
    def write() -> None:
        add("being written")
        with db.engine.connect() as reader:
            assert reader.scalar(select(Term.id).limit(1))

    write()


def test_sqlite_keeps_what_it_acknowledged(session):
    if session.get_bind().dialect.name != "sqlite":
        assert session.scalar(text("SHOW transaction_isolation")) == "read committed"
        return
    kept = {
        name: session.scalar(text(f"PRAGMA {name}"))
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
