"""Chinese read aloud: with the package's whole dictionary, however it is laid out here."""

import json
from pathlib import Path

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg import mmseg

from app.kernel.pinyin import _CORRECTIONS, pinyin

_THEIR_BEGINNINGS = mmseg.PrefixSet()
_THEIR_BEGINNINGS.train(iter(PHRASES_DICT))
_PARTS = st.builds(lambda phrase, length: phrase[:length], st.sampled_from(sorted(PHRASES_DICT)), st.integers(1, 5))


def test_every_phrase_of_the_dictionary_is_known_with_its_readings():
    path = Path(pypinyin.__file__).with_name("phrases_dict.json")
    theirs = {phrase: [r[0] for r in readings] for phrase, readings in json.loads(path.read_text("utf-8")).items()}
    assert {phrase: [r[0] for r in readings] for phrase, readings in PHRASES_DICT.items()} == theirs | _CORRECTIONS


def test_equal_syllables_are_kept_once():
    assert len({id(reading) for readings in PHRASES_DICT.values() for reading in readings}) < 2000


@given(st.lists(_PARTS, max_size=5).map("".join))
def test_a_text_is_cut_into_words_as_the_package_cuts_it(text):
    assert list(mmseg.seg.cut(text)) == list(mmseg.Seg(_THEIR_BEGINNINGS).cut(text))


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("重庆长安", ("chong", "qing", "chang", "an")),
        ("银行", ("yin", "hang")),
        ("行动", ("xing", "dong")),
        ("朝阳区", ("chao", "yang", "qu")),
        ("云南 Pharma 3", ("yun", "nan", "pharma 3")),
        ("", ()),
    ],
)
def test_a_character_is_read_as_its_phrase_asks(text, syllables):
    assert pinyin(text) == syllables


def test_a_text_read_word_by_word_is_read_as_the_package_reads_it():
    for text in ("云南国药控股集团有限公司", "重庆长安银行行长", "A公司 3号楼（滇中）", "1.2亿元"):
        whole = pypinyin.lazy_pinyin(text, style=pypinyin.Style.NORMAL)
        assert pinyin(text) == tuple(part.strip().lower() for part in whole if part.strip())
