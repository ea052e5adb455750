"""The minutes of a meeting (纪要) as a paper, in the form in which an office files them."""

from app.briefs.views import said
from app.kernel.papers import Grid, Paper, Section, facts, paragraphs
from app.kernel.text import Message
from app.kernel.words import choose_locale, say
from app.meetings.models import FollowUpStatus, Meeting
from app.meetings.queries.follow_ups import SIDE_NAMES
from app.vocabularies import queries as vocabularies


def minutes_of(meeting: Meeting) -> Paper:
    """Head, both sides in protocol order, the text, and what was agreed with owner and day."""
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
        title=say(Message("Minutes: %(title)s", title=meeting.title)),
        notes=(say(Message("Confidential")),) if meeting.is_confidential else (),
        sections=(
            Section(say(Message("Facts")), head, is_wide=True),
            Section(say(Message("What was said")), lines=paragraphs(meeting.text), is_wide=True),
            _agreed(meeting),
            Section(
                say(Message("Recorded by")),
                lines=(said.joined([said.by(meeting), said.day_of(meeting.created_at)]),),
                is_wide=True,
            ),
        ),
    )


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
