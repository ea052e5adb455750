"""Tasks: work that a command asks for and that is done after it is committed, by the job runner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.sockets import Socket
from app.kernel.text import Message


class TaskFailed(Exception):
    """A task could not be done. The sentence is shown to who runs the installation: no name, address or secret in it.

    A `hopeless` one is not tried again by itself.
    """

    def __init__(self, reason: str, *, hopeless: bool = False) -> None:
        super().__init__(reason)
        self.hopeless = hopeless


@dataclass(frozen=True, kw_only=True)
class Task:
    """What it is called, and what does it with what was asked for; maybe twice, since at least once is promised.

    `is_letter` where doing it sends mail.
    """

    title: Message
    run: Callable[[Mapping[str, Any]], None]
    is_letter: bool = False


#: Code (`room.task`) -> the task.
TASKS: Socket[Task] = Socket("tasks")
