"""Telling owners and supervisors what has become theirs."""

from collections.abc import Iterable

from app.accounts import queries as accounts
from app.kernel.permissions import Actor
from app.meetings.models import FollowUp
from app.notifications import service as notifications
from app.notifications.models import Kind


def tell_owners(actor: Actor, follow_ups: Iterable[FollowUp], *, reason: str = "") -> None:
    """Inside the command: each is its owner's to do now. Who does it for themselves is told nothing."""
    given = [one for one in follow_ups if one.owner_id != actor.person_id]
    users = accounts.user_ids_of({one.owner_id for one in given}) if given else {}
    for one in given:
        if one.owner_id in users:
            user = users[one.owner_id]
            notifications.notify(
                Kind.ASSIGNED, [user], "follow_ups", one.id, by=actor, due_on=one.due_on, reason=reason
            )


def tell_supervisor(actor: Actor, follow_up: FollowUp) -> None:
    """Inside the command: it waits for whoever supervises it. A supervisor who submits it is told nothing."""
    supervisors = {follow_up.supervisor_id} if follow_up.supervisor_id else set()
    users = accounts.user_ids_of(supervisors).values()
    notifications.notify(Kind.SUBMITTED, users, "follow_ups", follow_up.id, by=actor, due_on=follow_up.due_on)
