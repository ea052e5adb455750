"""`python -m tools.readings`: asks pypinyin how every character and phrase is read, and lays the answers out."""

from functools import cache

import marisa_trie
import pypinyin
from pypinyin import style
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

from app.kernel.pinyin import READINGS

#: What the dictionary gets wrong for the names we meet (surnames and places).
CORRECTIONS = {"朝阳": ["cháo", "yáng"], "曾氏": ["zēng", "shì"], "单氏": ["shàn", "shì"]}


def main() -> None:
    """Write the file that `app.kernel.pinyin` maps into memory, in one step."""
    pypinyin.load_phrases_dict({phrase: [[reading] for reading in each] for phrase, each in CORRECTIONS.items()})
    made = READINGS.with_suffix(".unfinished")
    marisa_trie.BytesTrie((word, " ".join(read).encode()) for word, read in _words().items()).save(str(made))
    made.replace(READINGS)


def _words() -> dict[str, list[str]]:
    """Every Chinese character, one that nobody reads as itself, and every phrase, with its syllables."""
    characters = {
        character: _character(character) for character in map(chr, range(0x110000)) if RE_HANS.match(character)
    }
    phrases = {
        phrase: [_toneless(readings[0]) for readings in each]
        for phrase, each in PHRASES_DICT.items()
        if RE_HANS.match(phrase)
    }
    return characters | phrases


def _character(character: str) -> list[str]:
    readings = PINYIN_DICT.get(ord(character))
    return [_toneless(readings.split(",")[0]) if readings else character]


@cache
def _toneless(reading: str) -> str:
    said: str = style.convert(reading, pypinyin.Style.NORMAL, strict=True, default=reading)
    return said


if __name__ == "__main__":
    main()
