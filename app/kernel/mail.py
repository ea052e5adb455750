"""Mail: one letter at a time to the office's own mail server, by the job runner and by nobody who waits for it."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from flask import current_app

from app.kernel import clock
from app.kernel.tasks import TaskFailed
from config import Smtp

SECONDS = 15
_LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Enclosure:
    """A file for the reader's calendar, and what the calendar should do with it (`method`, RFC 5546)."""

    content: bytes
    method: str


@dataclass(frozen=True)
class Letter:
    """What is sent to one address, in words and in HTML, maybe with files for the calendar."""

    to: str
    subject: str
    plain: str
    html: str
    enclosures: Sequence[Enclosure] = ()


def sender() -> str:
    """The address that letters come from; empty where no mail server is set up."""
    server: Smtp | None = current_app.config["SMTP"]
    return server.sender if server else ""


def is_set_up() -> bool:
    """Whether the office has named its mail server, and where the links in mails lead."""
    return current_app.config["SMTP"] is not None and bool(current_app.config["ADDRESS"])


def send(letter: Letter) -> None:
    """Hand a letter over to the mail server. TaskFailed says why that was not possible, without any address."""
    server: Smtp | None = current_app.config["SMTP"]
    if server is None:
        raise TaskFailed("no mail server is set up")
    message = composed(letter, server.sender)
    try:
        with _connected(server) as line:
            line.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = {code for code, _ in refusal.recipients.values()}
        raise TaskFailed("the mail server refuses the recipient", hopeless=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise TaskFailed("the mail server does not accept LUODI_SMTP_USER with its password") from None
    except smtplib.SMTPResponseException as refusal:
        raise TaskFailed(f"the mail server answers {refusal.smtp_code}") from None
    except ssl.SSLError:
        raise TaskFailed("the certificate of the mail server is not accepted") from None
    except (OSError, smtplib.SMTPException) as failure:
        raise TaskFailed(f"the mail server cannot be reached ({type(failure).__name__})") from None


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message with its headers: what comes from people cannot begin a header of its own."""
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())[:_LONGEST_SUBJECT]
    message["From"] = Address("Luodi 落地", addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.plain)
    message.add_alternative(letter.html, subtype="html")
    _enclose(message, letter.enclosures)
    return message


def _enclose(message: EmailMessage, enclosures: Sequence[Enclosure]) -> None:
    """One file is another way to say the letter, which mail programs offer as an invitation; several lie beside it."""
    for number, one in enumerate(enclosures, start=1):
        kind: dict[str, Any] = {"subtype": "calendar", "params": {"method": one.method, "charset": "utf-8"}}
        if len(enclosures) == 1:
            message.add_alternative(one.content, maintype="text", **kind)
        else:
            message.add_attachment(one.content, maintype="text", filename=f"luodi-{number}.ics", **kind)


def _connected(server: Smtp) -> smtplib.SMTP:
    """A line to the mail server, encrypted and signed in as the settings say."""
    trust = ssl.create_default_context(cafile=server.ca_file or None)
    line: smtplib.SMTP
    if server.security == "tls":
        line = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trust)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with ExitStack() as closing:
        closing.callback(line.close)
        if server.security == "starttls":
            line.starttls(context=trust)
        if server.user:
            line.login(server.user, server.password)
        closing.pop_all()  # it goes well: whoever sends closes the line
    return line
