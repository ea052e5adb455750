"""Chinese read aloud: as pypinyin reads it with its whole dictionary, though it is laid out and cut here."""

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg import mmseg

from app.kernel import pinyin as ours
from app.kernel.pinyin import pinyin
from tools.readings import CORRECTIONS

_PHRASES = sorted(PHRASES_DICT)
_PARTS = st.builds(lambda phrase, length: phrase[:length], st.sampled_from(_PHRASES), st.integers(1, 5))


@pytest.fixture(scope="module", autouse=True)
def corrected():
    """The package with the few readings that we correct."""
    pypinyin.load_phrases_dict({phrase: [[reading] for reading in each] for phrase, each in CORRECTIONS.items()})
    mmseg.retrain(mmseg.seg)


def theirs(text):
    return tuple(part.strip().lower() for part in pypinyin.lazy_pinyin(text) if part.strip())


def test_every_phrase_of_the_dictionary_is_read_as_the_package_reads_it():
    assert {phrase: pinyin(phrase) for phrase in _PHRASES} == {phrase: theirs(phrase) for phrase in _PHRASES}


def test_every_character_is_read_as_the_package_reads_it():
    characters = [chr(number) for number in (*range(0x2E80, 0xD800), *range(0xE000, 0x32400))]
    assert [c for c in characters if pinyin(c) != theirs(c)] == []


def test_no_phrase_is_longer_than_what_is_looked_up():
    assert max(map(len, PHRASES_DICT)) <= ours._LONGEST


@given(st.lists(_PARTS | st.text(max_size=3), max_size=5).map("".join))
def test_a_text_is_cut_and_read_as_the_package_does_it(text):
    assert pinyin(text) == theirs(text)


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("重庆长安", ("chong", "qing", "chang", "an")),
        ("银行", ("yin", "hang")),
        ("行动", ("xing", "dong")),
        ("朝阳区", ("chao", "yang", "qu")),
        ("云南 Pharma 3", ("yun", "nan", "pharma 3")),
        ("国\ud800", ("guo", "?")),
        ("", ()),
    ],
)
def test_a_character_is_read_as_its_phrase_asks(text, syllables):
    assert pinyin(text) == syllables


def test_without_the_laid_out_readings_the_program_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(ours, "READINGS", tmp_path / "readings.marisa")
    ours._readings.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="make db"):
            ours._readings()
    finally:
        ours._readings.cache_clear()
