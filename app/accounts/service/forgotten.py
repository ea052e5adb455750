"""A forgotten password: a link by mail to whom the name belongs, and nothing that tells whether there is somebody."""

from sqlalchemy import select

from app.accounts import queries, rules
from app.accounts.models import ResetLink
from app.accounts.schemas import ForgottenDraft
from app.accounts.service.choosing import Link, fresh_link
from app.audit import service as audit
from app.jobs import service as jobs
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.permissions import Actor

LETTER = "accounts.link"
_NOBODY = 0


@command
def ask(draft: ForgottenDraft) -> bool:
    """Have the link sent. All names look alike and cost the same: one job, which may have nothing to do."""
    user = queries.find_user(draft.username)
    user_id = user.id if user and user.is_active and user.email else _NOBODY
    lately = ResetLink.created_at > clock.now() - rules.LINK_GAP
    has_one = db.session.scalar(select(ResetLink.id).where(ResetLink.user_id == user_id, lately))
    jobs.enqueue(LETTER, {"user": _NOBODY if has_one else user_id})
    return True


@command
def make_link(user_id: int) -> tuple[Actor, str, Link] | None:
    """The link that counts from now on, with its reader and their address; the password stays until it is used."""
    user = queries.find_active_user(user_id)
    if user is None or not user.email:
        return None
    link = fresh_link(user)
    audit.record(None, "account.ask_link", user)
    return queries.actor_for(user, user.person, user.person.unit), user.email, link
