"""Finds a Chromium, serves the program to it, and notes what it complains about."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Response
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
#: A refused form is an answer, not a fault; Chromium writes it to the console all the same.
ANSWERS = ("401", "403", "404", "409", "422", "429")


def find_chromium() -> str | None:
    """The browser to test with: $CHROMIUM, else the first one on PATH."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, CANDIDATES)), None)


class _Quiet(WSGIRequestHandler):
    """Does not write a line per request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the program answers inside the block."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def complaints(context: BrowserContext) -> list[str]:
    """A list that fills with console errors (broken content policy among them), page errors and 5xx answers."""
    heard: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource") and any(
            f" {code} " in message.text for code in ANSWERS
        )
        if message.type == "error" and not refused:
            heard.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        missing = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or missing:
            heard.append(f"{response.status}: {response.request.method} {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: heard.append(f"page: {error.error}"))
    context.on("response", on_response)
    return heard
