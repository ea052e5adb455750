"""What a next step says about itself, read in both languages: a pure rule with laws."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.meetings.rules import lines

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: A Friday.
TODAY = date(2022, 7, 15)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "February", "March", "April", "May", "June", "July", "August", "Sept", "October", "Nov", "December")
#: Ways to write one day so that it can only be that day.
WHOLE = (
    lambda day: f"{day.year}年{day.month}月{day.day}日前",
    lambda day: f"在{day.year}年{day.month}月{day.day}号之前",
    lambda day: f"{day.isoformat()}前",
    lambda day: f"by {day.isoformat()}",
    lambda day: f"by {day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"by {MONTHS[day.month - 1]} {day.day}, {day.year}",
)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("今天前", (7, 15)),
        ("明天前", (7, 16)),
        ("大后天之前", (7, 18)),
        ("周五前", (7, 15)),
        ("周一前", (7, 18)),
        ("本周日前", (7, 17)),
        ("下周三前", (7, 20)),
        ("下下周三以前", (7, 27)),
        ("星期天前", (7, 17)),
        ("月底前", (7, 31)),
        ("下月底前", (8, 31)),
        ("9月底前", (9, 30)),
        ("年底前", (12, 31)),
        ("7月20日前", (7, 20)),
        ("7月10日前", (7, 10)),
        ("20日前", (7, 20)),
        ("10号前", (8, 10)),
        ("by today", (7, 15)),
        ("by tomorrow", (7, 16)),
        ("by Friday", (7, 15)),
        ("by mon", (7, 18)),
        ("by next Wednesday", (7, 20)),
        ("by the end of the month", (7, 31)),
        ("by end of next month", (8, 31)),
        ("by 20 July", (7, 20)),
        ("by the end of the year", (12, 31)),
        ("by July 20th", (7, 20)),
        ("by 3rd of August", (8, 3)),
    ],
)
def test_a_deadline_is_understood_as_people_write_it(said, due):
    for line in (f"{said} 寄投资指南", f"寄投资指南 {said}", f"寄投资指南，{said}。"):
        assert lines.read(line, TODAY) == lines.Reading("寄投资指南", date(2022, *due))


@pytest.mark.parametrize(
    "line",
    [
        "7月20日前往昆明",
        "上周五来过",
        "本周一前寄出",
        "2月30日前寄出",
        "120日前后",
        "提供前期资料",
        "stand by Friday's plan"[:8],
        "by friends",
        "发到 office@example.com",
        "7月20日来访",
    ],
)
def test_what_is_no_deadline_is_left_alone(line):
    assert lines.read(line, TODAY) == lines.Reading(line, None)


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("@段若溪 寄资料", "段若溪"),
        ("寄资料＠段若溪", "段若溪"),
        ("@段若溪周五前寄资料", "段若溪周五前寄资料"),
        ("Send it @Duan Ruoxi", "Duan Ruoxi"),
        ("@drx send it", "drx"),
        ("office@example.com", None),
        ("@ nobody", None),
        ("@2", None),
    ],
)
def test_a_handle_is_what_follows_the_sign(line, run):
    found = lines.find_handle(line)
    assert (found.run if found else None) == run


@pytest.mark.parametrize(
    ("line", "name", "text"),
    [
        ("@段若溪 周五前 寄资料", "段若溪", "寄资料"),
        ("@段若溪周五前寄资料", "段若溪", "寄资料"),
        ("寄资料 @段若溪 周五前", "段若溪", "寄资料"),
        ("请@段若溪周五前寄资料", "段若溪", "请段若溪周五前寄资料"),
        ("Send the guide by Friday @Duan Ruoxi.", "Duan Ruoxi", "Send the guide"),
        ("Ask @drx to send it by Friday", "drx", "Ask drx to send it"),
        ("@段若溪", "段若溪", "@段若溪"),
        ("@段若溪 寄资料", "", "@段若溪 寄资料"),
    ],
)
def test_marks_at_an_end_are_taken_off_and_the_sentence_stays(line, name, text):
    assert lines.read(line, TODAY, name).text == text


@CALM
@given(DAYS, DAYS, st.sampled_from(WHOLE), st.sampled_from(["寄投资指南", "Send the guide"]))
def test_a_whole_day_is_that_day_whenever_it_is_written(day, today, write, task):
    assert lines.read(f"{task} {write(day)}", today) == lines.Reading(task, day)


@CALM
@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_the_coming_one_in_both_languages(today, number):
    zh, en = (lines.read(said, today).due_on for said in (f"周{'一二三四五六日'[number]}前", f"by {WEEKDAYS[number]}"))
    assert zh is not None
    assert zh == en
    assert zh.weekday() == number
    assert timedelta() <= zh - today < timedelta(days=7)


@CALM
@given(DAYS, DAYS)
def test_a_day_without_a_year_lies_at_most_a_month_back_and_a_year_ahead(day, today):
    found = lines.read(f"{day.month}月{day.day}日前", today).due_on
    if found is None:
        assert (day.month, day.day) == (2, 29)
        return
    assert (found.month, found.day) == (day.month, day.day)
    assert -lines.LOOKS_BACK <= found - today <= timedelta(days=366)


@CALM
@given(st.text(), DAYS)
def test_any_text_is_read_without_fail_and_never_becomes_nothing(text, today):
    reading = lines.read(text, today)
    assert bool(reading.text.strip()) == bool(text.strip())
    handle = lines.find_handle(text)
    assert lines.read(text, today, handle.run if handle else "").text.strip() or not text.strip()


@CALM
@given(st.text(st.characters(exclude_characters="@＠前", exclude_categories=["Cs"])), DAYS)
def test_a_line_without_marks_stays_as_it_was_typed(text, today):
    if "by " not in text.lower():
        assert lines.read(text, today) == lines.Reading(text, None)
