"""Doors of accounts: who is asking, signing in and out, one's own profile."""

from app.accounts.views import absence, forgotten, profile, setup, signing
from app.accounts.views.identity import bp, login_manager

__all__ = ["absence", "bp", "forgotten", "login_manager", "profile", "setup", "signing"]
