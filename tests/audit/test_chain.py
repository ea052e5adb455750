"""The chain: whatever is done to the log behind the program's back is found, on both databases."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.audit import queries, service
from app.audit.models import AuditEntry, AuditLink, AuditSeal, AuditValue
from app.kernel import clock, installation
from app.kernel.db import command
from app.kernel.errors import Invalid
from app.kernel.periodic import PERIODIC_JOBS

COLUMNS = (
    "at, actor_id, action, subject_kind, subject_id, changes, details, digests, request_id, address, session_id, mac"
)


def ids(session):
    return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


@command
def write(count, **details):
    for _ in range(count):
        service.note(None, "test.note", **details)


def test_what_was_written_is_found_as_it_was_written(session, written, faults):
    assert faults() == []
    write(3, text="later")
    assert faults() == []
    assert session.scalar(select(func.count()).select_from(AuditLink)) == len(ids(session))


TAMPERINGS = {
    "an action": "UPDATE audit_entries SET action = 'test.other' WHERE id = {third}",
    "an instant": "UPDATE audit_entries SET at = '2020-01-01 00:00:00' WHERE id = {third}",
    "who it was": "UPDATE audit_entries SET actor_id = 7 WHERE id = {third}",
    "from where": "UPDATE audit_entries SET address = '10.0.0.1' WHERE id = {third}",
    "a number in it": "UPDATE audit_entries SET details = '{{\"number\": 9}}' WHERE id = {third}",
    "its mac as well": "UPDATE audit_entries SET action = 'test.other', mac = '' WHERE id = {third}",
    "a text beside it": "UPDATE audit_values SET after = '\"other\"' WHERE entry_id = {third}",
    "a text, as if it had been erased": "UPDATE audit_values SET salt = NULL, after = NULL, before = NULL "
    "WHERE entry_id = {third}",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_changed_entry_is_named_whether_it_was_sealed_or_not(session, written, faults, tamper, how):
    second, third = ids(session)[1:3]
    tamper(TAMPERINGS[how].format(third=second))
    assert f"ntry {second}" in faults()[-1]
    tamper(TAMPERINGS[how].format(third=third))
    assert f"ntry {third}" in "".join(faults())


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit_values WHERE entry_id = {third}", "DELETE FROM audit_entries WHERE id = {third}"],
        ["DELETE FROM audit_values WHERE entry_id = {third}"],
    ],
    ids=["the entry", "the text beside it"],
)
def test_what_is_taken_away_is_missed(session, written, faults, tamper, statements):
    assert faults() == []
    third = ids(session)[2]
    tamper(*(statement.format(third=third) for statement in statements))
    assert f"Entry {third}" in faults()[0]


def test_an_entry_that_is_put_in_is_found_before_and_after_the_next_seal(session, written, faults, tamper):
    assert faults() == []
    forged = ids(session)[2] + 1000
    tamper(
        "INSERT INTO audit_entries (id, at, action, subject_kind, changes, details, request_id, address) "
        f"VALUES ({forged}, '2022-07-15 00:00:00', 'test.forged', '', '{{}}', '{{}}', '', '')",
    )
    for _ in range(2):
        assert f"Entry {forged} was put in" in faults()[0]
        write(2)


def test_a_genuine_entry_that_is_put_in_once_more_is_found(session, written, faults, tamper):
    write(1, number=1)
    assert faults() == []
    last = ids(session)[-1]
    tamper(f"INSERT INTO audit_entries (id, {COLUMNS}) SELECT id + 1, {COLUMNS} FROM audit_entries WHERE id = {last}")
    assert f"Entry {last + 1} repeats another one" in faults()[0]


def test_entries_that_change_places_are_found(session, written, faults, tamper):
    assert faults() == []
    second, third = ids(session)[1:3]
    write_back = "UPDATE audit_entries SET ({0}) = (SELECT {0} FROM audit_entries AS o WHERE o.id = {1}) WHERE id = {2}"
    tamper(
        f"CREATE TABLE kept AS SELECT * FROM audit_entries WHERE id = {second}",
        write_back.format(COLUMNS, third, second),
        write_back.format(COLUMNS, second, third).replace("FROM audit_entries AS o", "FROM kept AS o"),
    )
    assert f"Entry {second}" in faults()[0]


def test_a_tail_that_is_cut_off_is_missed(session, written, faults, tamper):
    assert faults() == []
    last = ids(session)[-2:]
    going = ", ".join(map(str, last))
    tamper(
        f"DELETE FROM audit_values WHERE entry_id IN ({going})",
        f"DELETE FROM audit_entries WHERE id IN ({going})",
        f"DELETE FROM audit_links WHERE entry_id IN ({going})",
    )
    assert "The end is missing" in faults()[0]


def test_a_tail_that_is_cut_off_with_its_checkpoints_is_missed_too(session, written, faults, tamper):
    """The place noted outside the database tells."""
    assert faults() == []
    place, checkpoint = (
        session.scalar(select(func.max(AuditLink.position))),
        session.scalar(select(func.max(AuditSeal.id))),
    )
    write(2)
    assert faults() == []
    tamper(
        f"DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM audit_links WHERE position > {place})",
        f"DELETE FROM audit_links WHERE position > {place}",
        f"DELETE FROM audit_seals WHERE id > {checkpoint}",
    )
    assert "audit.head" in faults()[0]
    write(4)
    assert "audit.head" in faults()[0], "going on does not heal it"


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM audit_seals", "DELETE FROM audit_links", "UPDATE audit_seals SET position = position - 1"],
)
def test_a_chain_that_is_taken_away_or_moved_is_missed(session, written, faults, tamper, statement):
    assert faults() == []
    tamper(statement)
    assert [str(fault) for fault in queries.verify().faults] != []


def test_a_new_chain_does_not_pass_for_the_old_one(session, written, faults, tamper):
    """Whoever takes the whole chain away and lets the program begin another one is given away by the noted place."""
    assert faults() == []
    third = ids(session)[2]
    tamper(
        "DELETE FROM audit_seals",
        "DELETE FROM audit_links",
        "UPDATE audit_entries SET mac = ''",
        f"UPDATE audit_entries SET action = 'test.other' WHERE id = {third}",
    )
    assert faults() != []


def test_two_sealers_at_once_make_one_chain(app, session, written, faults):
    barrier, failures = Barrier(2), []

    def run():
        with app.app_context():
            barrier.wait()
            try:
                for _ in range(5):
                    write(2, text="x")
                    service.seal()
            except Exception as failure:  # noqa: BLE001
                failures.append(failure)

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert faults() == []
    places = list(session.scalars(select(AuditLink.position).order_by(AuditLink.position)))
    assert places == list(range(1, len(ids(session)) + 1))


def test_retention_removes_what_is_old_and_the_rest_verifies(session, written, faults):
    clock.freeze(clock.now() - timedelta(days=400))
    write(4, text="old")
    clock.freeze(None)
    assert service.purge() == 0, "what is old stands behind something younger: it goes when that goes"
    old = clock.now() + timedelta(days=366)
    clock.freeze(old)
    write(2, text="young")
    assert service.purge(365) == 10
    assert faults() == []
    assert session.scalar(select(func.count()).select_from(AuditValue)) == 2
    assert session.scalars(select(AuditSeal.kind).order_by(AuditSeal.position)).all() == ["purge", "seal"]
    write(3)
    assert faults() == []


def test_the_job_runner_seals_what_was_written_and_removes_what_is_old(session, written, faults):
    seals, purges = PERIODIC_JOBS["audit.seal"], PERIODIC_JOBS["audit.purge"]
    seals.run(clock.now())
    write(3)
    assert seals.run(clock.now()) == 3
    assert seals.run(clock.now()) == 0
    assert purges.run(clock.now()) == 0
    clock.freeze(clock.now() + timedelta(days=366))
    assert purges.run(clock.now()) >= 3
    assert faults() == []


def test_retention_may_remove_everything_and_again(session, written, faults):
    for _ in range(2):
        clock.freeze(clock.now() + timedelta(days=366))
        service.purge()
        assert ids(session) == []
        assert faults() == []
        write(2)
        assert faults() == []


def test_nothing_is_removed_before_its_time(session, written):
    with pytest.raises(Invalid):
        service.purge(179)
    assert len(ids(session)) == 6


def test_verify_says_in_plain_words_and_by_its_exit_code(app, session, written, tamper):
    runner = app.test_cli_runner()
    sound = runner.invoke(args=["audit", "verify"])
    assert (sound.exit_code, sound.output) == (0, "The audit log is as it was written: 6 entries.\n")
    third = ids(session)[2]
    tamper(f"UPDATE audit_entries SET action = 'x' WHERE id = {third}")
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert broken.output.startswith(f"Entry {third} was changed.\n")
    assert runner.invoke(args=["audit", "purge", "--older-than", "10"]).exit_code == 1
    assert "Removed 0 entries." in runner.invoke(args=["audit", "purge"]).output
    assert "Sealed up to entry" in runner.invoke(args=["audit", "seal"]).output


def test_another_secret_makes_another_chain(session, written, faults, tmp_path):
    """Who holds only the database cannot mend the chain: the key lies outside of it."""
    assert faults() == []
    installation.settle(session.get_bind(), "another secret", tmp_path)
    assert "was changed" in str(queries.verify().faults[0])
