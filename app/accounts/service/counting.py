"""Counting wrong tries: one row for each user name, whatever the door (page, second factor, recovery code, link)."""

from sqlalchemy import delete, select

from app.accounts import queries, rules
from app.accounts.models import FailedSignIns
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.passwords import digest
from app.kernel.text import Message
from app.kernel.upsert import upsert

REFUSED = Message("User name or password is wrong. After five wrong tries the name is locked for 30 minutes.")
WRONG_CODE = Message("This code is wrong or used up. After five wrong tries the name is locked for 30 minutes.")
LOCKED = Message("This name is locked after too many wrong tries. Try again in 30 minutes, or ask the administrator.")


def is_locked(username: str) -> bool:
    """Whether no door opens for this name now; live sessions go on."""
    failures = queries.find_failures(username)
    return bool(failures and failures.locked_until and failures.locked_until > clock.now())


@command
def refused(username: str, door: str, otherwise: Message = REFUSED) -> Message:
    """Count a wrong try in the database, so that it holds across workers; the sentence to say."""
    return count(in_turn(username), username, door, otherwise)


def in_turn(username: str) -> FailedSignIns:
    """Inside a command: the row that counts a name's wrong tries. Whoever else tries the same name waits.

    An update that changes nothing, where the row is there already: it locks it, even if it goes in this moment.
    """
    key = digest(queries.fold(username))
    first = upsert(FailedSignIns).values(name_digest=key, tries=0, last_at=clock.now())
    unchanged = {"tries": FailedSignIns.tries}
    db.session.execute(first.on_conflict_do_update(index_elements=["name_digest"], set_=unchanged))
    found = select(FailedSignIns).where(FailedSignIns.name_digest == key)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def count(failures: FailedSignIns, username: str, door: str, otherwise: Message) -> Message:
    """Inside a command: one wrong try more. The sentence to say."""
    now = clock.now()
    failures.tries = rules.tries_so_far(failures.tries, failures.last_at, now) + 1
    failures.last_at = now
    failures.locked_until = rules.locked_until(failures.tries, now)
    user = queries.find_user(username)
    user_id = user.id if user else None
    audit.note(None, "account.sign_in_refused", user_id=user_id, tries=failures.tries, door=door)
    return LOCKED if failures.locked_until else otherwise


def forget(username: str) -> None:
    """Inside a command: somebody got in, so the wrong tries of before count no more."""
    db.session.execute(delete(FailedSignIns).where(FailedSignIns.name_digest == digest(queries.fold(username))))
