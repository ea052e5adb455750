"""Words: messages that are translated later, clean text, and how Chinese names sort and are found."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.kernel.pinyin import pinyin

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[a-z0-9]+")
#: Stands between the names of a record: a letter to both text indexes, but one that `query_terms` never asks for.
FIELD_BREAK = "ω"
_SHORTEST_INFIX = 2


@dataclass(frozen=True)
class Message:
    """A sentence to be said in the reader's language: the English msgid and its parameters.

    Services raise and store messages, never finished sentences; the doors translate them.
    """

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def __init__(self, key: str, /, **params: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "params", params)

    def __str__(self) -> str:
        return self.key % self.params if self.params else self.key

    def __hash__(self) -> int:
        return hash(self.key)


def is_clean(text: str) -> bool:
    """Whether both databases can keep this text: no NUL, no control characters, no lone surrogates."""
    return not any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\r\t" for char in text)


def quoted(text: str, limit: int) -> str:
    """How a text begins, in one line, with a mark where it goes on."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def initials(text: str) -> str:
    """`国药控股` -> `gykg`; Latin words give their first letter."""
    return "".join(syllable[0] for syllable in pinyin(text))


def sort_key(text: str) -> str:
    """What a name is sorted by: its pinyin, syllable by syllable, then the name itself. Never empty.

    Two blanks part them, so that a name comes before the longer ones that begin with it.
    """
    return (" ".join(pinyin(text)) or "~")[:150] + "  " + text[:48]


def search_terms(*names: str | None) -> str:
    """The searchable form of a record's names, as kept in its `search` column.

    Characters become words (so that a phrase query finds any run of them), Latin words appear with all
    their endings (so that a prefix query finds any part of them), and each Chinese name adds its initials
    and its pinyin. A break between names keeps a phrase from running over from one into the next.
    """
    parts: list[str] = []
    for name in dict.fromkeys(filter(None, names)):
        parts.extend([*_name_terms(name), FIELD_BREAK])
    return " ".join(parts[:-1])


def query_terms(query: str) -> tuple[list[str], list[str]]:
    """What somebody typed, as (phrases of spaced characters, prefixes of Latin words)."""
    folded = _fold(query)
    phrases = [" ".join(run) for run in re.findall(f"{_CJK.pattern}+", folded)]
    return phrases, _LATIN_WORD.findall(folded)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _name_terms(name: str) -> Iterable[str]:
    folded = _fold(name)
    yield from (match.group() for match in re.finditer(rf"{_CJK.pattern}|[a-z0-9]+", folded))
    for word in _LATIN_WORD.findall(folded):
        yield from _endings(word)
    characters = "".join(_CJK.findall(folded))
    if characters:
        yield from _endings(initials(characters), whole=True)
        yield from _endings("".join(pinyin(characters))[:40], whole=True, by=pinyin(characters))


def _endings(word: str, *, whole: bool = False, by: tuple[str, ...] = ()) -> Iterable[str]:
    """The endings of a word: at each letter, or at each syllable when syllables are given."""
    starts = [0] if whole else []
    if by:
        position = 0
        for syllable in by:
            position += len(syllable)
            starts.append(position)
    else:
        starts.extend(range(1, len(word)))
    yield from (word[start:] for start in starts if len(word) - start >= _SHORTEST_INFIX)
