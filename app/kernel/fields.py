"""Valid input: the types that drafts are made of, each with a sentence for what it refuses.

Every type reads what a person types (text) and what the API sends. `None` and blank text mean "nothing".
"""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from app.kernel.text import Message, is_clean

MAX_FEN = 10**14
MAX_SQUARE_CM = 10**12
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)
MAX_ID = 2**53
LONGEST_NUMBER = 30

_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_TIME = re.compile(r"^(\d{1,2})\s*[:：]\s*(\d{2})$")
_AMOUNT = re.compile(r"^(?:cny|rmb|¥|￥)?\s*(-?[\d,，]+(?:\.\d+)?)\s*(亿元?|万元?|元|bn|m|k)?$", re.IGNORECASE)
_YUAN = {"亿": 10**8, "万": 10**4, "元": 1, "bn": 10**9, "m": 10**6, "k": 10**3, "": 10**4}
_NO_SUCH_AMOUNT = Message("The amount must lie between 0 and 1 万亿 (10^12) yuan.")
_NO_SUCH_AREA = Message("The area is larger than any park.")
_AREA = re.compile(r"^([\d,，]+(?:\.\d+)?)\s*(亩|mu|m2|m²|㎡|平方米|ha|公顷)?$", re.IGNORECASE)

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Draft(BaseModel):
    """What comes in through a door: a form page, the API, the sample loader. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def wrong(message: Message, *, at: str = "") -> PydanticCustomError:
    """An error that keeps a translatable message; `forms` and the API read it back from `ctx`.

    A rule over several fields names the one `at` which it shows.
    """
    return PydanticCustomError("luodi", "{said}", {"said": str(message), "message": message, "at": at})


def blank_to_none(value: Any) -> Any:
    """Blank text is nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _clean(value: str) -> str:
    if not is_clean(value):
        raise wrong(Message("This text contains characters that cannot be saved. Type it again."))
    return value


def _shorter_than(limit: int, *, lines: bool) -> Any:
    def check(value: str) -> str:
        value = _clean(value.replace("\r\n", "\n"))
        if not lines and ("\n" in value or "\t" in value):
            value = " ".join(value.split())
        if len(value) > limit:
            raise wrong(Message("At most %(limit)s characters; this has %(length)s.", limit=limit, length=len(value)))
        return value

    return AfterValidator(check)


