"""What of an entry stands beside the chain, how the chain is made, how long it is kept, and what actions are called."""

from app.audit.rules.chain import (
    ERASING,
    GENESIS,
    IN_FLIGHT,
    KEPT_DAYS,
    KEY_PURPOSE,
    REFUSAL_SPAN,
    SHORTEST_KEPT,
    entry_mac,
    extra_values,
    is_genuine,
    is_signed,
    next_link,
    part,
    seal_mac,
)
from app.audit.rules.words import ACTION_WORDS, DETAILS, FILE_DETAILS, LISTS, action_word

__all__ = [
    "ACTION_WORDS",
    "DETAILS",
    "ERASING",
    "FILE_DETAILS",
    "GENESIS",
    "IN_FLIGHT",
    "KEPT_DAYS",
    "KEY_PURPOSE",
    "LISTS",
    "REFUSAL_SPAN",
    "SHORTEST_KEPT",
    "action_word",
    "entry_mac",
    "extra_values",
    "is_genuine",
    "is_signed",
    "next_link",
    "part",
    "seal_mac",
]
