"""The sector tree, and the short lists of words."""

from app.vocabularies.views import words
from app.vocabularies.views.sectors import bp

__all__ = ["bp", "words"]
