"""Policies that stand behind a promise: who issued them, since when, for which sectors."""
