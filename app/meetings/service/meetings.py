"""Logging a meeting and what happens to its record afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property

from app.audit import service as audit
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock, drafts
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Conflict, Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import (
    FollowUpStatus,
    Meeting,
    MeetingEnterprise,
    MeetingOurs,
    MeetingProject,
    MeetingStatus,
    MeetingTheirs,
)
from app.meetings.queries.people import Station
from app.meetings.schemas import CancelDraft, MeetingChange, MeetingDraft
from app.meetings.service import follow_ups, picks
from app.projects import service as projects
from app.vocabularies import queries as vocabularies

#: Under this name the half-written log form is kept.
LOG_FORM = "meetings.log"


class _Gathered:
    """A draft with its picks made into records: everything that a meeting is filled from."""

    def __init__(self, actor: Actor, draft: MeetingDraft) -> None:
        self.actor, self.draft = actor, draft
        self.day: date = draft.day or clock.today()
        self.project_ids = picks.project_ids_picked(actor, draft.projects)
        self.enterprises = self._enterprises()
        self.ours: list[Station] = picks.stations_picked(draft.ours or (actor.person_id,), self.day)
        self.theirs: list[tuple[Contact, str]] = picks.contacts_picked(actor, draft.theirs, self.enterprises, self.day)

    def _enterprises(self) -> list[Enterprise]:
        """The enterprises named; those of the projects when none is."""
        named = picks.enterprises_picked(self.actor, self.draft.enterprises)
        if named:
            return named
        return picks.enterprises_picked(self.actor, queries.meetings.enterprises_of_projects(self.project_ids))

    @cached_property
    def starts_at(self) -> datetime:
        return clock.at_park(datetime.combine(self.day, self.draft.time or time()))

    @cached_property
    def ends_at(self) -> datetime | None:
        """The end on the same day. Raises Invalid when it is not after the start."""
        ends = self.draft.ends
        if ends is None:
            return None
        if self.draft.time is None or ends <= self.draft.time:
            raise Invalid.at("ends", Message("A meeting ends after it begins, on the same day."))
        return clock.at_park(datetime.combine(self.day, ends))

    @cached_property
    def words(self) -> dict[str, Message]:
        return vocabularies.words("meeting_mode", self.actor.locale)

    @property
    def title(self) -> str:
        """What was typed, else the first enterprise and the way of meeting, in the writer's language."""
        if self.draft.title:
            return self.draft.title
        first = self.enterprises[0]
        name = (first.name_en if self.actor.locale == "en" else first.short_name) or first.name_zh
        return f"{name} · {self.words[self.draft.mode]}"

    @property
    def level(self) -> str:
        return self.draft.level or rules.level_of((ours.unit_kind, ours.post_zh) for ours in self.ours)

    def check_words(self) -> None:
        """Raise Invalid for a code that its vocabulary does not have."""
        if self.draft.mode not in self.words:
            raise Invalid.at("mode", Message("Choose one of the options."))
        for field in ("level", "direction"):
            code = getattr(self.draft, field)
            if code and not vocabularies.is_term(f"meeting_{field}", code):
                raise Invalid.at(field, Message("Choose one of the options."))


@command
def log(actor: Actor, draft: MeetingDraft, *, once: str | None = None, is_sample: bool = False) -> Meeting:
    """Log a meeting with its follow-ups, and forget the half-written form.

    An enterprise or contact known only by name is made on the way. A date in the future makes it planned.
    """
    if made := once_keys.claim(actor, once):
        return queries.meetings.get(actor, made)
    gathered = _Gathered(actor, draft)
    meeting = Meeting(logged_by_id=actor.id, unit_id=actor.unit_id, is_sample=is_sample)
    meeting.status = rules.status_on(gathered.day, clock.today())
    _fill(meeting, gathered)
    meeting.follow_ups = follow_ups.rows(actor, draft.follow_ups, meeting, gathered)
    db.session.add(meeting)
    db.session.flush()
    drafts.forget(actor, LOG_FORM)
    once_keys.settle(actor, once, meeting.id)
    audit.record(actor, "meeting.log", meeting, follow_ups=len(meeting.follow_ups))
    projects.note_contact(actor, gathered.project_ids)
    return meeting


@command
def keep_draft(actor: Actor, typed: dict[str, list[str]], *, once: str) -> None:
    """Keep the half-written log form, unless this very form has been saved while its draft was on the way."""
    if db.session.get(once_keys.OnceKey, f"{actor.id}:{once}") is None:
        drafts.keep(actor, LOG_FORM, typed)


@command
def change(actor: Actor, meeting_id: int, draft: MeetingChange) -> Meeting:
    """Correct a meeting. A planned one whose day has come counts as held once it is saved again."""
    meeting = _editable(actor, meeting_id, draft.version)
    gathered, before = _Gathered(actor, draft), _project_ids(meeting)
    if meeting.status is not MeetingStatus.CANCELLED:
        meeting.status = rules.status_on(gathered.day, clock.today())
    _fill(meeting, gathered)
    meeting.updated_at = clock.now()
    audit.record(actor, "meeting.change", meeting)
    projects.note_contact(actor, sorted({*before, *gathered.project_ids}))
    return meeting


