"""A real mail server on loopback that keeps what it gets, and refuses whom a test names."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from config import Smtp


@dataclass
class PostOffice:
    """What arrived, in its order. `answers` gives an address another answer than 250."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.letters]

    def plain(self, number: int = 0) -> str:
        """The words of a letter."""
        part = self.letters[number].get_body(("plain",))
        assert part is not None
        return str(part.get_content())


@contextmanager
def post_office(app: Flask) -> Iterator[PostOffice]:
    """A server that runs while the block does, and to which the program sends its mail."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    office = PostOffice(port)
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["SMTP"] = Smtp("127.0.0.1", port, "none", "luodi@example.cn")
    app.config["ADDRESS"] = "https://crm.example.cn"
    try:
        yield office
    finally:
        controller.stop()
