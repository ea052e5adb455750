"""What every program of one process may share with the next: compiled statements and addresses.

Each test has a program of its own, and all of them compile the same things; without this, and without templates
compiled at set-up, that is two thirds of the suite's time. Nothing shared knows a database, a setting or a request.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.kernel.db import db

#: More than there are statements, so that none is compiled twice.
STATEMENTS = 10_000

_engines: dict[str, Engine] = {}


def share(app: Flask) -> Flask:
    """The same program, which takes what another one of this process has compiled."""
    with app.app_context():
        _share_statements(db.engine)
    return app


def _share_statements(engine: Engine) -> None:
    """Compiled statements are kept by dialect, so the engines of one kind of database get the same one."""
    if engine.dialect.name not in _engines:
        with engine.connect():
            pass  # at its first connection a dialect asks the server what it can do
        engine._compiled_cache = LRUCache(STATEMENTS)
        _engines[engine.dialect.name] = engine
    first = _engines[engine.dialect.name]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


_compile_builder = Rule._compile_builder
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def _builder_of(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """Werkzeug compiles a function for each rule; it depends on the text of the rule alone."""
    key = (rule.rule, rule.subdomain, rule.host, *sorted((rule.defaults or {}).items()), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _builder_of  # type: ignore[method-assign, assignment]
