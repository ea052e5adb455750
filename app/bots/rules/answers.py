"""What the services answer, and what that means for whoever set the bot up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bots.models import Brand, Verdict
from app.kernel.text import Message

#: Trying again does not help: somebody has to change something first.
HOPELESS = {Verdict.UNKNOWN, Verdict.UNSIGNED, Verdict.FORBIDDEN, Verdict.NOT_ALLOWED, Verdict.SEALED}

VERDICT_WORDS: dict[Verdict, Message] = {
    Verdict.ARRIVED: Message("The message has arrived in the group."),
    Verdict.BUSY: Message("The service has had too many messages just now. Try again later."),
    Verdict.UNKNOWN: Message(
        "The service does not know this bot: the address is wrong, or the bot was taken out of the group."
    ),
    Verdict.UNSIGNED: Message(
        "The service does not accept the signature: check the signing secret, and the clock of the server."
    ),
    Verdict.FORBIDDEN: Message(
        "The bot's own rules in the group refuse the message: look at its keywords and permitted addresses."
    ),
    Verdict.STRANGE: Message("The service refuses the message, or gives an answer that nobody here understands."),
    Verdict.SILENT: Message("The service cannot be reached from here."),
    Verdict.NOT_ALLOWED: Message("This installation may not send there."),
    Verdict.SEALED: Message("The address was sealed with another key than this installation's: paste it again."),
}

_CODES: dict[Brand, dict[int, Verdict]] = {
    Brand.WECOM: {45009: Verdict.BUSY, 93000: Verdict.UNKNOWN, 93008: Verdict.UNKNOWN},
    Brand.DINGTALK: {
        130101: Verdict.BUSY,
        410100: Verdict.BUSY,
        300001: Verdict.UNKNOWN,
        300005: Verdict.UNKNOWN,
        310000: Verdict.FORBIDDEN,
    },
    Brand.FEISHU: {
        9499: Verdict.BUSY,
        11232: Verdict.BUSY,
        19001: Verdict.UNKNOWN,
        19021: Verdict.UNSIGNED,
        19022: Verdict.FORBIDDEN,
        19024: Verdict.FORBIDDEN,
    },
}
_LARGEST_CODE = 2**31 - 1


@dataclass(frozen=True)
class Answer:
    """What an answer means, with the service's own number where it gave one."""

    verdict: Verdict
    code: int | None = None


def meaning(brand: Brand, status: int, told: Mapping[str, Any]) -> Answer:
    """What a service says with this HTTP status and this JSON (empty when it sent none)."""
    code = told.get("code" if brand is Brand.FEISHU else "errcode")
    if type(code) is not int or not 0 <= code <= _LARGEST_CODE:
        return Answer(Verdict.BUSY if status == 429 or status >= 500 else Verdict.STRANGE, status)
    if code == 0:
        return Answer(Verdict.ARRIVED)
    verdict = _CODES[brand].get(code, Verdict.STRANGE)
    if brand is Brand.DINGTALK and verdict is Verdict.FORBIDDEN and _is_about_signing(str(told.get("errmsg", ""))):
        verdict = Verdict.UNSIGNED
    return Answer(verdict, code)


def _is_about_signing(words: str) -> bool:
    """DingTalk has one number for keywords, addresses and signatures, and says which in words."""
    return "sign" in words or "timestamp" in words
