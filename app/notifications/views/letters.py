"""Letters about notifications: written when they leave, in the reader's language, with what the reader may see then."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, url_for

from app.kernel import ics, mail
from app.kernel.ics import INVITATIONS, Invitation
from app.kernel.mail import Enclosure, Letter
from app.kernel.permissions import Actor
from app.kernel.readers import reading_as
from app.kernel.tasks import TASKS, Task
from app.kernel.text import Message
from app.kernel.words import ngettext, say
from app.notifications import queries, rules
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
            enclosures=_enclosures(actor, address, told),
        )
    mail.send(letter)


def _enclosures(actor: Actor, address: str, told: list[Told]) -> list[Enclosure]:
    """A file for each appointment that the letter tells of: as it is now, whatever was told of it first."""
    about = {one.subject_id: one for one in told if one.kind in rules.OF_CALENDARS and one.subject_kind in INVITATIONS}
    found = [(one, INVITATIONS[one.subject_kind](actor, one.subject_id)) for one in about.values()]
    return [_enclosure(one, invitation, address) for one, invitation in found if invitation]


def _enclosure(one: Told, invitation: Invitation, address: str) -> Enclosure:
    """It leaves the house for calendars that others may read, so of what is confidential it takes the time only."""
    link = url_for(one.endpoint, _external=True, **one.values)
    shown = replace(invitation.appointment, address=link, organizer=mail.sender(), attendee=address)
    if invitation.is_secret:
        shown = ics.busy(shown, say(ics.BUSY))
    return Enclosure(ics.write(shown.summary, [shown], invitation.method), invitation.method.value)


def _subject(told: list[Told]) -> str:
    if len(told) == 1:
        return say(told[0].sentence)
    summary: str = ngettext("%(num)s notification from Luodi", "%(num)s notifications from Luodi", len(told))
    return summary


TASKS.plug(LETTER)(Task(title=Message("Letter about notifications"), run=write, is_letter=True))
