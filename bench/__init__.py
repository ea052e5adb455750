"""Speed, measured beside what it could be at best: `python -m bench`. bench/README.md says how to read it."""