@command
def cancel(actor: Actor, meeting_id: int, draft: CancelDraft) -> Meeting:
    """A meeting does not take place: its open follow-ups are cancelled with it."""
    meeting = _editable(actor, meeting_id, draft.version)
    if meeting.status is MeetingStatus.CANCELLED:
        raise Conflict(Message("This meeting has been cancelled already."))
    meeting.status = MeetingStatus.CANCELLED
    for follow_up in meeting.follow_ups:
        if rules.is_open(follow_up):
            follow_up.status = FollowUpStatus.CANCELLED
            follow_up.closed_on, follow_up.closed_by_id = clock.today(), actor.id
            follow_up.closing_note = draft.reason
    audit.record(actor, "meeting.cancel", meeting, reason=draft.reason)
    projects.note_contact(actor, _project_ids(meeting))
    return meeting


@command
def archive(actor: Actor, meeting_id: int, version: int) -> Meeting:
    """Put a meeting away, and its follow-ups with it."""
    meeting = queries.meetings.get(actor, meeting_id)
    meeting.expect_version(version)
    if meeting.archived_at is None:
        meeting.archived_at = clock.now()
        for follow_up in meeting.follow_ups:
            follow_up.archived_at = follow_up.archived_at or meeting.archived_at
    audit.record(actor, "meeting.archive", meeting)
    projects.note_contact(actor, _project_ids(meeting))
    return meeting


@command
def restore(actor: Actor, meeting_id: int, version: int) -> Meeting:
    """Bring a meeting back, with the follow-ups that went away with it."""
    meeting = queries.meetings.get(actor, meeting_id)
    meeting.expect_version(version)
    for follow_up in meeting.follow_ups:
        if follow_up.archived_at == meeting.archived_at:
            follow_up.archived_at = None
    meeting.archived_at = None
    audit.record(actor, "meeting.restore", meeting)
    projects.note_contact(actor, _project_ids(meeting))
    return meeting


def _editable(actor: Actor, meeting_id: int, version: int) -> Meeting:
    meeting = queries.meetings.get(actor, meeting_id)
    rules.check_may_edit(actor, meeting)
    meeting.expect_version(version)
    return meeting


def _project_ids(meeting: Meeting) -> list[int]:
    return [link.project_id for link in meeting.project_links]


def _fill(meeting: Meeting, gathered: _Gathered) -> None:
    """Bring a meeting to what the draft says, people and links included."""
    gathered.check_words()
    draft = gathered.draft
    meeting.title, meeting.level, meeting.mode = gathered.title, gathered.level, draft.mode
    meeting.starts_at, meeting.ends_at = gathered.starts_at, gathered.ends_at
    meeting.has_time = draft.time is not None
    meeting.direction = draft.direction or rules.DIRECTIONS.get(draft.mode)
    meeting.place, meeting.topics, meeting.text = draft.place or "", draft.topics or "", draft.text
    meeting.is_confidential = draft.is_confidential
    meeting.enterprise_links = _enterprise_links(meeting, gathered.enterprises)
    meeting.project_links = _project_links(meeting, gathered.project_ids)
    meeting.ours = _our_side(meeting, gathered.ours)
    meeting.theirs = _their_side(meeting, gathered.theirs)
    names: list[str | None] = [meeting.title, meeting.topics]
    for enterprise in gathered.enterprises:
        names += [enterprise.name_zh, enterprise.name_en, enterprise.short_name]
    names += [name for ours in gathered.ours for name in (ours.name, ours.name_en)]
    names += [name for contact, _ in gathered.theirs for name in (contact.name, contact.name_en)]
    meeting.search = rules.search_column(names, meeting.text)


def _enterprise_links(meeting: Meeting, wanted: Sequence[Enterprise]) -> list[MeetingEnterprise]:
    kept = {link.enterprise_id: link for link in meeting.enterprise_links}
    links = [kept.get(e.id) or MeetingEnterprise(enterprise_id=e.id) for e in wanted]
    for link in links:
        link.starts_at = meeting.starts_at
    return links


def _project_links(meeting: Meeting, wanted: Sequence[int]) -> list[MeetingProject]:
    kept = {link.project_id: link for link in meeting.project_links}
    links = [kept.get(project_id) or MeetingProject(project_id=project_id) for project_id in wanted]
    for link in links:
        link.starts_at = meeting.starts_at
    return links


def _our_side(meeting: Meeting, wanted: Sequence[Station]) -> list[MeetingOurs]:
    """Our people in protocol order, each with unit and post on that day."""
    kept = {ours.person_id: ours for ours in meeting.ours}
    side = []
    for position, station in enumerate(wanted):
        ours = kept.get(station.person_id) or MeetingOurs(person_id=station.person_id)
        ours.unit_id, ours.post_zh, ours.position = station.unit_id, station.post_zh, position
        side.append(ours)
    return side


def _their_side(meeting: Meeting, wanted: Sequence[tuple[Contact, str]]) -> list[MeetingTheirs]:
    kept = {theirs.contact_id: theirs for theirs in meeting.theirs}
    side = []
    for position, (contact, title) in enumerate(wanted):
        theirs = kept.get(contact.id) or MeetingTheirs(contact_id=contact.id)
        theirs.title_zh, theirs.position = title, position
        side.append(theirs)
    return side
