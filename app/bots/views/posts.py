"""Messages to groups: written when they leave, in the group's language, with what everybody there may know then."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for

from app.bots import queries, rules, service
from app.bots.models import Bot, Verdict
from app.bots.queries import Entry
from app.bots.service import POST, Reach
from app.kernel.permissions import Actor
from app.kernel.readers import reading_as
from app.kernel.tasks import TASKS, Task, TaskFailed
from app.kernel.text import Message
from app.kernel.words import ngettext, say
from config import Bots


def reach() -> Reach:
    """Where this installation may send."""
    named: Bots = current_app.config["BOTS"]
    return Reach(named.origins, named.ca_file)


def is_set_up() -> bool:
    """Whether the office has said where the links in messages lead."""
    return bool(current_app.config["ADDRESS"])


def post(payload: Mapping[str, Any]) -> None:
    """Send one message, unless the bot is gone, nothing is left to tell, or links would lead nowhere."""
    bot = queries.bot_of(payload["unit"])
    entries = queries.told(bot, payload["notifications"]) if bot and is_set_up() else []
    if bot is None or not entries:
        return
    answer = service.send(bot, written(bot, entries), reach())
    if answer.verdict is not Verdict.ARRIVED:
        number = f" ({answer.code})" if answer.code else ""
        reason = f"{rules.VERDICT_WORDS[answer.verdict].key}{number}"
        raise TaskFailed(reason, hopeless=answer.verdict in rules.HOPELESS)


def written(bot: Bot, entries: Sequence[Entry]) -> str:
    """The text: what there is to tell, each with its link, as much as the service takes."""
    with reading_as(Actor(id=0, person_id=0, name="", unit_id=bot.unit_id, locale=bot.locale)):
        heading = "" if len(entries) == 1 else _count(len(entries))
        lines = [_line(entry) for entry in entries[: rules.MOST]]
        return rules.fitted(heading, lines, len(entries), _rest, rules.SERVICES[bot.brand].limit)


def trial_text(locale: str) -> str:
    """What a test message says."""
    with reading_as(Actor(id=0, person_id=0, name="", unit_id=0, locale=locale)):
        return say(Message("Luodi: this is a test message. Notifications of the unit will come here."))


def _line(entry: Entry) -> str:
    """One thing with its link; no more than its kind and number where not everybody may know what it is."""
    link = url_for(entry.endpoint, _external=True, **entry.values)
    if not entry.title:
        kind, word = rules.KIND_WORDS[entry.kind], entry.word
        bare = Message("%(kind)s: %(word)s no. %(number)s", kind=kind, word=word, number=entry.number)
        return f"{say(bare)}\n{link}"
    who = say(Message(", ")).join(entry.who)
    sentence = Message(rules.SENTENCES[entry.kind].key, title=rules.plain(entry.title), who=who)
    said = [say(sentence), *(rules.plain(say(detail)) for detail in entry.details)]
    return f"{' · '.join(said)}\n{link}"


def _count(number: int) -> str:
    words: str = ngettext("%(num)s notification from Luodi", "%(num)s notifications from Luodi", number)
    return words


def _rest(number: int) -> str:
    words: str = ngettext("and %(num)s more in Luodi", "and %(num)s more in Luodi", number)
    return words


TASKS.plug(POST)(Task(title=Message("Message to a group"), run=post))
