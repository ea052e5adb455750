"""Writing follow-ups down, correcting them, and moving their day."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from app.accounts import queries as accounts
from app.audit import service as audit
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import (
    FollowUp,
    FollowUpMove,
    FollowUpStatus,
    FollowUpSupporter,
    FollowUpUnit,
    Meeting,
)
from app.meetings.queries.people import Station
from app.meetings.rules.follow_ups import Deed, check_may, check_possible, may_lift
from app.meetings.schemas import DueDraft, FollowUpChange, FollowUpDraft, FollowUpRow, Named
from app.meetings.service import picks
from app.meetings.service.telling import tell_owners
from app.projects import queries as projects
from app.vocabularies import queries as vocabularies


@command
def promise(actor: Actor, draft: FollowUpDraft, *, once: str | None = None, is_sample: bool = False) -> FollowUp:
    """Write a follow-up down: about an enterprise, a project, or a meeting that has been logged."""
    if made := once_keys.claim(actor, once):
        return queries.follow_ups.get(actor, made)
    if not vocabularies.is_term("followup_source", draft.source):
        raise Invalid.at("source", Message("Choose one of the options."))
    meeting = queries.meetings.get(actor, draft.meeting_id) if draft.meeting_id else None
    project_id = _project_of(actor, draft, meeting)
    enterprise = _enterprise_of(actor, draft, meeting, project_id)
    owner, unit_id = _owner(actor, draft.owner_id, clock.today(), "owner_id")
    follow_up = FollowUp(
        text=draft.text,
        side=draft.side,
        source="meeting" if meeting else draft.source,
        meeting_id=meeting.id if meeting else None,
        enterprise_id=enterprise.id,
        project_id=project_id,
        owner_id=owner,
        unit_id=unit_id,
        counterpart_id=_counterpart(actor, draft.counterpart, [enterprise], "counterpart"),
        supervisor_id=_supervisor(draft.supervisor_id),
        due_on=draft.due_on,
        first_due_on=draft.due_on,
        created_by_id=actor.id,
        is_sample=is_sample,
    )
    _helped_by(follow_up, draft)
    db.session.add(follow_up)
    db.session.flush()
    once_keys.settle(actor, once, follow_up.id)
    audit.record(actor, "follow_up.promise", follow_up, **_helpers(follow_up))
    tell_owners(actor, [follow_up])
    return follow_up


@command
def edit(actor: Actor, follow_up_id: int, draft: FollowUpChange) -> FollowUp:
    """Correct a follow-up or give it to somebody else. Neither of its due days moves.

    The supervisor is changed only by themselves, or by who gives instructions. Without one, what was submitted is open.
    """
    follow_up = opened(actor, follow_up_id, draft.version, Deed.EDIT)
    supervisor_id = _supervisor(draft.supervisor_id)
    if supervisor_id != follow_up.supervisor_id and not may_lift(actor, follow_up):
        raise Forbidden(Message("Only the supervisor, or who gives instructions, may change the supervision."))
    before = follow_up.owner_id
    with db.session.no_autoflush:
        follow_up.text, follow_up.side = draft.text, draft.side
        _give_to(actor, follow_up, draft)
        _helped_by(follow_up, draft)
        follow_up.supervisor_id = supervisor_id
        if supervisor_id is None and follow_up.status is FollowUpStatus.SUBMITTED:
            follow_up.status, follow_up.submitted_on = FollowUpStatus.OPEN, None
    follow_up.updated_at = clock.now()
    audit.record(actor, "follow_up.change", follow_up, **_helpers(follow_up))
    if follow_up.owner_id != before:
        tell_owners(actor, [follow_up])
    return follow_up


@command
def postpone(actor: Actor, follow_up_id: int, draft: DueDraft) -> FollowUp:
    """Give a follow-up another day, with the reason beside it. The first day stays."""
    follow_up = opened(actor, follow_up_id, draft.version, Deed.POSTPONE)
    if draft.due_on == follow_up.due_on:
        raise Invalid.at("due_on", Message("This is the present day. Choose another one."))
    move = FollowUpMove(
        follow_up_id=follow_up.id, from_on=follow_up.due_on, to_on=draft.due_on, reason=draft.reason, by_id=actor.id
    )
    db.session.add(move)
    follow_up.due_on = draft.due_on
    audit.record(actor, "follow_up.postpone", follow_up, reason=draft.reason)
    return follow_up


def opened(actor: Actor, follow_up_id: int, version: int, deed: Deed) -> FollowUp:
    """The follow-up for something that is the actor's to do, as they saw it, in a state that allows it."""
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    check_may(actor, follow_up, deed)
    follow_up.expect_version(version)
    check_possible(follow_up, deed)
    return follow_up


def _give_to(actor: Actor, follow_up: FollowUp, draft: FollowUpChange) -> None:
    """The owner, with their present unit where it is another one, and whoever of them promised."""
    owner, unit_id = _owner(actor, draft.owner_id, clock.today(), "owner_id")
    if owner != follow_up.owner_id:
        follow_up.owner_id, follow_up.unit_id = owner, unit_id
    at = [follow_up.enterprise] if follow_up.enterprise else []
    follow_up.counterpart_id = _counterpart(actor, draft.counterpart, at, "counterpart")


