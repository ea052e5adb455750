"""How the three services are spoken to, what a group is told in words, and which unit's bot tells it."""

from app.bots.rules.answers import HOPELESS, VERDICT_WORDS, Answer, meaning
from app.bots.rules.reach import bot_for, covered
from app.bots.rules.services import SERVICES, Parcel, Service, check_address
from app.bots.rules.words import KIND_WORDS, MOST, SENTENCES, fitted, plain

__all__ = [
    "HOPELESS",
    "KIND_WORDS",
    "MOST",
    "SENTENCES",
    "SERVICES",
    "VERDICT_WORDS",
    "Answer",
    "Parcel",
    "Service",
    "bot_for",
    "check_address",
    "covered",
    "fitted",
    "meaning",
    "plain",
]
