"""Who did what, when, and what changed by it."""
