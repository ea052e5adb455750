"""Doors of accounts: who is asking, signing in and out, one's own profile."""

from app.accounts.views import profile, setup, signing
from app.accounts.views.identity import bp, login_manager

__all__ = ["bp", "login_manager", "profile", "setup", "signing"]
