"""How records are said in the cells of a paper, in the reader's language."""

from datetime import date, datetime

from app.enterprises.models import Contact
from app.kernel import clock, figures
from app.kernel.display import name
from app.kernel.text import Message
from app.kernel.words import choose_locale, pick, say
from app.meetings.models import FollowUp, Meeting, MeetingOurs, MeetingTheirs


def day(value: date | None) -> str:
    return figures.day(value, choose_locale()) if value else ""


def day_of(instant: datetime) -> str:
    return day(clock.local(instant).date())


def time_of(meeting: Meeting) -> str:
    """`15 Jul 2022 15:00–16:30`, as far as it is known."""
    starts = clock.local(meeting.starts_at)
    if not meeting.has_time:
        return day(starts.date())
    ends = f"–{clock.local(meeting.ends_at):%H:%M}" if meeting.ends_at else ""
    return f"{day(starts.date())} {starts:%H:%M}{ends}"


def joined(names: list[str]) -> str:
    return pick("、", ", ").join(filter(None, names))


def ours_of(ours: MeetingOurs) -> str:
    """One of our side with unit and post then; in English the post where it is still the present one."""
    post = pick(ours.post_zh, ours.person.post_en if ours.post_zh == ours.person.post_zh else "")
    return _with(name(ours.person), [name(ours.unit), post])


def theirs_of(theirs: MeetingTheirs) -> str:
    """One of their side with enterprise and title then."""
    contact = theirs.contact
    title = pick(theirs.title_zh, contact.title_en if theirs.title_zh == contact.title_zh else "")
    return _with(pick(contact.name, contact.name_en), [name(contact.enterprise), title])


def _with(who: str, what: list[str]) -> str:
    said = pick("，", ", ").join(filter(None, what))
    return pick(f"{who}（{said}）", f"{who} ({said})") if said else who


def title_of(contact: Contact) -> str:
    return pick(contact.title_zh, contact.title_en)


def owner_of(promise: FollowUp) -> str:
    """Who keeps a promise: of theirs the one who gave it, and who of us sees to it."""
    theirs = pick(promise.counterpart.name, promise.counterpart.name_en) if promise.counterpart else ""
    return " / ".join(filter(None, (theirs, name(promise.owner))))


def lateness(days: int) -> str:
    return say(Message("%(days)s working days late", days=days)) if days > 0 else ""


def by(meeting: Meeting) -> str:
    """Who logged a meeting."""
    return name(meeting.logged_by.person)
