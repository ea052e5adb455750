"""Sending a text to a group, and keeping what the service answered."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from app.audit import service as audit
from app.bots import queries, rules
from app.bots.models import Bot, Brand, Verdict
from app.bots.rules import Answer, Parcel
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.origins import origin_of
from app.kernel.permissions import Actor
from app.kernel.sealing import unsealed

PURPOSE = "bot"


@dataclass(frozen=True)
class Reach:
    """Where this installation may send beside the services' own hosts, and whose certificates it believes there."""

    origins: frozenset[str] = frozenset()
    ca_file: str = ""


def try_out(actor: Actor, unit_id: int, text: str, reach: Reach) -> Answer:
    """Send a first message for whoever sets the bot up; what the service answers."""
    bot = queries.get_bot(unit_id)
    answer = send(bot, text, reach)
    _note_trial(actor, unit_id, answer)
    return answer


@command
def _note_trial(actor: Actor, unit_id: int, answer: Answer) -> None:
    audit.record(actor, "bot.try_out", queries.get_bot(unit_id), unit=unit_id, answer=answer.verdict)


def send(bot: Bot, text: str, reach: Reach) -> Answer:
    """Send a text, outside of any transaction: a service that takes its time holds nothing up here."""
    bot_id, brand = bot.id, bot.brand
    address = unsealed(PURPOSE, bot.address_sealed)
    secret = unsealed(PURPOSE, bot.secret_sealed) if bot.secret_sealed else ""
    db.session.rollback()
    if address is None or secret is None:
        answer = Answer(Verdict.SEALED)
    else:
        answer = ask(brand, address, rules.SERVICES[brand].pack(text, secret, clock.now()), reach)
    _keep(bot_id, answer)
    return answer


@command
def _keep(bot_id: int, answer: Answer) -> None:
    values = {"verdict": answer.verdict, "code": answer.code, "answered_at": clock.now()}
    db.session.execute(update(Bot).where(Bot.id == bot_id).values(**values))


def ask(brand: Brand, address: str, parcel: Parcel, reach: Reach) -> Answer:
    """Hand a parcel over to the service: to its own host or one that is named, and to no other."""
    from requests.exceptions import RequestException  # only who has a bot pays for the library

    from app.kernel.outbound import Outbound, Refused, is_public, is_usable

    origin = origin_of(address)
    is_named = origin in reach.origins
    if not is_named and origin != rules.SERVICES[brand].origin:
        return Answer(Verdict.NOT_ALLOWED)
    judge, ca_file = (is_usable, reach.ca_file) if is_named else (is_public, "")
    try:
        with Outbound(frozenset({origin}), judge, ca_file) as line:
            got = line.post(address, params=dict(parcel.query), json=dict(parcel.body))
    except Refused:
        return Answer(Verdict.NOT_ALLOWED)
    except RequestException:
        return Answer(Verdict.SILENT)
    return rules.meaning(brand, got.status_code, _told(got.content))


def _told(content: bytes) -> dict[str, Any]:
    """The JSON of an answer; nothing where it is none."""
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
