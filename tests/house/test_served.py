"""The server that browser tests and pictures talk to."""

import socket
import struct
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask, Response

from tools.browser import served


class Opened:
    """An answer that must be closed, as a file must; it ends when the browser has gone."""

    def __init__(self) -> None:
        self.begun, self.gone, self.closed = threading.Event(), threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        yield b"x"
        self.begun.set()
        self.gone.wait(10)

    def close(self) -> None:
        self.closed.set()


def test_an_answer_is_closed_although_the_browser_has_gone():
    app, opened = Flask(__name__), Opened()

    @app.get("/file")
    def file() -> Response:
        return Response(opened, headers={"Content-Length": "1"})

    with served(app) as address:
        place = urlsplit(address)
        browser = socket.create_connection((place.hostname, place.port))
        browser.sendall(b"GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n")
        opened.begun.wait(10)
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed without a goodbye
        browser.close()
        opened.gone.set()
        assert opened.closed.wait(10)
