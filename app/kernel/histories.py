"""Histories: what the changes of a record are called and how they read, told by the room that owns it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message

#: Chinese and English name.
Names = tuple[str, str]


class Reads(Enum):
    """How a value of a field is said."""

    TEXT = auto()
    MONEY = auto()
    AREA = auto()
    DAY = auto()
    MOMENT = auto()
    YES_NO = auto()
    CODE = auto()
    TERM = auto()
    RECORD = auto()
    PERSONAL = auto()
    SECRET = auto()


@dataclass(frozen=True)
class Field:
    """A field of a record in words. `of` is the vocabulary of a TERM, the table of a RECORD, the mask of a PERSONAL.

    A CODE is said by `words`.
    """

    label: Message
    reads: Reads = Reads.TEXT
    of: str = ""
    words: Mapping[Any, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """What the histories of one table need: its fields, and names by number as far as the actor may know them."""

    fields: Mapping[str, Field]
    names: Callable[[Actor, Collection[int]], Mapping[int, Names]]


#: Table name -> how its history reads.
HISTORIES: Socket[History] = Socket("histories")
#: The words of a vocabulary in a language.
TERMS: Socket[Callable[[str, str], Mapping[str, Message]]] = Socket("words of vocabularies")
#: The numbers of the users whom somebody may mean by a name.
WHO: Socket[Callable[[str], Collection[int]]] = Socket("people by name")


def text(label: Message) -> Field:
    return Field(label)


def money(label: Message) -> Field:
    return Field(label, Reads.MONEY)


def area(label: Message) -> Field:
    return Field(label, Reads.AREA)


def day(label: Message) -> Field:
    return Field(label, Reads.DAY)


def moment(label: Message) -> Field:
    return Field(label, Reads.MOMENT)


def yes_no(label: Message) -> Field:
    return Field(label, Reads.YES_NO)


def code(label: Message, words: Mapping[Any, Message]) -> Field:
    return Field(label, Reads.CODE, words={str(key): word for key, word in words.items()})


def term(label: Message, vocabulary: str) -> Field:
    return Field(label, Reads.TERM, vocabulary)


def record(label: Message, table: str) -> Field:
    return Field(label, Reads.RECORD, table)


def personal(label: Message, mask: str) -> Field:
    return Field(label, Reads.PERSONAL, mask)


def secret(label: Message) -> Field:
    return Field(label, Reads.SECRET)
