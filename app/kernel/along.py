"""Small questions about the reader that every page asks: they ride along with the statement that finds who asks."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect

from app.kernel.db import db
from app.kernel.sockets import Socket

_KEPT = "luodi_along"

#: Name -> the question, as one value about the user with this number.
ALONG: Socket[Callable[[ColumnElement[int]], ScalarSelect[Any]]] = Socket("questions about the reader")


def columns(user_id: Any) -> list[Any]:
    """Every question as a column of that statement."""
    return [question(user_id).label(name) for name, question in ALONG]


def learn(answers: Row[Any]) -> None:
    """Take in what the statement found."""
    db.session.info[_KEPT] = answers._asdict()


def answer(name: str) -> Any:
    """What was found in this request; None where nobody is signed in."""
    return db.session.info.get(_KEPT, {}).get(name)
