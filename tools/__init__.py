"""Commands behind the Makefile. What runs before .venv exists uses only the standard library."""
