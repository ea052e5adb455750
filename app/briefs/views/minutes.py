"""The minutes of a meeting (纪要) as a paper, in the form in which an office files them."""

from app.briefs.views import said
from app.kernel import clock, settings
from app.kernel.display import name
from app.kernel.papers import Grid, Paper, Section, facts, paragraphs
from app.kernel.text import Message
from app.kernel.words import choose_locale, say
from app.meetings.models import FollowUpStatus, Meeting
from app.meetings.queries.follow_ups import SIDE_NAMES
from app.meetings.rules import course
from app.vocabularies import queries as vocabularies


def minutes_of(meeting: Meeting) -> Paper:
    """Head, both sides in protocol order, the text, what was agreed with owner and day, and what was amended since.

    Until it is final it is no minutes but a record, and says so.
    """
    is_final = course.is_final(meeting, settings.read(course.FINAL_AFTER), clock.today())
    title = Message("Minutes: %(title)s") if is_final else Message("Meeting record: %(title)s")
    notes = [say(Message("not final yet"))] * (not is_final)
    notes += [say(Message("Confidential"))] * meeting.is_confidential
    modes = vocabularies.words("meeting_mode", choose_locale())
    head = facts(
        (
            (say(Message("Time")), said.time_of(meeting)),
            (say(Message("Place")), meeting.place),
            (say(Message("Mode")), say(modes.get(meeting.mode, meeting.mode))),
            (say(Message("Topics")), meeting.topics),
            (say(Message("Our side")), said.joined([said.ours_of(ours) for ours in meeting.ours])),
            (say(Message("Their side")), said.joined([said.theirs_of(theirs) for theirs in meeting.theirs])),
        )
    )
    return Paper(
        title=say(Message(title.key, title=meeting.title)),
        notes=tuple(notes),
        sections=(
            Section(say(Message("Facts")), head, is_wide=True),
            Section(say(Message("What was said")), lines=paragraphs(meeting.text), is_wide=True),
            _agreed(meeting),
            _amended(meeting),
            Section(
                say(Message("Recorded by")),
                lines=(said.joined([said.by(meeting), said.day_of(meeting.created_at)]),),
                is_wide=True,
            ),
        ),
    )


def _amended(meeting: Meeting) -> Section:
    """What was corrected or added after the minutes were final, with who, when and why."""
    words = (Message("Amendment"), Message("Reason"), Message("Written by"), Message("Date"))
    rows = tuple((one.text, one.reason, name(one.by.person), said.day_of(one.at)) for one in meeting.amendments)
    return Section(say(Message("Amendments")), grid=Grid(tuple(map(say, words)), rows), is_wide=True)


def _agreed(meeting: Meeting) -> Section:
    """What was agreed (议定事项); what is no longer needed is left out."""
    rows = tuple(
        (str(number), one.text, say(SIDE_NAMES[one.side]), said.owner_of(one), said.day(one.due_on))
        for number, one in enumerate(
            (
                one
                for one in meeting.follow_ups
                if one.archived_at is None and one.status is not FollowUpStatus.CANCELLED
            ),
            1,
        )
    )
    words = (Message("No."), Message("Agreed item"), Message("Side"), Message("Owner"), Message("Due on"))
    return Section(say(Message("What was agreed")), grid=Grid(tuple(map(say, words)), rows), is_wide=True)
