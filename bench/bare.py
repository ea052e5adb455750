"""Bare: the same page without the ORM, as the least that a Flask view could do.

A page of the program is asked for once while its SQL and what it hands to its template are recorded. The bare
view then looks the session up and asks every question by the driver alone, and renders the same template with
the recorded values. It does not even turn rows into objects, so the comparison favours it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, g, redirect, render_template, session, template_rendered
from sqlalchemy import event

from app.accounts.views.identity import SignedIn
from app.kernel.db import db
from app.kernel.permissions import Actor
from bench.driver import Driver
from bench.program import OFFICER, Program
from bench.worlds import World


@dataclass
class Recorded:
    """One page: its SQL with parameters, its template and the template's values, and for whom it was made."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    template: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    actor: Actor | None = None


def record(program: Program, path: str, username: str = OFFICER) -> Recorded:
    """Ask the program for a page and keep how it was made."""
    recorded = Recorded()
    program.get(path, username)  # what is looked up once and kept is no part of a page
    with template_rendered.connected_to(_keeper(recorded), program.app):
        recorded.statements = questions(record_statements(program.app, lambda: program.get(path, username)))
    return recorded


def _keeper(recorded: Recorded) -> Callable[..., None]:
    def keep(_app: Flask, template: Any, context: dict[str, Any], **_more: Any) -> None:
        recorded.template, recorded.actor = template.name, context["actor"]
        recorded.values = {name: value for name, value in context.items() if name not in _GIVEN_BY_FLASK}

    return keep


_GIVEN_BY_FLASK = ("g", "request", "session", "current_user", "nav", "nav_phone", "nav_new", "actor", "may", "today")


def record_statements(app: Flask, action: Callable[[], object]) -> list[tuple[str, Any]]:
    """The SQL of one action, with its parameters."""
    found: list[tuple[str, Any]] = []
    with _statements(app, found):
        action()
    return found


def questions(statements: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """What only reads: once a minute a page also writes down that its reader was seen."""
    return [kept for kept in statements if kept[0].startswith(("SELECT", "WITH"))]


@contextmanager
def _statements(app: Flask, found: list[tuple[str, Any]]) -> Iterator[None]:
    with app.app_context():
        engine = db.engine

    def hear(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


class BareProgram(Program):
    """The program with its look-up of the session and one view exchanged for bare ones."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.driver = Driver(world)
        self._page = Recorded()
        guards = [guard for guard in self.app.before_request_funcs[None] if guard.__name__ == "csrf_protect"]
        self.app.before_request_funcs = {None: [*guards, self._identify]}

    def show(self, recorded: Recorded) -> None:
        """Answer every page from now on as this one was made."""
        self._page = recorded
        for endpoint in self.app.view_functions:
            if endpoint != "static":
                self.app.view_functions[endpoint] = self._view

    def write(self, endpoint: str, page: Recorded, asked: list[tuple[str, Any]], write: Callable[[], None]) -> None:
        """Answer a form from now on by asking what ours asks before it writes, writing so, and sending on."""
        first_asked = questions(asked)

        def view(**_values: Any) -> Any:
            self.driver.replay(first_asked)
            write()
            return redirect("/", 303)

        self._page = page
        self.app.view_functions[endpoint] = view

    def _identify(self) -> None:
        g.actor = self._page.actor
        g._login_user = SignedIn(session["_user_id"], self._page.actor)  # noqa: SLF001  # else it looks him up

    def _view(self, **_values: Any) -> Response:
        self.driver.replay(self._page.statements)
        return Response(render_template(self._page.template, **self._page.values), content_type="text/html")
