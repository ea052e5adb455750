"""Ending the sessions of somebody whose rights have changed."""

from sqlalchemy import delete

from app.accounts.models import SignInStep, UserSession
from app.kernel.db import db


def end_all(user_id: int) -> None:
    """Inside a command: every browser of this user is signed out, and no sign-in on its way goes on."""
    db.session.execute(delete(SignInStep).where(SignInStep.user_id == user_id))
    db.session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def end_others(user_id: int, session_id: int | None) -> None:
    """Inside a command: every browser of this user but the one of this session is signed out."""
    others = UserSession.user_id == user_id, UserSession.id != (session_id or 0)
    db.session.execute(delete(UserSession).where(*others))
    db.session.execute(delete(SignInStep).where(SignInStep.user_id == user_id))
