"""Speaking to somebody who does not ask just now: what is rendered here is what that reader would see."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from flask_babel import force_locale

from app.kernel.permissions import Actor

_OF_A_READER = ("actor", "locale", "translate")


@contextmanager
def reading_as(actor: Actor) -> Iterator[None]:
    """Inside the block templates, words and addresses are those of this reader; addresses begin with LUODI_ADDRESS."""
    before = {name: g.pop(name) for name in _OF_A_READER if name in g}
    with current_app.test_request_context(base_url=current_app.config["ADDRESS"] or None):
        g.actor = actor
        try:
            with force_locale(actor.locale):
                yield
        finally:
            for name in _OF_A_READER:
                g.pop(name, None)
            for name, value in before.items():
                setattr(g, name, value)
