"""What a next step says about itself: "@name" is its owner, "by Friday" or "周五前" its day, in both languages.

Pure: who bears a name is for the caller to find. A mark at either end of the line is taken off it; one in the middle
is understood and stays, so that the sentence does.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

#: A day without a year may lie so far back; beyond that the next year is meant.
LOOKS_BACK = timedelta(days=30)

_HANDLE = re.compile(r"(?<![A-Za-z0-9._-])[@＠](?P<run>[^\W\d_][\w·.'’-]*(?: [A-Z][\w'’-]*)?)")
_BETWEEN = " \t,，、;；:：。.!！"
_ZH_WEEKDAYS = "一二三四五六日"
_EN_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR = {"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
_WEEKS = {"": None, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2}

Finder = Callable[[re.Match[str], date], date | None]


@dataclass(frozen=True)
class Mark:
    """A piece of a line that says something about it."""

    start: int
    end: int
    due_on: date | None = None
    run: str = ""


@dataclass(frozen=True)
class Reading:
    """A line without the marks at its ends, and the day that it names."""

    text: str
    due_on: date | None


def find_handle(text: str) -> Mark | None:
    """The first `@…` of a line with the run of letters after it: a name, and in Chinese perhaps what follows it."""
    found = _HANDLE.search(text)
    return Mark(found.start(), found.end(), run=found["run"]) if found else None


def find_due(text: str, today: date) -> Mark | None:
    """The first day of a line that is a deadline and can be one."""
    return next(_dues(text, today), None)


def read(text: str, today: date, name: str = "") -> Reading:
    """What a line says. `name` is what of its handle has been found to be a name; without one the handle stays."""
    due, handle = find_due(text, today), find_handle(text)
    marks = [due] if due else []
    if handle and name and handle.run.startswith(name):
        marks.append(Mark(handle.start, handle.start + 1 + len(name), run=name))
    return Reading(_without(text, marks), due.due_on if due else None)


def _without(text: str, marks: list[Mark]) -> str:
    """The line without the marks that stand at its ends; of a handle in the middle only the sign goes."""
    begin, end = 0, len(text)
    for mark in sorted(marks, key=lambda mark: mark.start):
        if not text[begin : mark.start].strip(_BETWEEN):
            begin = mark.end
    for mark in sorted(marks, key=lambda mark: -mark.end):
        if mark.start >= begin and not text[mark.end : end].strip(_BETWEEN):
            end = mark.start
    inside = [mark for mark in marks if mark.run and begin <= mark.start and mark.end <= end]
    kept = text[begin:end]
    for mark in inside:
        kept = kept[: mark.start - begin] + kept[mark.start - begin + 1 :]
    if not inside and (begin, end) == (0, len(text)):
        return text
    return kept.lstrip(_BETWEEN).rstrip(_BETWEEN if end < len(text) else None) or text


def _dues(text: str, today: date) -> Iterator[Mark]:
    found = sorted(((match, find) for pattern, find in _PATTERNS for match in pattern.finditer(text)), key=_place_of)
    for match, find in found:
        day = find(match, today)
        if day is not None:
            yield Mark(match.start(), match.end(), due_on=day)


def _place_of(pair: tuple[re.Match[str], Finder]) -> tuple[int, int]:
    return pair[0].start(), -pair[0].end()


def _near(match: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_NEAR[match["near"].lower()])


def _weekday(match: re.Match[str], today: date) -> date | None:
    """The coming one, or that of this or a following week; None when it has passed in this week."""
    word = match["weekday"].lower().replace("天", "日")
    wanted = _ZH_WEEKDAYS.index(word) if word in _ZH_WEEKDAYS else _EN_WEEKDAYS.index(word[:3])
    weeks = _WEEKS[(match["week"] or "").lower().replace("个", "").strip()]
    if weeks is None:
        return today + timedelta(days=(wanted - today.weekday()) % 7)
    day = today - timedelta(days=today.weekday()) + timedelta(days=wanted, weeks=weeks)
    return day if day >= today else None


def _month_end(match: re.Match[str], today: date) -> date | None:
    is_next = match["month_end"].lower().strip() in {"下", "下个", "next"}
    return _last_of(*_next_month(today)) if is_next else _last_of(today.year, today.month)


def _named_month_end(match: re.Match[str], today: date) -> date | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    this_year = _last_of(today.year, month)
    return this_year if this_year >= today - LOOKS_BACK else _last_of(today.year + 1, month)


def _year_end(_match: re.Match[str], today: date) -> date | None:
    return date(today.year, 12, 31)


def _dated(match: re.Match[str], today: date) -> date | None:
    """A day of a month: of the year named, else the one nearest ahead that lies at most a month back."""
    word = match["month"].lower()
    month = int(word) if word.isdigit() else _EN_MONTHS.index(word[:3]) + 1
    if match["year"]:
        return _day(int(match["year"]), month, int(match["day"]))
    for year in (today.year - 1, today.year, today.year + 1):
        day = _day(year, month, int(match["day"]))
        if day and day >= today - LOOKS_BACK:
            return day
    return None


def _of_month(match: re.Match[str], today: date) -> date | None:
    """The next day of this number, in this month or the following one."""
    this = _day(today.year, today.month, int(match["only"]))
    if this and this >= today:
        return this
    return _day(*_next_month(today), int(match["only"]))


def _next_month(today: date) -> tuple[int, int]:
    return today.year + (today.month == 12), today.month % 12 + 1


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_BEFORE = r"(?:之前|以前|前)(?![往来期后台])"
_MONTHS = "|".join(f"{month}[a-z]*" for month in _EN_MONTHS)
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"


def _zh(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"[在于]?(?:{pattern}){_BEFORE}")


def _en(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\bby (?:{pattern})\b", re.IGNORECASE)


_ISO = r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_PATTERNS: tuple[tuple[re.Pattern[str], Finder], ...] = (
    (_zh("(?P<near>今天|今日|明天|明日|大后天|后天)"), _near),
    (_zh("(?P<week>本|这个?|下下个?|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"), _weekday),
    (_zh(r"(?P<month_end>本|下个?|)(?<!\d)月底"), _month_end),
    (_zh(r"(?<!\d)(?P<month>\d{1,2})月底"), _named_month_end),
    (_zh("年底"), _year_end),
    (_zh(r"(?:(?<!\d)(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"), _dated),
    (_zh(_ISO), _dated),
    (_zh(r"(?<![\d月])(?P<only>\d{1,2})[日号]"), _of_month),
    (_en("(?P<near>today|tomorrow)"), _near),
    (_en(r"(?P<week>this |next )?(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satu?r?|sun)(?:day)?)"), _weekday),
    (_en("(?:the )?end of (?:the )?(?P<month_end>(?:this |next )?)month"), _month_end),
    (_en("(?:the )?end of (?:the |this )?year"), _year_end),
    (_en(rf"{_ORDINAL} (?:of )?(?P<month>{_MONTHS})(?: (?P<year>\d{{4}}))?"), _dated),
    (_en(rf"(?P<month>{_MONTHS}) {_ORDINAL}(?:,? (?P<year>\d{{4}}))?"), _dated),
    (_en(_ISO), _dated),
)
