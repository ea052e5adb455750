"""Filling the lists at the first start, the area's key industries, and the words of the short lists."""

from app.vocabularies.service.sectors import change_key_sector, create_key_sector, seed
from app.vocabularies.service.words import add_term, change_term, move_term, offer_term

__all__ = [
    "add_term",
    "change_key_sector",
    "change_term",
    "create_key_sector",
    "move_term",
    "offer_term",
    "seed",
]
