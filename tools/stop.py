"""Stop: an ending that a person can act on, said in English and Chinese, without a traceback."""

import sys
from collections.abc import Callable
from typing import Never


class Stop(Exception):
    """Ends a command; each sentence says what is wrong and what to do about it."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english = english
        self.chinese = chinese


def exit_with_sentence(command: Callable[[], object]) -> Never:
    """Run a command; leave with 0, with 1 and the sentence of a Stop, or with 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
    try:
        command()
    except Stop as stop:
        sys.exit(f"{stop.english}\n{stop.chinese}")
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


def unwritable(path: object) -> Stop:
    """The disk says no: a folder that is read-only, full or owned by somebody else."""
    return Stop(
        f"Luodi cannot write to {path}: free some space or get write permission there, then try again.",
        f"无法写入 {path}：请释放磁盘空间或开放写权限后重试。",
    )
