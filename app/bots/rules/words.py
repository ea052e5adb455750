"""What a group is told: about somebody, never to them; and as much of it as one message can hold."""

from collections.abc import Callable, Sequence

from app.kernel.text import Message, quoted
from app.notifications.models import Kind

#: What each kind is called: on the page where one chooses, and where nothing more may be said.
KIND_WORDS: dict[Kind, Message] = {
    Kind.ASSIGNED: Message("New responsibility"),
    Kind.DUE_SOON: Message("Due soon"),
    Kind.OVERDUE: Message("Overdue"),
    Kind.ESCALATED: Message("Overdue, escalated"),
    Kind.MILESTONE_CLAIMED: Message("Milestone to be verified"),
    Kind.MILESTONE_VERIFIED: Message("Milestone verified"),
    Kind.MILESTONE_RETURNED: Message("Milestone sent back"),
    Kind.MENTIONED: Message("Mention"),
    Kind.INVITED: Message("Planned meeting"),
    Kind.MOVED: Message("Moved meeting"),
    Kind.UNINVITED: Message("No longer a participant"),
    Kind.CANCELLED: Message("Cancelled meeting"),
    Kind.SUBMITTED: Message("Submitted to be closed"),
}

#: With the record's `title`, and `who` is told.
SENTENCES: dict[Kind, Message] = {
    Kind.ASSIGNED: Message("“%(title)s”: %(who)s is responsible now"),
    Kind.DUE_SOON: Message("“%(title)s” is due soon (%(who)s)"),
    Kind.OVERDUE: Message("“%(title)s” is overdue (%(who)s)"),
    Kind.ESCALATED: Message("“%(title)s” is overdue and comes to %(who)s"),
    Kind.MILESTONE_CLAIMED: Message("A milestone of “%(title)s” waits to be verified by %(who)s"),
    Kind.MILESTONE_VERIFIED: Message("A milestone of “%(title)s” is verified (%(who)s)"),
    Kind.MILESTONE_RETURNED: Message("A milestone of “%(title)s” was sent back (%(who)s)"),
    Kind.MENTIONED: Message("%(who)s is mentioned in “%(title)s”"),
    Kind.INVITED: Message("%(who)s takes part in “%(title)s”"),
    Kind.MOVED: Message("“%(title)s” has another time or place (%(who)s)"),
    Kind.UNINVITED: Message("%(who)s no longer takes part in “%(title)s”"),
    Kind.CANCELLED: Message("“%(title)s” is cancelled (%(who)s)"),
    Kind.SUBMITTED: Message("“%(title)s” is submitted to %(who)s to be closed"),
}

_LONGEST = 80
#: More entries than this are not written for one message.
MOST = 30


def plain(text: str) -> str:
    """People's text for a message: one short line in which nothing can call everybody in the group."""
    return quoted(text, _LONGEST).replace("<", "＜").replace("@", "＠")


def fitted(heading: str, entries: Sequence[str], count: int, rest: Callable[[int], str], limit: int) -> str:
    """As many entries as fit into `limit` bytes, the first one always; `rest` says how many of `count` are left out."""
    for shown in range(len(entries), 1, -1):
        text = _joined([heading, *entries[:shown]], count - shown, rest)
        if len(text.encode()) <= limit:
            return text
    return _joined([heading, *entries[:1]], count - 1, rest)


def _joined(parts: Sequence[str], left: int, rest: Callable[[int], str]) -> str:
    return "\n\n".join(filter(None, [*parts, rest(left) if left > 0 else ""]))
