"""Logging a meeting and what happens to its record afterwards."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice

from app.audit import service as audit
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock, drafts, settings
from app.kernel import once as once_keys
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import (
    Meeting,
    MeetingEnterprise,
    MeetingOurs,
    MeetingProject,
    MeetingStatus,
    MeetingTheirs,
)
from app.meetings.queries.people import Station
from app.meetings.rules import course
from app.meetings.schemas import MeetingChange, MeetingDraft
from app.meetings.service import follow_ups, invitations, picks
from app.meetings.service.telling import tell_owners
from app.projects import service as projects
from app.vocabularies import queries as vocabularies

#: Under this name the half-written log form is kept.
LOG_FORM = "meetings.log"


class _Gathered:
    """A draft with its picks made into records: everything that a meeting is filled from."""

    def __init__(self, actor: Actor, draft: MeetingDraft, day: date | None = None) -> None:
        self.actor, self.draft = actor, draft
        self.day: date = day or draft.day or clock.today()
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

    @property
    def due_status(self) -> MeetingStatus:
        """Whether its time has come."""
        return course.status_at(self.starts_at, clock.now(), has_time=self.draft.time is not None)

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

    An enterprise or contact known only by name is made on the way. A date in the future makes it planned; a planned
    one may recur, each visit a meeting of its own. The first is returned.
    """
    if made := once_keys.claim(actor, once):
        return queries.meetings.get(actor, made)
    gathered = _Gathered(actor, draft)
    meeting = _made(actor, gathered, is_sample=is_sample)
    meeting.follow_ups = follow_ups.rows(actor, draft.follow_ups, meeting, gathered)
    db.session.add(meeting)
    db.session.flush()
    drafts.forget(actor, LOG_FORM)
    once_keys.settle(actor, once, meeting.id)
    audit.record(actor, "meeting.log", meeting, follow_ups=len(meeting.follow_ups))
    projects.note_contact(actor, gathered.project_ids)
    tell_owners(actor, meeting.follow_ups)
    if meeting.status is MeetingStatus.PLANNED and not is_sample:
        invitations.invite(actor, meeting)
    for day in _recurring(draft, meeting):
        visit = _made(actor, _Gathered(actor, draft, day), is_sample=is_sample)
        visit.series_id = meeting.series_id = meeting.id
        db.session.add(visit)
        db.session.flush()
        audit.record(actor, "meeting.log", visit, follow_ups=0)
    return meeting


def _made(actor: Actor, gathered: _Gathered, *, is_sample: bool) -> Meeting:
    meeting = Meeting(logged_by_id=actor.id, unit_id=actor.unit_id, is_sample=is_sample, status=gathered.due_status)
    _fill(meeting, gathered)
    return meeting


def _recurring(draft: MeetingDraft, first: Meeting) -> list[date]:
    """The days of the visits after the first one. Raises Invalid for a past one or for too many."""
    if draft.repeats is None or draft.until is None:
        return []
    if first.status is not MeetingStatus.PLANNED:
        raise Invalid.at("repeats", Message("Only a visit that lies ahead can recur."))
    days = course.visits(clock.local(first.starts_at).date(), draft.repeats, draft.until)
    found = list(islice(days, course.MOST_VISITS + 1))
    if len(found) > course.MOST_VISITS:
        words = Message("At most %(most)s visits are planned at once. Choose an earlier day.", most=course.MOST_VISITS)
        raise Invalid.at("until", words)
    return found[1:]


@command
def keep_draft(actor: Actor, typed: dict[str, list[str]], *, once: str) -> None:
    """Keep the half-written log form, unless this very form has been saved while its draft was on the way."""
    if db.session.get(once_keys.OnceKey, f"{actor.id}:{once}") is None:
        drafts.keep(actor, LOG_FORM, typed)


@command
def change(actor: Actor, meeting_id: int, draft: MeetingChange) -> Meeting:
    """Correct a meeting. A planned one whose day has come counts as held once it is saved again."""
    meeting = editable(actor, meeting_id, draft.version)
    course.check_not_final(meeting, settings.read(course.FINAL_AFTER), clock.today())
    gathered, before = _Gathered(actor, draft), project_ids_of(meeting)
    planned = invitations.Planned.of(meeting)
    meeting.status = course.status_after(meeting.status, gathered.due_status)
    _fill(meeting, gathered)
    meeting.updated_at = clock.now()
    audit.record(actor, "meeting.change", meeting)
    invitations.tell_of_change(actor, meeting, planned)
    projects.note_contact(actor, sorted({*before, *gathered.project_ids}))
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
    projects.note_contact(actor, project_ids_of(meeting))
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
    projects.note_contact(actor, project_ids_of(meeting))
    return meeting


def editable(actor: Actor, meeting_id: int, version: int) -> Meeting:
    """A meeting that the actor may change and has seen as it is now."""
    meeting = queries.meetings.get(actor, meeting_id)
    rules.check_may_edit(actor, meeting)
    meeting.expect_version(version)
    return meeting


def project_ids_of(meeting: Meeting) -> list[int]:
    """The projects that a meeting is about."""
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
