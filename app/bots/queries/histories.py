"""How the history of a bot reads: what it was set to, never its address nor its secret."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.accounts.models import Unit
from app.bots import rules
from app.bots.models import Bot
from app.kernel.db import db
from app.kernel.histories import HISTORIES, History, Names, code, moment, record, secret, text
from app.kernel.permissions import Actor
from app.kernel.text import Message


def _names(_actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    """A bot is called after its unit, which is known to the whole house."""
    found = select(Bot.id, Unit.name_zh, Unit.name_en).join(Unit, Unit.id == Bot.unit_id).where(Bot.id.in_(ids))
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(found)}


HISTORIES.plug("bots")(
    History(
        names=_names,
        fields={
            "unit": record(Message("Unit"), "units"),
            "unit_id": record(Message("Unit"), "units"),
            "brand": code(Message("Service"), {brand: service.title for brand, service in rules.SERVICES.items()}),
            "address_sealed": secret(Message("Address of the bot")),
            "secret_sealed": secret(Message("Signing secret")),
            "kinds": code(Message("What the group is told"), rules.KIND_WORDS),
            "locale": text(Message("Language")),
            "verdict": code(Message("Answer of the service"), rules.VERDICT_WORDS),
            "answer": code(Message("Answer of the service"), rules.VERDICT_WORDS),
            "code": text(Message("Number of the answer")),
            "answered_at": moment(Message("Answered")),
        },
    )
)
