"""Writing activities down, correcting them, putting them away."""

from collections.abc import Sequence
from datetime import date

from app.activities import queries, rules
from app.activities.models import (
    Activity,
    ActivityEnterprise,
    ActivityMeeting,
    ActivityPerson,
    ActivityResult,
    ResultKind,
)
from app.activities.schemas import ActivityChange, ActivityDraft
from app.audit import service as audit
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings.queries.people import Station
from app.meetings.service import picks
from app.vocabularies import queries as vocabularies

_UNKNOWN = Message("One of these meetings does not exist. Choose from the list.")


class _Gathered:
    """A draft with its picks made into records: everything that an activity is filled from."""

    def __init__(self, actor: Actor, draft: ActivityDraft) -> None:
        if not vocabularies.is_term("activity_kind", draft.kind):
            raise Invalid.at("kind", Message("Choose one of the options."))
        self.draft = draft
        self.leader_id = _leader(draft)
        self.people = _people(actor, draft, self.leader_id)
        self.enterprises: list[Enterprise] = picks.enterprises_picked(actor, draft.enterprises)
        self.meeting_ids = _meetings(actor, draft)
        self.results = [
            (project_id, kind)
            for kind, picked, field in (
                (ResultKind.LEAD, draft.leads, "leads"),
                (ResultKind.SIGNING, draft.signings, "signings"),
            )
            for project_id in picks.project_ids_picked(actor, picked, field)
        ]


@command
def create(actor: Actor, draft: ActivityDraft, *, once: str | None = None, is_sample: bool = False) -> Activity:
    """Write an activity down. Invalid when a meeting or a signing counts for another one already."""
    if made := once_keys.claim(actor, once):
        return queries.get(actor, made)
    gathered = _Gathered(actor, draft)
    activity = Activity(created_by_id=actor.id, unit_id=actor.unit_id, is_sample=is_sample)
    _fill(activity, gathered)
    db.session.add(activity)
    db.session.flush()
    once_keys.settle(actor, once, activity.id)
    audit.record(actor, "activity.create", activity)
    return activity


@command
def change(actor: Actor, activity_id: int, draft: ActivityChange) -> Activity:
    """Correct an activity, or write down what came of it."""
    activity = queries.get(actor, activity_id)
    rules.check_may_edit(actor, activity)
    activity.expect_version(draft.version)
    _fill(activity, _Gathered(actor, draft))
    activity.updated_at = clock.now()
    audit.record(actor, "activity.change", activity)
    return activity


@command
def archive(actor: Actor, activity_id: int, version: int) -> Activity:
    """Put an activity away."""
    activity = queries.get(actor, activity_id)
    activity.expect_version(version)
    activity.archived_at = activity.archived_at or clock.now()
    audit.record(actor, "activity.archive", activity)
    return activity


@command
def restore(actor: Actor, activity_id: int, version: int) -> Activity:
    """Bring an activity back."""
    activity = queries.get(actor, activity_id)
    activity.expect_version(version)
    activity.archived_at = None
    audit.record(actor, "activity.restore", activity)
    return activity


def _leader(draft: ActivityDraft) -> int | None:
    """Who leads it, as a person of the area."""
    if draft.leader_id is None:
        return None
    (leader,) = picks.stations_picked([draft.leader_id], draft.begins_on, "leader_id")
    return leader.person_id


def _people(actor: Actor, draft: ActivityDraft, leader_id: int | None) -> list[Station]:
    """Everybody who takes part, the leader among them, where they stood on the first day."""
    named = picks.stations_picked(draft.people, draft.begins_on, "people")
    ids = {station.person_id for station in named} | ({leader_id} if leader_id else set())
    return picks.stations_picked(sorted(ids) or [actor.person_id], draft.begins_on, "people")


def _meetings(actor: Actor, draft: ActivityDraft) -> list[int]:
    """The meetings picked; a name typed without scripts is none, since many meetings bear the same."""
    ids = [pick for pick in draft.meetings if isinstance(pick, int)]
    if len(ids) < len(draft.meetings) or queries.meetings(actor, ids).keys() != set(ids):
        raise Invalid.at("meetings", _UNKNOWN)
    return ids


def _fill(activity: Activity, gathered: _Gathered) -> None:
    """Bring an activity to what the draft says, people and links included."""
    draft = gathered.draft
    activity.title, activity.kind, activity.place = draft.title, draft.kind, draft.place or ""
    activity.begins_on, activity.ends_on = _days(draft)
    activity.leader_id = gathered.leader_id
    activity.itinerary, activity.outcome = draft.itinerary or "", draft.outcome or ""
    activity.is_confidential = draft.is_confidential
    activity.people = _took_part(activity, gathered.people)
    met = {link.enterprise_id: link for link in activity.enterprise_links}
    activity.enterprise_links = [met.get(e.id) or ActivityEnterprise(enterprise_id=e.id) for e in gathered.enterprises]
    held = {link.meeting_id: link for link in activity.meeting_links}
    activity.meeting_links = [held.get(number) or ActivityMeeting(meeting_id=number) for number in gathered.meeting_ids]
    came = {(result.project_id, result.kind): result for result in activity.results}
    activity.results = [
        came.get((project_id, kind)) or ActivityResult(project_id=project_id, kind=kind)
        for project_id, kind in gathered.results
    ]
    names: list[str | None] = [name for one in gathered.people for name in (one.name, one.name_en)]
    for enterprise in gathered.enterprises:
        names += [enterprise.name_zh, enterprise.name_en, enterprise.short_name]
    activity.search = rules.search_column(activity, names)


def _days(draft: ActivityDraft) -> tuple[date, date]:
    return draft.begins_on, draft.ends_on or draft.begins_on


def _took_part(activity: Activity, wanted: Sequence[Station]) -> list[ActivityPerson]:
    """Our people in protocol order, each with unit and post on the first day."""
    kept = {one.person_id: one for one in activity.people}
    side = []
    for position, station in enumerate(wanted):
        one = kept.get(station.person_id) or ActivityPerson(person_id=station.person_id)
        one.unit_id, one.post_zh, one.position = station.unit_id, station.post_zh, position
        side.append(one)
    return side
