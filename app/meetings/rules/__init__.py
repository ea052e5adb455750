"""Who may change a meeting, and what a record becomes when little is said about it."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from app.enterprises.models import Contact, ContactPost
from app.kernel.errors import Forbidden
from app.kernel.permissions import Actor, Can, Role, Scope
from app.kernel.text import Message, query_terms, search_terms
from app.meetings.models import PENDING, FollowUp, Meeting

#: The levels of a meeting from the highest down: terms of `meeting_level`.
LEVELS = ("leader", "head", "officer")
#: The direction that a way of meeting implies, where it implies one.
DIRECTIONS: Mapping[str, str] = {"visit_in": "in", "visit_out": "out"}
#: A follow-up without a day is due after this long.
USUAL_TERM = timedelta(days=7)
#: How much of a meeting's text is found by search.
SEARCHED_TEXT = 200

_LEADING = (Role.HEAD, Role.MANAGER)
_HEADS_A_UNIT = re.compile(r"长|主任")
_BREAK = " ω "  # keeps a phrase from running over from one run of characters into the next


def leads(actor: Actor, unit_id: int) -> bool:
    """Whether the actor is a head or manager whose grant reaches this unit."""
    return any(
        held.role in _LEADING and held.scope is not Scope.OWN and (held.units is None or unit_id in held.units)
        for held in actor.held
    )


def may_edit(actor: Actor, meeting: Meeting) -> bool:
    """Whoever logged a meeting, our participants, and heads and managers in reach of its unit may change it."""
    return actor.may(Can.LOG_MEETINGS) and (
        meeting.logged_by_id in actor.user_ids
        or any(ours.person_id in actor.person_ids for ours in meeting.ours)
        or leads(actor, meeting.unit_id)
    )


def check_may_edit(actor: Actor, meeting: Meeting) -> None:
    if not may_edit(actor, meeting):
        raise Forbidden(Message("Only who logged the meeting, who took part, or their head may change it."))


def is_open(follow_up: FollowUp) -> bool:
    """Not closed, not cancelled: submitted ones are still open."""
    return follow_up.status in PENDING and follow_up.archived_at is None


def level_of(stations: Iterable[tuple[str, str]]) -> str:
    """The level of a meeting by its highest participant: each station is (kind of unit, post) at that time.

    Whoever stands at the top of the committee is a leader; a post named for leading a unit makes a head.
    """
    found = {
        "leader" if kind == "committee" else "head" if _HEADS_A_UNIT.search(post) else "officer"
        for kind, post in stations
    }
    return next((level for level in LEVELS if level in found), "officer")


def title_on(contact: Contact, posts: Iterable[ContactPost], enterprise_ids: Collection[int], day: date) -> str | None:
    """The title under which a contact stood at one of the enterprises on a day; None if at none of them.

    A contact without dated posts has always been where they are now.
    """
    held = [post for post in posts if post.contact_id == contact.id]
    if not held:
        return contact.title_zh if contact.enterprise_id in enterprise_ids else None
    for post in held:
        begun = post.since is None or post.since <= day
        if begun and (post.until is None or post.until > day) and post.enterprise_id in enterprise_ids:
            return post.title_zh
    return None


def search_column(names: Iterable[str | None], text: str) -> str:
    """What a meeting is found by: its names with pinyin and initials, and how its text begins, as it stands."""
    runs, words = query_terms(text[:SEARCHED_TEXT])
    return _BREAK.join([search_terms(*names), *runs, " ".join(words)])


def also_found_by(search: str, name: str) -> str:
    """The search column of a meeting that somebody has joined."""
    return _BREAK.join([search, search_terms(name)])
