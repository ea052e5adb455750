"""How money, area and dates read, in Chinese and in English. Pure: the language is an argument."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from app.kernel import clock

_ZH_MONEY = ((10**8, "亿元"), (10**4, "万元"), (1, "元"))
_EN_MONEY = ((10**9, "bn"), (10**6, "m"), (10**3, "k"), (1, ""))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING = "—"


def money(fen: int | None, locale: str) -> str:
    """`12000000000` fen is `1.2 亿元` or `CNY 120m`: the largest fitting unit, two decimals at most, half-up."""
    if fen is None:
        return NOTHING
    size, unit = _unit(fen, _ZH_MONEY if locale == "zh" else _EN_MONEY)
    number = _rounded(fen, size)
    return f"{number} {unit}" if locale == "zh" else f"CNY {number}{unit}"


def _unit(fen: int, steps: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """The largest unit of which there is at least one; the smallest for less."""
    for step in steps:
        if abs(fen) >= step[0] * 100:
            return step
    return steps[-1]


def _rounded(fen: int, size: int) -> str:
    """`_trim` of an amount in units of `size` yuan, in whole numbers alone: exports write a hundred thousand."""
    whole, part = divmod((2 * abs(fen) + size) // (2 * size), 100)
    text = f"{whole:,}.{part:02}".rstrip("0").rstrip(".")
    return f"-{text}" if fen < 0 else text


def money_input(fen: int | None) -> str:
    """An amount as a person would type it, exact: `1.2亿`, `3000万`, `500.5元`."""
    if fen is None:
        return ""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        number = Decimal(fen) / (size * 100)
        if fen >= size * 100 and number == round(number, 4):
            return f"{number.normalize():f}{unit}"
    return f"{(Decimal(fen) / 100).normalize():f}元"


def yuan(fen: int | None) -> Decimal | None:
    """The raw value beside a displayed amount: yuan with two decimals."""
    return None if fen is None else Decimal(fen) / 100


def area(hundredths: int | None, locale: str) -> str:
    """Hundredths of m² as m² and 亩 (1 亩 = 2000/3 m²)."""
    if hundredths is None:
        return NOTHING
    square_metres = Decimal(hundredths) / 100
    mu = _trim(square_metres * 3 / 2000)
    return f"{mu} 亩（{_trim(square_metres)} m²）" if locale == "zh" else f"{mu} mu ({_trim(square_metres)} m²)"


def area_input(hundredths: int | None) -> str:
    """An area as a person would type it: in 亩 when two decimals say it exactly, else in m²."""
    if hundredths is None:
        return ""
    mu = (Decimal(hundredths) * 3 / 200000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if (mu * 200000 / 3).to_integral_value(ROUND_HALF_UP) == hundredths:
        return f"{mu.normalize():f}亩"
    return f"{(Decimal(hundredths) / 100).normalize():f}m²"


def square_metres(hundredths: int | None) -> str:
    """Hundredths of m² as m² alone: how floor space reads."""
    return NOTHING if hundredths is None else f"{_trim(Decimal(hundredths) / 100)} m²"


def measure(parts: int | None, of: int) -> str:
    """Whole parts of a unit as a number: 810 of 100 is `8.1`; nothing is empty."""
    if parts is None:
        return ""
    whole, rest = divmod(parts, of)
    return f"{whole}.{rest:0{len(str(of)) - 1}}".rstrip("0").rstrip(".")


def day(value: date | None, locale: str) -> str:
    """`2022年7月15日` or `15 Jul 2022`."""
    if value is None:
        return NOTHING
    if locale == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def day_short(value: date | None, locale: str) -> str:
    """`7月15日` or `15 Jul`; another year than this one is named."""
    if value is None:
        return NOTHING
    if value.year != clock.today().year:
        return day(value, locale)
    return f"{value.month}月{value.day}日" if locale == "zh" else f"{value.day} {_MONTHS[value.month - 1]}"


def moment(value: datetime | None, locale: str) -> str:
    """An instant on the park's clock: `2022年7月15日 14:30` or `15 Jul 2022 14:30`."""
    if value is None:
        return NOTHING
    wall = clock.local(value)
    return f"{day(wall.date(), locale)} {wall:%H:%M}"


def _trim(number: Decimal) -> str:
    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:,f}".rstrip("0").rstrip(".")