def _needed(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise wrong(Message("This is needed."))
    return value


def parse_day(value: Any) -> Any:
    """`2022-07-15`, `2022/7/15`, `2022年7月15日`; other texts are refused with an example."""
    if not isinstance(value, str):
        return value
    match = _DAY.match(value.strip())
    if not match:
        raise wrong(Message("Write the date as 2022-07-15."))
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise wrong(Message("There is no such day: %(typed)s.", typed=value.strip()[:20])) from None


def _sensible(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise wrong(Message("The date must lie between %(first)s and %(last)s.", first=FIRST_DAY, last=LAST_DAY))
    return value


def parse_time(value: Any) -> Any:
    """`14:30` as a naive time of the park's clock."""
    if not isinstance(value, str):
        return value
    match = _TIME.match(value.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise wrong(Message("Write the time as 14:30."))
    return time(int(match[1]), int(match[2]))


def parse_money(value: Any) -> Any:
    """Fen from `1.2亿`, `3,000万`, `500元`, `120m`, `1.2bn`; a bare number counts as 万元. "about 3亿" is refused."""
    if not isinstance(value, str):
        return _between(value, MAX_FEN, _NO_SUCH_AMOUNT)
    match = _AMOUNT.match(value.strip())
    if not match:
        raise wrong(Message("Write an amount such as 1.2亿, 3000万 or 120m; a bare number counts as 万元."))
    number = _decimal(match[1])
    unit = (match[2] or "").lower()
    fen = number * _YUAN[unit if unit in _YUAN else unit.rstrip("元")] * 100
    if fen != fen.to_integral_value():
        raise wrong(Message("An amount is exact to the fen; this has more decimals."))
    return int(_between(fen, MAX_FEN, _NO_SUCH_AMOUNT))


def parse_price(value: Any) -> Any:
    """Fen from `12`, `12.5元` or `18万`: of a square metre one speaks in yuan, so a bare number counts as yuan."""
    if isinstance(value, str) and re.fullmatch(r"[\d,，.]+", value.strip()):
        value = f"{value.strip()}元"
    return parse_money(value)


def parse_area(value: Any) -> Any:
    """Hundredths of a square metre from `120亩`, `8 ha`, `80000 m²`; a bare number counts as 亩 (2000/3 m²)."""
    if not isinstance(value, str):
        return _between(value, MAX_SQUARE_CM, _NO_SUCH_AREA)
    match = _AREA.match(value.strip())
    if not match:
        raise wrong(Message("Write an area such as 120亩, 8 ha or 80000 m²; a bare number counts as 亩."))
    number, unit = _decimal(match[1]), (match[2] or "亩").lower()
    factor = {"亩": Decimal(200000) / 3, "mu": Decimal(200000) / 3, "ha": Decimal(10**6), "公顷": Decimal(10**6)}
    hundredths = number * factor.get(unit, Decimal(100))
    return int(_between(hundredths, MAX_SQUARE_CM, _NO_SUCH_AREA).to_integral_value(rounding="ROUND_HALF_UP"))


def parse_measure(value: Any, parts: int, most: int) -> Any:
    """Whole parts of a unit from a number such as `8.1`: 810 when the unit has 100 parts. At most `most` units."""
    if isinstance(value, str):
        text = value.strip().replace(",", "").replace("，", "")
        if not re.fullmatch(r"[0-9]{1,20}(\.[0-9]{1,9})?", text):
            raise wrong(Message("Write a number such as 8 or 8.1."))
        value = Decimal(text) * parts
        if value != value.to_integral_value():
            raise wrong(Message("This has more decimals than are kept."))
    _between(value, most * parts, Message("The number must lie between %(low)s and %(high)s.", low=0, high=most))
    return int(value) if isinstance(value, Decimal) else value


def measure(parts: int, most: int) -> Any:
    """A validator for a number that is kept as whole parts of its unit."""
    return BeforeValidator(lambda value: parse_measure(value, parts, most))


def _between(value: Any, most: int, message: Message) -> Any:
    """A number of 0 to `most`; what is no number is left to the type that follows."""
    if isinstance(value, int | Decimal) and not 0 <= value <= most:
        raise wrong(message)
    return value


def _decimal(digits: str) -> Decimal:
    plain = digits.replace(",", "").replace("，", "")
    try:
        if len(plain) > LONGEST_NUMBER:
            raise InvalidOperation
        return Decimal(plain)
    except InvalidOperation:  # such as a lone comma
        raise wrong(Message("This is not a number.")) from None


def parse_whole_number(value: Any, low: int, high: int) -> Any:
    """A whole number between two, both inclusive, from what was typed; what is no text nor number stays as it is."""
    if isinstance(value, str):
        text = value.strip().replace(",", "").replace("，", "")
        if not re.fullmatch(r"-?[0-9]{1,20}", text):
            raise wrong(Message("Write a whole number."))
        value = int(text)
    if isinstance(value, int) and not low <= value <= high:
        raise wrong(Message("The number must lie between %(low)s and %(high)s.", low=low, high=high))
    return value


def whole_number(low: int, high: int) -> Any:
    """A validator for a whole number between two, both inclusive."""
    return BeforeValidator(lambda value: parse_whole_number(value, low, high))


_Blank = BeforeValidator(blank_to_none)
_Needed = BeforeValidator(_needed)

#: One line of text.
Line = Annotated[str, _shorter_than(200, lines=False), _Needed]
OptionalLine = Annotated[Annotated[str, _shorter_than(200, lines=False)] | None, _Blank]
ShortLine = Annotated[str, _shorter_than(60, lines=False), _Needed]
OptionalShortLine = Annotated[Annotated[str, _shorter_than(60, lines=False)] | None, _Blank]


def _mail_address(value: str | None) -> str | None:
    if value is not None and not _MAIL_ADDRESS.fullmatch(value):
        raise wrong(Message("Write an e-mail address such as name@example.com."))
    return value


#: An address that mail can be sent to as it stands: nothing in it can end a header.
OptionalMailAddress = Annotated[
    Annotated[str, _shorter_than(120, lines=False)] | None, AfterValidator(_mail_address), _Blank
]
#: A password: taken as it was typed, blanks around it too.
Secret = Annotated[str, StringConstraints(strip_whitespace=False), _shorter_than(200, lines=False), _Needed]
OptionalSecret = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=False), _shorter_than(200, lines=False)] | None, _Blank
]
#: Several lines.
Prose = Annotated[str, _shorter_than(20_000, lines=True), _Needed]
OptionalProse = Annotated[Annotated[str, _shorter_than(20_000, lines=True)] | None, _Blank]
#: A calendar date of the park's zone.
Day = Annotated[date, AfterValidator(_sensible), BeforeValidator(parse_day), _Needed]
OptionalDay = Annotated[Annotated[date, AfterValidator(_sensible), BeforeValidator(parse_day)] | None, _Blank]
#: Integer fen.
OptionalMoney = Annotated[Annotated[int, BeforeValidator(parse_money)] | None, _Blank]
OptionalPrice = Annotated[Annotated[int, BeforeValidator(parse_price)] | None, _Blank]
#: Integer hundredths of a square metre.
OptionalArea = Annotated[Annotated[int, BeforeValidator(parse_area)] | None, _Blank]
#: Height in centimetres, typed in metres.
OptionalMetres = Annotated[Annotated[int, measure(100, 1000)] | None, _Blank]
#: Load of a floor in kg/m², typed in t/m².
OptionalTonnes = Annotated[Annotated[int, measure(1000, 1000)] | None, _Blank]
OptionalCount = Annotated[Annotated[int, whole_number(0, 10**12)] | None, _Blank]
#: What both databases keep in 32 bits.
OptionalNumber = Annotated[Annotated[int, whole_number(0, 2_000_000_000)] | None, _Blank]
OptionalYear = Annotated[Annotated[int, whole_number(1950, 2100)] | None, _Blank]
#: The number of a record; whether it exists is the service's question.
RecordId = Annotated[int, whole_number(1, MAX_ID), _Needed]
OptionalRecordId = Annotated[Annotated[int, whole_number(1, MAX_ID)] | None, _Blank]
#: The version of the record that the person was looking at.
Version = Annotated[int, whole_number(1, MAX_ID), _Needed]


def record_ids(typed: Iterable[object]) -> list[int]:
    """Those of the texts that could be numbers of records, in their order: for drawing a form that is refused."""
    texts = [str(text) for text in typed]
    return [int(text) for text in texts if re.fullmatch(r"[0-9]{1,15}", text)]


class VersionDraft(Draft):
    """All that archiving, restoring and the like need."""

    version: Version