def _helped_by(follow_up: FollowUp, draft: FollowUpDraft | FollowUpChange) -> None:
    """The people and units who support it."""
    stations = picks.stations_picked(draft.supporters, clock.today(), "supporters") if draft.supporters else []
    known = {unit.id for unit in accounts.list_units()} if draft.units else set()
    if not known.issuperset(draft.units):
        raise Invalid.at("units", Message("Choose one of the options."))
    people, units = {station.person_id for station in stations}, set(draft.units)
    follow_up.supporters = [
        *(one for one in follow_up.supporters if one.person_id in people),
        *(FollowUpSupporter(person_id=new) for new in sorted(people - {one.person_id for one in follow_up.supporters})),
    ]
    follow_up.units = [
        *(one for one in follow_up.units if one.unit_id in units),
        *(FollowUpUnit(unit_id=new) for new in sorted(units - {one.unit_id for one in follow_up.units})),
    ]


def _helpers(follow_up: FollowUp) -> dict[str, list[int]]:
    """Who supports it, for the audit log; nothing where nobody does."""
    found = {
        "supporters": [one.person_id for one in follow_up.supporters],
        "units": [one.unit_id for one in follow_up.units],
    }
    return {name: numbers for name, numbers in found.items() if numbers}


def _supervisor(pick: int | Named | None) -> int | None:
    """Who closes it: somebody who signs in, or nobody."""
    if pick is None:
        return None
    (station,) = picks.stations_picked([pick], clock.today(), "supervisor_id")
    if not accounts.user_ids_of([station.person_id]):
        raise Invalid.at("supervisor_id", Message("The supervisor has to close it and so needs a sign-in."))
    return station.person_id


class Gathered(Protocol):
    """What the meeting is about that the rows belong to."""

    day: date
    enterprises: list[Enterprise]
    project_ids: list[int]
    ours: list[Station]


def rows(actor: Actor, wanted: Sequence[FollowUpRow], meeting: Meeting, about: Gathered) -> list[FollowUp]:
    """The next steps of a meeting that is being logged, not yet saved. Raises Invalid at the row's field."""
    stations = _owners(actor, wanted, about)
    made = []
    for number, row in enumerate(wanted):
        owner, unit_id = stations[number]
        due_on = row.due_on or clock.today() + rules.USUAL_TERM
        counterpart = _counterpart(actor, row.counterpart, about.enterprises, f"follow_ups.{number}.counterpart")
        made.append(
            FollowUp(
                text=row.text,
                side=row.side,
                source="meeting",
                enterprise_id=about.enterprises[0].id,
                project_id=about.project_ids[0] if about.project_ids else None,
                owner_id=owner,
                unit_id=unit_id,
                counterpart_id=counterpart,
                due_on=due_on,
                first_due_on=due_on,
                created_by_id=actor.id,
                is_sample=meeting.is_sample,
            )
        )
    return made


def _owners(actor: Actor, wanted: Sequence[FollowUpRow], about: Gathered) -> list[tuple[int, int]]:
    """Each row's owner and their present unit; who takes part today is known, the others come in one go."""
    today = clock.today()
    known = {ours.person_id: ours.unit_id for ours in about.ours if about.day == today}
    others = {row.owner_id for row in wanted if isinstance(row.owner_id, int)} - known.keys()
    known |= {station.person_id: station.unit_id for station in queries.people.stations(sorted(others), today)}
    return [
        (row.owner_id, known[row.owner_id])
        if isinstance(row.owner_id, int) and row.owner_id in known
        else _owner(actor, row.owner_id, today, f"follow_ups.{number}.owner_id")
        for number, row in enumerate(wanted)
    ]


def _owner(actor: Actor, pick: int | Named | None, day: date, field: str) -> tuple[int, int]:
    """The person who does it and their unit; the actor when nobody is named."""
    if pick is None:
        return actor.person_id, actor.unit_id
    (station,) = picks.stations_picked([pick], day, field)
    return station.person_id, station.unit_id


def _counterpart(actor: Actor, pick: int | Named | None, at: Sequence[Enterprise], field: str) -> int | None:
    """The contact who promised."""
    if pick is None:
        return None
    ((contact, _title),) = picks.contacts_picked(actor, [pick], at, clock.today(), field)
    return contact.id


def _project_of(actor: Actor, draft: FollowUpDraft, meeting: Meeting | None) -> int | None:
    if draft.project_id is not None:
        return picks.project_ids_picked(actor, [draft.project_id], "project_id")[0]
    return meeting.project_links[0].project_id if meeting and meeting.project_links else None


def _enterprise_of(actor: Actor, draft: FollowUpDraft, meeting: Meeting | None, project_id: int | None) -> Enterprise:
    """Whom it is about: the one named, else the meeting's first one, else the project's."""
    if draft.enterprise_id is not None:
        return picks.enterprises_picked(actor, [draft.enterprise_id], "enterprise_id")[0]
    if meeting and meeting.enterprise_links:
        return meeting.enterprise_links[0].enterprise
    if project_id is not None:
        return projects.get(actor, project_id).enterprise
    raise Invalid.at("enterprise_id", Message("Name the enterprise or the project that this is about."))
