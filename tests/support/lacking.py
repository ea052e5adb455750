"""What this machine lacks for the whole suite: skipped loudly, or a failure where it was said to be there."""

import os
from typing import Never

import pytest

_LACKING: dict[str, str] = {}


def lack(what: str, reason: str, required_by: str) -> Never:
    """Skip the test that needs it; fail it when the named variable of the environment is 1."""
    _LACKING[what] = reason
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{required_by}=1, but there is no {what}: {reason}", pytrace=False)
    pytest.skip(f"no {what}: {reason}")


def report(terminal: pytest.TerminalReporter) -> None:
    """Say at the end what was not tested, so that green is not taken for complete."""
    for what, reason in _LACKING.items():
        terminal.section(f"NOT TESTED: {what}", sep="!", red=True, bold=True)
        terminal.line(reason)
