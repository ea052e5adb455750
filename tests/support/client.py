"""A browser without JavaScript that asks each question as a server hears it: in a context of its own."""

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.kernel.db import db


class Browser(FlaskClient):
    """Nothing that a test keeps open is seen by a request; what a request wrote can be read afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        ask = super().open
        answer: TestResponse = Context().run(lambda: ask(*args, **kwargs))
        if has_app_context():
            db.session.rollback()
        return answer
