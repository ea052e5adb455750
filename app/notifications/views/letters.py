"""Letters about notifications: written when they leave, in the reader's language, with what the reader may see then."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from app.kernel import mail
from app.kernel.mail import Letter
from app.kernel.readers import reading_as
from app.kernel.tasks import TASKS, Task
from app.kernel.text import Message
from app.kernel.words import ngettext, say
from app.notifications import queries
from app.notifications.queries import Told
from app.notifications.service.mailing import LETTER


def write(payload: Mapping[str, Any]) -> None:
    """Send one letter, unless mail is not set up any more or nothing is left that the reader may be told."""
    found = queries.letter_for(payload["user"], payload["notifications"])
    if found is None or not mail.is_set_up():
        return
    actor, address, told = found
    with reading_as(actor):
        letter = Letter(
            to=address,
            subject=_subject(told),
            plain=render_template("notifications/letter.txt", told=told),
            html=render_template("notifications/letter.html", told=told),
        )
    mail.send(letter)


def _subject(told: list[Told]) -> str:
    if len(told) == 1:
        return say(told[0].sentence)
    summary: str = ngettext("%(num)s notification from Luodi", "%(num)s notifications from Luodi", len(told))
    return summary


TASKS.plug(LETTER)(Task(title=Message("Letter about notifications"), run=write))
