"""Setting up the bot of a unit's group, and taking it away. Its address and secret are never shown again."""

from app.accounts import queries as accounts
from app.audit import service as audit
from app.bots import queries, rules
from app.bots.models import Bot
from app.bots.schemas import BotChange, BotDraft
from app.bots.service.sending import PURPOSE
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.permissions import Actor
from app.kernel.sealing import sealed
from app.kernel.text import Message


@command
def set_up(actor: Actor, unit_id: int, draft: BotDraft, named: frozenset[str]) -> Bot:
    """Give a unit's group its bot, or change it. `named` are origins that the office has named beside the usual one."""
    unit = accounts.get_unit(unit_id)
    bot = queries.get_bot(unit.id) if isinstance(draft, BotChange) else Bot(unit_id=unit.id, brand=draft.brand)
    if isinstance(draft, BotChange):
        bot.expect_version(draft.version)
    _take_keys(bot, draft, named)
    bot.brand, bot.locale, bot.kinds = draft.brand, draft.locale, sorted(set(draft.kinds))
    db.session.add(bot)
    db.session.flush()
    audit.record(actor, "bot.set_up", bot, unit=unit.id)
    return bot


def _take_keys(bot: Bot, draft: BotDraft, named: frozenset[str]) -> None:
    """Address and secret as typed. What belongs to one address says nothing about another."""
    if draft.secret and not rules.SERVICES[draft.brand].signs:
        raise Invalid.at("secret", Message("Bots of this service have no signing secret."))
    if draft.address:
        rules.check_address(draft.brand, draft.address, named)
        bot.address_sealed = sealed(PURPOSE, draft.address)
        bot.secret_sealed = sealed(PURPOSE, draft.secret) if draft.secret else ""
        bot.verdict = bot.code = bot.answered_at = None
    elif not bot.address_sealed or bot.brand is not draft.brand:
        raise Invalid.at("address", Message("This is needed."))
    elif draft.secret:
        bot.secret_sealed = sealed(PURPOSE, draft.secret)


@command
def remove(actor: Actor, unit_id: int, version: int) -> None:
    """The group is told nothing more; address and secret are gone."""
    bot = queries.get_bot(unit_id)
    bot.expect_version(version)
    audit.record(actor, "bot.remove", bot, unit=unit_id)
    db.session.delete(bot)
