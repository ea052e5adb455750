"""How Chinese is read aloud, without tones: what pypinyin knows, in a file that all processes share.

pypinyin's dictionaries take 26 MB of a process, and each look-up makes pages its own (decision 10). `tools.readings`
keeps their answers as a trie that is mapped into memory: it is there once, for all.
"""

from functools import lru_cache
from pathlib import Path

import marisa_trie

READINGS = Path(__file__).with_name("readings.marisa")
_FIRST = "〇"  # no Chinese character comes before it
_LONGEST = 10  # characters of the longest phrase


def pinyin(text: str) -> tuple[str, ...]:
    """The toneless syllables of the Chinese characters in a text; runs of other letters stay whole."""
    parts: list[str] = []
    text = text.encode(errors="replace").decode()  # half a character cannot be looked up
    since = place = 0
    while place < len(text):
        word = _word(text[place : place + _LONGEST]) if text[place] >= _FIRST else ""
        if word:
            parts += [text[since:place], *_read(word)]
            since = place + len(word)
        place += len(word) or 1
    parts.append(text[since:])
    return tuple(part.strip().lower() for part in parts if part.strip())


@lru_cache(maxsize=1)
def _readings() -> marisa_trie.BytesTrie:
    if not READINGS.exists():
        raise RuntimeError(f"{READINGS.name} is not there: run `make db`, which lays it out")
    return marisa_trie.BytesTrie().mmap(str(READINGS))


def _word(text: str) -> str:
    """The longest phrase with which a text begins, or its first character; nothing where that is not Chinese."""
    found: list[str] = _readings().prefixes(text)
    return found[-1] if found else ""


@lru_cache(maxsize=16384)
def _read(word: str) -> tuple[str, ...]:
    """The syllables of one word. Names are made of few, so each is looked up once."""
    return tuple(_readings()[word][0].decode().split(" "))
