"""What comes in for bots."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from app.bots.models import Brand
from app.kernel.fields import Draft, OptionalLine, Version, wrong
from app.kernel.text import Message
from app.notifications.models import Kind


def _no_blanks(value: str | None) -> str | None:
    if value is not None and (not value.isascii() or " " in value):
        raise wrong(Message("There are characters in it that do not belong there. Copy it once more."))
    return value


#: What one pastes: an address, a key.
OptionalPasted = Annotated[OptionalLine, AfterValidator(_no_blanks)]


class BotDraft(Draft):
    """A bot for a unit that has none, or another one: an address comes with its secret, if it has one.

    Without an address the present one stays, and the present secret unless another one is typed.
    """

    brand: Brand
    address: OptionalPasted = None
    secret: OptionalPasted = None
    kinds: tuple[Kind, ...] = ()
    locale: Literal["zh", "en"]


class BotChange(BotDraft):
    """A bot that is there."""

    version: Version
