"""Units, people of the area, users, their roles, and signing in."""
