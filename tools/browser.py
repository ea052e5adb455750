"""Finds a Chromium and serves the program to it, for browser tests and for pictures."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    """The browser to test with: $CHROMIUM, else the first one on PATH."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, CANDIDATES)), None)


class _Quiet(WSGIRequestHandler):
    """Does not write a line per request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass


def _whole(app: Flask) -> Callable[..., list[bytes]]:
    """Closes each answer before it is sent: werkzeug's server leaves the files of one open that the browser dropped."""

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        parts: Any = app(environ, start_response)
        try:
            return list(parts)
        finally:
            parts.close()

    return answer


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the program answers inside the block."""
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
