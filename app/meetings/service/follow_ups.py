"""Writing follow-ups down, closing them, and moving their day."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from app.audit import service as audit
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import FollowUp, FollowUpStatus, Meeting
from app.meetings.queries.people import Station
from app.meetings.schemas import CloseDraft, DueDraft, FollowUpDraft, FollowUpRow, Named
from app.meetings.service import picks
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
        due_on=draft.due_on,
        first_due_on=draft.due_on,
        created_by_id=actor.id,
        is_sample=is_sample,
    )
    db.session.add(follow_up)
    db.session.flush()
    once_keys.settle(actor, once, follow_up.id)
    audit.record(actor, "follow_up.promise", follow_up)
    return follow_up


@command
def close(actor: Actor, follow_up_id: int, draft: CloseDraft) -> FollowUp:
    """Close a follow-up with a note, or cancel it with the reason. Raises Conflict when it is closed already."""
    follow_up = _open_one(actor, follow_up_id, draft.version)
    follow_up.status = FollowUpStatus(draft.outcome)
    follow_up.closing_note = draft.note or ""
    follow_up.closed_on = clock.today()
    follow_up.closed_by_id = actor.id
    audit.record(actor, "follow_up.close", follow_up)
    return follow_up


@command
def postpone(actor: Actor, follow_up_id: int, draft: DueDraft) -> FollowUp:
    """Give a follow-up another day, with the reason in its history. The first day stays."""
    follow_up = _open_one(actor, follow_up_id, draft.version)
    if draft.due_on == follow_up.due_on:
        raise Invalid.at("due_on", Message("This is the present day. Choose another one."))
    follow_up.due_on = draft.due_on
    audit.record(actor, "follow_up.postpone", follow_up, reason=draft.reason)
    return follow_up


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


def _open_one(actor: Actor, follow_up_id: int, version: int) -> FollowUp:
    follow_up = queries.follow_ups.get(actor, follow_up_id)
    rules.check_may_settle(actor, follow_up)
    follow_up.expect_version(version)
    if not rules.is_open(follow_up):
        raise Conflict(Message("This follow-up is no longer open."))
    return follow_up
