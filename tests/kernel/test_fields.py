"""What people type into fields: what is understood, and that everything else is refused with a sentence."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.kernel import fields, figures
from app.kernel.text import Message

MONEY: TypeAdapter[int | None] = TypeAdapter(fields.OptionalMoney)
AREA: TypeAdapter[int | None] = TypeAdapter(fields.OptionalArea)
DAY: TypeAdapter[date | None] = TypeAdapter(fields.OptionalDay)
COUNT: TypeAdapter[int | None] = TypeAdapter(fields.OptionalCount)
LINE: TypeAdapter[str | None] = TypeAdapter(fields.OptionalLine)
PROSE: TypeAdapter[str | None] = TypeAdapter(fields.OptionalProse)
RECORD: TypeAdapter[int] = TypeAdapter(fields.RecordId)

YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN
ANY_TEXT = (
    st.text(st.characters())
    | st.text(st.characters(codec="utf-8"))
    | st.text("0123456789.,亿万元mkb年月日-/ ", max_size=40)
)


def refusal(adapter: TypeAdapter[Any], typed: object) -> Message:
    """The sentence with which a value is refused."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(typed)
    message = caught.value.errors()[0]["ctx"]["message"]
    assert isinstance(message, Message)
    return message


def flaws_of(adapter: TypeAdapter[Any], typed: object) -> Sequence[ErrorDetails]:
    """Everything that is wrong with a value; any other exception than the validator's own comes out."""
    try:
        adapter.validate_python(typed)
    except ValidationError as refused:
        return refused.errors()
    return []


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1.2亿", 1.2 * YI),
        ("1.2 亿元", 1.2 * YI),
        ("3,000万", 3000 * WAN),
        ("3，000 万元", 3000 * WAN),
        ("500元", 500 * YUAN),
        ("0.01元", 1),
        ("120m", 120_000_000 * YUAN),
        ("CNY 120m", 120_000_000 * YUAN),
        ("1.2bn", 1_200_000_000 * YUAN),
        ("1.2BN", 1_200_000_000 * YUAN),
        ("50k", 50_000 * YUAN),
        ("¥3亿", 3 * YI),
        ("5000", 5000 * WAN),
        (" 0 ", 0),
        ("10000亿", 10**14),
    ],
)
def test_an_amount_is_understood_as_people_write_it(typed, fen):
    assert MONEY.validate_python(typed) == fen


@pytest.mark.parametrize(
    "typed", ["about 3亿", "约3亿", "3亿多", "1.2.3亿", "亿", "-", "1e9", "3 4", "USD 3m", "１亿２千万"]
)
def test_an_amount_that_is_not_exact_is_refused_with_an_example(typed):
    assert "1.2亿" in str(refusal(MONEY, typed))


@pytest.mark.parametrize("typed", ["-1亿", "-0.01元", "10001亿", "9" * 29, "99999999999999999999亿", 10**14 + 1, -1])
def test_an_amount_beyond_any_project_is_refused(typed):
    assert "between 0 and" in str(refusal(MONEY, typed))


def test_an_amount_finer_than_a_fen_is_refused():
    assert "exact to the fen" in str(refusal(MONEY, "0.001元"))
    assert "exact to the fen" in str(refusal(MONEY, "0.0000001万"))


def test_a_number_longer_than_any_real_one_is_refused_and_never_cut():
    assert refusal(MONEY, "0" * 30 + "1亿").key
    assert refusal(AREA, "0" * 30 + "1亩").key


@pytest.mark.parametrize("typed", [",", "，，", ",.", "¥,元"])
def test_separators_alone_are_no_number(typed):
    assert refusal(MONEY, typed).key
    assert refusal(AREA, typed).key


@given(st.integers(0, 10**14))
@example(0)
@example(1)
@example(99_999_999_99)
@example(10**14)
def test_an_amount_written_into_a_form_reads_back_as_the_same_amount(fen):
    assert fields.parse_money(figures.money_input(fen)) == fen


@given(st.integers(0, 10**12))
@example(1)
@example(8_000_000)
@example(666)
def test_an_area_written_into_a_form_reads_back_as_the_same_area(hundredths):
    assert fields.parse_area(figures.area_input(hundredths)) == hundredths


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("120亩", 8_000_000),
        ("120", 8_000_000),
        ("120 mu", 8_000_000),
        ("8 ha", 8_000_000),
        ("8公顷", 8_000_000),
        ("80000 m²", 8_000_000),
        ("80,000 平方米", 8_000_000),
        ("1亩", 66_667),
        ("0", 0),
    ],
)
def test_an_area_is_understood_in_its_usual_units(typed, hundredths):
    assert AREA.validate_python(typed) == hundredths


@pytest.mark.parametrize("typed", ["-3亩", "about 3亩", "3 square miles", "9999999999亩", 10**12 + 1, -1])
def test_an_area_that_is_none_is_refused(typed):
    assert refusal(AREA, typed).key


