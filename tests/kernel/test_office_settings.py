"""Settings of the office: declared once, read in one statement, never broken by what was kept before."""

from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from app.kernel import settings
from app.kernel.settings import PRACTICE, Choices, Flag, Practice, SettingValue, ShortText, WholeNumber
from app.kernel.text import Message

WORDS: dict[str, Any] = {"group": Message("Tests"), "title": Message("A figure"), "explanation": Message("For tests.")}
DAYS = WholeNumber(
    code="test.days", default=7, by_practice={Practice.STRICT: 3}, lowest=1, highest=30, unit=Message("days"), **WORDS
)
OPEN = Flag(code="test.open", default=True, **WORDS)
COLOURS = Choices(
    code="test.colours",
    default=frozenset(),
    options={"red": Message("Red"), "blue": Message("Blue")},
    **WORDS,
)
NAME = ShortText(code="test.name", default="Luodi", longest=10, **WORDS)


@pytest.fixture
def choose(session):
    """Choose a value as the settings room does."""

    def chosen(setting, kept):
        session.add(SettingValue(code=setting.code, value=kept))
        session.commit()
        settings.forget()

    return chosen


def test_without_a_choice_the_default_of_the_profile_holds(session, choose):
    assert settings.practice() is Practice.LIGHT
    assert settings.read(DAYS) == 7
    choose(PRACTICE, "strict")
    assert settings.practice() is Practice.STRICT
    assert settings.read(DAYS) == 3


def test_a_choice_holds_whatever_the_profile_says(session, choose):
    choose(DAYS, 12)
    choose(PRACTICE, "strict")
    assert settings.read(DAYS) == 12


@pytest.mark.parametrize(
    ("setting", "kept"), [(DAYS, 99), (DAYS, "7"), (DAYS, True), (OPEN, 1), (NAME, None), (COLOURS, "red")]
)
def test_what_an_older_program_allowed_falls_back_to_the_default(session, choose, setting, kept):
    choose(setting, kept)
    assert settings.read(setting) == setting.default


def test_all_settings_are_read_by_one_statement(session, choose, statements):
    choose(DAYS, 12)
    with statements() as ran:
        assert (settings.read(DAYS), settings.read(OPEN), settings.read(NAME)) == (12, True, "Luodi")
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("setting", "typed", "value"),
    [
        (DAYS, ["1,0"], 10),
        (OPEN, [], False),
        (OPEN, ["1"], True),
        (COLOURS, ["red"], frozenset({"red"})),
        (COLOURS, [], frozenset()),
        (NAME, ["  a  b "], "a b"),
        (PRACTICE, ["standard"], "standard"),
    ],
)
def test_what_is_typed_becomes_a_value_that_is_kept_and_restored(setting, typed, value):
    assert setting.parse(typed) == value
    assert setting.restore(setting.keep(value)) == value


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        (DAYS, ["0"]),
        (DAYS, ["31"]),
        (DAYS, ["soon"]),
        (DAYS, []),
        (OPEN, ["maybe"]),
        (COLOURS, ["green"]),
        (NAME, ["x" * 11]),
        (NAME, ["\x00"]),
        (PRACTICE, ["lax"]),
        (PRACTICE, []),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(setting, typed):
    with pytest.raises(PydanticCustomError) as refused:
        setting.parse(typed)
    assert isinstance((refused.value.context or {})["message"], Message)
