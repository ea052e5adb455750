"""How Chinese is read aloud: pypinyin and its dictionary, laid out so that a server can afford them.

As the package loads its 47,000 phrases itself, each syllable is a list of its own and each beginning of a phrase a
text of its own; that and the way there cost 49 MB more in every server. Here equal syllables are one list, and
beginnings are looked up among the sorted phrases.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ["PYPINYIN_NO_PHRASES"] = "1"  # looked at when it is imported: the phrases come below
pypinyin = import_module("pypinyin")
simpleseg = import_module("pypinyin.seg.simpleseg")
mmseg: Any = import_module("pypinyin.seg.mmseg")

_PHRASE = re.compile(r'"(\w+)": \[([^:]*)\n\]')
_READING = re.compile(r'\[\s*"([^"]+)')  # the first of those that a character has here
#: What the dictionary gets wrong for the names we meet (surnames and places).
_CORRECTIONS = {"朝阳": ["cháo", "yáng"], "曾氏": ["zēng", "shì"], "单氏": ["shàn", "shì"]}


class _Beginnings:
    """Whether a text is a phrase or the beginning of one."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._sorted = sorted(phrases)

    def __contains__(self, text: str) -> bool:
        place = bisect_left(self._sorted, text)
        return place < len(self._sorted) and self._sorted[place].startswith(text)


def _load_phrases() -> None:
    once: dict[str, list[str]] = {}
    dictionary = Path(pypinyin.__file__ or "").with_name("phrases_dict.json").read_text(encoding="utf-8")
    phrases = {
        found[1]: [once.setdefault(reading, [reading]) for reading in _READING.findall(found[2])]
        for found in _PHRASE.finditer(dictionary)
    }
    for phrase, readings in _CORRECTIONS.items():
        phrases[phrase] = [[reading] for reading in readings]
    mmseg.PHRASES_DICT.update(phrases)
    mmseg.seg = mmseg.Seg(_Beginnings(phrases))


def pinyin(text: str) -> tuple[str, ...]:
    """The toneless syllables of the Chinese characters in a text; runs of other letters stay whole."""
    return tuple(syllable for word in simpleseg.seg(text) for syllable in _read(word)) if text else ()


@lru_cache(maxsize=16384)
def _read(word: str) -> tuple[str, ...]:
    """One word as it is cut out of a text. Names are made of few, so each is looked up once."""
    found = pypinyin.lazy_pinyin([word], style=pypinyin.Style.NORMAL)
    return tuple(part.strip().lower() for part in found if part.strip())


_load_phrases()
