"""Subjects: the kinds of records that a line of the audit log or a file points at, each known by its table's name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import NotFound
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message


def _never(_record: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """What a lower room knows of a record that it cannot import.

    `get` raises NotFound for a record that is missing or hidden from the actor, both alike. `names` are the Chinese
    and the English one, either may be empty. `endpoint` with the record's number as `key` is its page.
    """

    word: Message
    get: Callable[[Actor, int], Any]
    names: Callable[[Any], tuple[str, str]]
    endpoint: str
    key: str
    may_change: Callable[[Actor, Any], bool]
    is_confidential: Callable[[Any], bool] = _never
    takes_files: bool = False


#: Table name -> what is known of such a record.
SUBJECTS: Socket[SubjectKind] = Socket("kinds of records")


def subject_kind(kind: str) -> SubjectKind:
    """The kind of this name; NotFound for a name that came from an address and is none."""
    if kind not in SUBJECTS:
        raise NotFound
    return SUBJECTS[kind]
