"""Verbs of accounts: `signing` for one's own sign-in, `directory` for units, people, users and grants."""

from app.accounts.service import directory, signing

__all__ = ["directory", "signing"]
