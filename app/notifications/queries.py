"""Reading notifications: one's own, and of those only what is about records that the reader may see."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select
from sqlalchemy.orm import joinedload

from app.accounts import queries as accounts
from app.accounts.models import Person, User
from app.kernel import settings
from app.kernel.along import ALONG
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.histories import HISTORIES, Names
from app.kernel.listing import Listing, Order, Rows
from app.kernel.permissions import Actor
from app.kernel.subjects import SUBJECTS
from app.kernel.text import Message
from app.notifications import rules
from app.notifications.models import Kind, Mode, Notification, NotificationChoice
from app.notifications.rules import Reading

LIST = Listing(
    Notification.id,
    {"newest": Order(Message("Newest first"), Notification.created_at, descending=True, jumps="day")},
    "newest",
)
#: The bell says no more than "99+".
MOST_SHOWN = 100
#: How many notifications are handed over to mail at once; the rest a minute later.
_MOST = 10_000


@dataclass(frozen=True)
class Told:
    """A notification as its reader sees it: the title of the record is theirs to know."""

    id: int
    kind: Kind
    reading: Reading
    title: str
    details: Sequence[Message]
    by: str
    created_at: datetime
    is_read: bool
    subject_kind: str
    subject_id: int
    endpoint: str
    values: Mapping[str, Any]

    @property
    def sentence(self) -> Message:
        return Message(self.reading.sentence.key, title=self.title)


@ALONG.plug("unread")
def _unread(user_id: ColumnElement[int]) -> ScalarSelect[Any]:
    """How many the reader has not read, counted no further than the bell shows."""
    few = (
        select(literal(1))
        .select_from(Notification)
        .where(Notification.user_id == user_id, Notification.read_at.is_(None))
    )
    return select(func.count()).select_from(few.correlate(User).limit(MOST_SHOWN).subquery()).scalar_subquery()


def visible_to(actor: Actor) -> Select[Notification]:
    """The actor's own notifications; whether they may still see what each is about, `told` asks."""
    return select(Notification).where(Notification.user_id == actor.id)


def get(actor: Actor, notification_id: int) -> Notification:
    """One of the actor's own."""
    found = db.session.scalar(visible_to(actor).where(Notification.id == notification_id))
    if found is None:
        raise NotFound
    return found


def rows(actor: Actor) -> Rows:
    """The rows of the actor's list."""
    return visible_to(actor)


def told(actor: Actor, found: Sequence[Notification]) -> list[Told]:
    """Those of the notifications that are about records which the actor may see, in their order.

    One statement for each kind of record, whatever the number.
    """
    names = _names(actor, found)
    people = _people({one.by_id for one in found if one.by_id}, actor.locale)
    return [
        _tell(actor, one, names[one.subject_kind][one.subject_id], people.get(one.by_id or 0, ""))
        for one in found
        if one.subject_id in names.get(one.subject_kind, {})
    ]


def _tell(actor: Actor, one: Notification, names: Names, by: str) -> Told:
    first, second = names if actor.locale == "zh" else (names[1], names[0])
    subject = SUBJECTS[one.subject_kind]
    return Told(
        id=one.id,
        kind=one.kind,
        reading=rules.READINGS[one.kind],
        title=first or second,
        details=rules.told(one.params, actor.locale),
        by=by,
        created_at=one.created_at,
        is_read=one.read_at is not None,
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        endpoint=subject.endpoint,
        values={subject.key: one.subject_id},
    )


def _names(actor: Actor, found: Sequence[Notification]) -> dict[str, Mapping[int, Names]]:
    wanted: dict[str, set[int]] = {}
    for one in found:
        wanted.setdefault(one.subject_kind, set()).add(one.subject_id)
    return {kind: seen(actor, kind, ids) for kind, ids in wanted.items()}


def seen(actor: Actor, kind: str, ids: Collection[int]) -> Mapping[int, Names]:
    """Chinese and English names of those of the records that the actor may see in full."""
    if kind not in SUBJECTS:
        return {}
    if kind in HISTORIES:
        return HISTORIES[kind].names(actor, sorted(ids))
    names: dict[int, Names] = {}
    for number in sorted(ids):
        with suppress(NotFound):
            names[number] = SUBJECTS[kind].names(SUBJECTS[kind].get(actor, number))
    return names


def _people(user_ids: Collection[int], locale: str) -> dict[int, str]:
    if not user_ids:
        return {}
    found = select(User.id, Person.name, Person.name_en).join(Person, Person.id == User.person_id)
    rows = db.session.execute(found.where(User.id.in_(user_ids)))
    return {number: (english if locale == "en" else name) or name for number, name, english in rows}


def readers(user_ids: Collection[int]) -> list[Actor]:
    """Those of the users who may sign in, as the actors they are today."""
    found = select(User).where(User.id.in_(user_ids), User.is_active).order_by(User.id)
    users = db.session.scalars(found.options(joinedload(User.person).joinedload(Person.unit)))
    return [accounts.actor_for(user, user.person, user.person.unit) for user in users]


@dataclass(frozen=True)
class Waiting:
    """What one reader has not been told by mail yet, and how they want to be."""

    user_id: int
    email: str
    mode: Mode
    hour: int
    daily_until: datetime | None
    ids: Sequence[int]


def is_anyone_untold() -> bool:
    """Whether mail has not been thought of for something; a look, without a command."""
    return db.session.scalar(select(Notification.id).where(Notification.told_at.is_(None)).limit(1)) is not None


def waiting() -> list[Waiting]:
    """Everybody who has not been told of something by mail, with the numbers of it, the oldest first."""
    ids: dict[int, list[int]] = {}
    untold = select(Notification.user_id, Notification.id).where(Notification.told_at.is_(None))
    for user_id, number in db.session.execute(untold.order_by(Notification.user_id, Notification.id).limit(_MOST)):
        ids.setdefault(user_id, []).append(number)
    choices = {
        row.user_id: row
        for row in db.session.scalars(select(NotificationChoice).where(NotificationChoice.user_id.in_(ids)))
    }
    usual = (Mode(settings.read(rules.USUAL_MODE)), settings.read(rules.USUAL_HOUR), None)
    found = []
    for user_id, email in db.session.execute(select(User.id, User.email).where(User.id.in_(ids)).order_by(User.id)):
        own = choices.get(user_id)
        mode, hour, until = (own.mode, own.hour, own.daily_until) if own else usual
        found.append(Waiting(user_id, email, mode, hour, until, ids[user_id]))
    return found


def choice_of(actor: Actor) -> tuple[Mode, int]:
    """How the actor is told by mail: as they chose, or as the office has it."""
    chosen = db.session.get(NotificationChoice, actor.id)
    if chosen:
        return chosen.mode, chosen.hour
    return Mode(settings.read(rules.USUAL_MODE)), settings.read(rules.USUAL_HOUR)


def letter_for(user_id: int, ids: Collection[int]) -> tuple[Actor, str, list[Told]] | None:
    """Reader, address and what a letter tells, as of now; None when nothing is left that they may be told."""
    user = accounts.find_active_user(user_id)
    if user is None or not user.email:
        return None
    actor = accounts.actor_for(user, user.person, user.person.unit)
    own = visible_to(actor).where(Notification.id.in_(ids)).order_by(Notification.id)
    found = told(actor, db.session.scalars(own).all())
    return (actor, user.email, found) if found else None