@pytest.mark.parametrize(
    "typed", ["2022-07-15", "2022/7/15", "2022.7.15", "2022年7月15日", "2022年07月15", " 2022-7-15 "]
)
def test_a_day_is_understood_as_people_write_it(typed):
    assert DAY.validate_python(typed) == date(2022, 7, 15)


@pytest.mark.parametrize("typed", ["2022-02-30", "2022年13月1日", "2023-02-29", "0000-01-01", "2022-00-10"])
def test_an_impossible_day_is_named(typed):
    assert str(refusal(DAY, typed)) == f"There is no such day: {typed}."


@pytest.mark.parametrize("typed", ["15.7.2022", "yesterday", "2022-7", "20220715", "22-7-15", "2022-07-15T10:00"])
def test_another_writing_of_a_day_is_refused_with_an_example(typed):
    assert "2022-07-15" in str(refusal(DAY, typed))


@pytest.mark.parametrize("typed", ["1949-09-30", "2101-01-01", "9999-12-31", date(1900, 1, 1)])
def test_a_day_outside_of_living_memory_is_refused(typed):
    assert "must lie between" in str(refusal(DAY, typed))


def test_a_time_is_hours_and_minutes():
    assert fields.parse_time("9:05") == time(9, 5)
    assert fields.parse_time(" 14：30 ") == time(14, 30)
    for typed in ("24:00", "12:60", "noon", "12", ""):
        with pytest.raises(ValueError, match="14:30"):
            fields.parse_time(typed)


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("1,200", 1200), ("1，200", 1200), (" 7 ", 7), ("", None)])
def test_a_whole_number_may_be_written_with_separators(typed, number):
    assert COUNT.validate_python(typed) == number


@pytest.mark.parametrize("typed", ["1.5", "ten", "0x10", "1e3", "九", "٣", "²", "9" * 21, "-1", str(10**12 + 1)])
def test_what_is_not_a_whole_number_in_its_range_is_refused(typed):
    assert refusal(COUNT, typed).key


@pytest.mark.parametrize("typed", ["0", "-1", str(2**53 + 1), "9" * 30, "NaN", "1 OR 1=1", "", None])
def test_a_record_is_named_by_a_positive_number(typed):
    assert refusal(RECORD, typed).key


def test_only_what_could_be_a_number_is_looked_up_for_a_form_that_is_drawn_again():
    typed = ["3", 1, None, "", "x", "-1", "²", "٣", " 2", "9" * 16, "2"]
    assert fields.record_ids(typed) == [3, 1, 2]


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "a\ud800b", "\udfff", "bell\x07", "\x1b[31m"])
def test_text_that_a_database_cannot_keep_is_refused(typed):
    for adapter in (LINE, PROSE):
        assert "cannot be saved" in str(refusal(adapter, typed))


def test_a_line_is_one_line_and_prose_keeps_its_lines():
    assert LINE.validate_python("a\r\nb\tc") == "a b c"
    assert PROSE.validate_python("a\r\nb\tc") == "a\nb\tc"


def test_text_that_is_too_long_is_refused_with_both_lengths():
    message = refusal(LINE, "字" * 201)
    assert message.params == {"limit": 200, "length": 201}
    assert LINE.validate_python("字" * 200) == "字" * 200


@pytest.mark.parametrize("adapter", [MONEY, AREA, DAY, COUNT, LINE, PROSE])
@pytest.mark.parametrize("blank", ["", "   ", "\t\n", None, "\u3000"])
def test_blank_is_nothing(adapter, blank):
    assert adapter.validate_python(blank) is None


@pytest.mark.parametrize("kind", [fields.Line, fields.ShortLine, fields.Prose, fields.Day, fields.Version])
@pytest.mark.parametrize("blank", ["", "   ", None])
def test_what_is_needed_is_asked_for(kind, blank):
    assert str(refusal(TypeAdapter(kind), blank)) == "This is needed."


@pytest.mark.parametrize("adapter", [MONEY, AREA, DAY, COUNT, LINE, PROSE, RECORD])
@given(typed=ANY_TEXT)
def test_any_text_at_all_is_taken_or_refused_with_a_sentence_that_can_be_said(adapter, typed):
    for flaw in flaws_of(adapter, typed):
        assert str(flaw["ctx"]["message"])


def test_a_measure_is_kept_in_whole_parts_and_reads_as_it_was_typed():
    for typed, parts, kept in (("8.1", 100, 810), ("10", 100, 1000), ("0.75", 1000, 750), ("1,200", 1, 1200)):
        assert fields.parse_measure(typed, parts, 2000) == kept
        assert fields.parse_measure(figures.measure(kept, parts), parts, 2000) == kept
    assert figures.measure(None, 100) == ""


@pytest.mark.parametrize("typed", ["8.105", "about 8", "-1", "1001", "1e2", "9" * 40])
def test_what_is_no_measure_is_refused(typed):
    with pytest.raises(ValueError, match=r"number|decimals"):
        fields.parse_measure(typed, 100, 1000)
