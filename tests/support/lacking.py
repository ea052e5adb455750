"""What this machine lacks for the whole suite: skipped loudly, or a failure where it was said to be there."""

import os
from typing import Never

import pytest

_MARK = "NOT TESTED, no "


def lack(what: str, reason: str, required_by: str) -> Never:
    """Skip the test that needs it; fail it when the named variable of the environment is 1."""
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{required_by}=1, but there is no {what}: {reason}", pytrace=False)
    pytest.skip(f"{_MARK}{what}: {reason}")


def report(terminal: pytest.TerminalReporter) -> None:
    """Say at the end what was not tested, so that green is not taken for complete; whichever worker skipped it."""
    skipped = (str(report.longrepr[2]) for report in terminal.stats.get("skipped", []) if report.longrepr)
    for reason in sorted({text.partition(_MARK)[2] for text in skipped if _MARK in text}):
        terminal.section(f"NOT TESTED: no {reason}", sep="!", red=True, bold=True)
