"""The program's own log: one line per refusal or failure, with the request's number and no personal data."""

import logging
from secrets import token_hex

from flask import Flask, Response, g

logger = logging.getLogger("luodi")
_to_standard_error = logging.StreamHandler()
_to_standard_error.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))


def request_id() -> str:
    """The number of this request: in the log, on the error page and in the audit log."""
    if "request_id" not in g:
        g.request_id = token_hex(8)
    number: str = g.request_id
    return number


def init_app(app: Flask) -> None:
    """Log to standard error and tell each answer's number in a header.

    The logger belongs to the process, so every program leaves it in the same state, whichever was made before it
    and whatever a library's own logging set-up (`dictConfig` disables all loggers that it does not name) did to it.
    """
    if _to_standard_error not in logger.handlers:
        logger.addHandler(_to_standard_error)
    logger.setLevel(logging.INFO)
    logger.disabled = False

    @app.after_request
    def number(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = request_id()
        return answer
