"""How somebody wants to be told."""

from app.accounts.service import addresses
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.permissions import Actor
from app.notifications import rules
from app.notifications.models import Mode, NotificationChoice
from app.notifications.schemas import ChoiceDraft


def choose(actor: Actor, draft: ChoiceDraft) -> NotificationChoice:
    """Take the reader's choice. Another address needs the password: Invalid without it."""
    addresses.check_own(actor, draft.email or "", draft.present or "")
    return _choose(actor, draft)


@command
def _choose(actor: Actor, draft: ChoiceDraft) -> NotificationChoice:
    """The first daily mail comes at the next such hour, not for all that was."""
    addresses.change(actor, actor.id, draft.email or "", draft.version)
    choice = db.session.get(NotificationChoice, actor.id)
    if choice is None:
        choice = NotificationChoice(user_id=actor.id)
        db.session.add(choice)
    elif choice.mode is Mode.DAILY and draft.mode is Mode.DAILY and choice.hour == draft.hour:
        return choice
    choice.mode, choice.hour = draft.mode, draft.hour
    choice.daily_until = rules.last_hour(draft.hour, clock.now())
    audit.record(actor, "account.mail_choice", choice)
    return choice
