"""Next steps written in one line: "@name" names the owner and "by Friday" the day, as somebody types them."""

from collections.abc import Callable, Sequence

from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.meetings import queries, rules
from app.meetings.models import FollowUp, Meeting
from app.meetings.queries.people import Called
from app.meetings.rules import lines
from app.meetings.schemas import MOST_ROWS, FollowUpDraft, FollowUpRow, MeetingDraft
from app.meetings.service import follow_ups

_LONGEST = 200


def understand(draft: MeetingDraft) -> MeetingDraft:
    """The same draft with the marks of its next steps in their fields. Raises Invalid at a line that names nobody.

    Of a line that its writer has been shown as it is read the fields hold already.
    """
    if not draft.follow_ups:
        return draft
    rows = read(draft.follow_ups, lambda number: f"follow_ups.{number}.text")
    return draft.model_copy(update={"follow_ups": tuple(rows)})


def read_lines(typed: str) -> list[FollowUpRow]:
    """Next steps typed one on each line, with their marks in their fields. Raises Invalid at `steps`."""
    steps = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(steps) > MOST_ROWS:
        raise Invalid.at("steps", Message("At most %(most)s next steps at once.", most=MOST_ROWS))
    if longest := next((step for step in steps if len(step) > _LONGEST), None):
        raise Invalid.at(
            "steps",
            Message("A next step has at most %(most)s characters: “%(begins)s…”", most=_LONGEST, begins=longest[:20]),
        )
    return read([FollowUpRow(text=step) for step in steps], lambda _: "steps")


def agreed(actor: Actor, steps: str, meeting: Meeting) -> list[FollowUp]:
    """Inside a command: the follow-ups of a meeting that has been held, one on each line."""
    usual = clock.today() + rules.USUAL_TERM
    return [
        follow_ups.promise(
            actor,
            FollowUpDraft(text=row.text, meeting_id=meeting.id, owner_id=row.owner_id, due_on=row.due_on or usual),
        )
        for row in read_lines(steps)
    ]


def read(rows: Sequence[FollowUpRow], place: Callable[[int], str]) -> list[FollowUpRow]:
    """Each row with its marks in its fields. One statement for all names. Raises Invalid at the row's `place`."""
    handles = {row.text: handle for row in rows if (handle := lines.find_handle(row.text))}
    known = queries.people.called([handle.run for handle in handles.values()])
    found = []
    for number, row in enumerate(rows):
        handle = handles.get(row.text)
        owner = _only(handle.run, known[handle.run], place(number)) if handle and row.seen != row.text else None
        found.append(_filled(row, owner))
    return found


def _filled(row: FollowUpRow, owner: Called | None) -> FollowUpRow:
    if row.seen == row.text:
        return row
    reading = lines.read(row.text, clock.today(), owner.part if owner else "")
    said = {"owner_id": owner.person_id if owner else None, "due_on": reading.due_on}
    return row.model_copy(update={"text": reading.text, **{name: value for name, value in said.items() if value}})


def _only(run: str, found: Sequence[Called], place: str) -> Called:
    """The one who is meant: whose name takes up most of what was typed. Raises Invalid for nobody or several."""
    longest = max((len(one.part) for one in found), default=0)
    meant = [one for one in found if len(one.part) == longest]
    if not meant:
        words = Message(
            "Nobody of ours is called “%(name)s”. Write the name in full, or leave the @ out.", name=run[:20]
        )
        raise Invalid.at(place, words)
    if len(meant) > 1:
        names = "、".join(one.name for one in meant[:5])
        words = Message("“%(name)s” may be %(people)s. Write the name in full.", name=meant[0].part, people=names)
        raise Invalid.at(place, words)
    return meant[0]
