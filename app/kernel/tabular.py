"""Tables that leave the house: CSV as a stream, XLSX with text that stays text. Knows no web library.

Rules of domain.md §5: UTF-8 with BOM, ISO dates, header in the reader's language, the raw value beside the
displayed one for money and area, cells that a spreadsheet would run neutralised, nothing cut short.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from pathlib import Path
from typing import Any

import xlsxwriter

from app.kernel import clock, figures
from app.kernel.personal import mask_mail, mask_phone
from app.kernel.text import Message

Say = Callable[[Message], str]
CHUNK_ROWS = 500
_YUAN = Message("yuan")
_LIVE = ("=", "+", "-", "@", "\t", "\r")


class Kind(Enum):
    """What a column holds, and so how it is written."""

    TEXT = auto()
    DAY = auto()
    MOMENT = auto()
    MONEY = auto()
    AREA = auto()
    COUNT = auto()
    WORD = auto()
    PHONE_MASKED = auto()
    MAIL_MASKED = auto()


@dataclass(frozen=True)
class Column:
    """One column of a list as it leaves the house: its heading, the SQL it comes from, what it holds.

    A WORD column keeps a code; `words` says it.
    """

    label: Message
    expr: Any
    kind: Kind = Kind.TEXT
    words: Mapping[Any, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A list ready to be written: a name for the file, its columns, the rows in their order.

    `head` are lines above the headings, in a workbook only: programs read CSV from its first line.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    head: Sequence[str] = ()


@dataclass
class Receipt:
    """What has been written: filled while the file is made, complete when it is."""

    rows: int = 0
    digest: str = ""


def write_csv(sheet: Sheet, say: Say, locale: str, receipt: Receipt) -> Iterator[bytes]:
    """The sheet as CSV: the headings at once, then a few hundred rows at a time."""
    outputs = list(_outputs(sheet.columns, say, locale))
    buffer, digest = io.StringIO(newline=""), hashlib.sha256()
    writer = csv.writer(buffer)

    def taken() -> bytes:
        data = buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
        digest.update(data)
        return data

    buffer.write("\ufeff")
    writer.writerow([label for label, _, _ in outputs])
    yield taken()
    readers = [(index, as_csv) for _, index, as_csv in outputs]
    waiting: list[list[Any]] = []
    for row in sheet.rows:
        waiting.append([read(row[index]) for index, read in readers])
        receipt.rows += 1
        if len(waiting) >= CHUNK_ROWS:
            writer.writerows(waiting)
            waiting.clear()
            yield taken()
    writer.writerows(waiting)
    yield taken()
    receipt.digest = digest.hexdigest()


def write_xlsx(sheet: Sheet, say: Say, locale: str, receipt: Receipt, path: Path) -> None:
    """The sheet as a workbook on disk: every text cell is text, never a formula or a number."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
            "tmpdir": str(path.parent),
        },
    )
    page = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E3F1F2", "bottom": 1})
    outputs = list(_outputs(sheet.columns, say, locale, for_excel=True))
    page.set_column(0, len(outputs) - 1, 18)
    for line, text in enumerate(sheet.head):
        page.merge_range(line, 0, line, len(outputs) - 1, text, book.add_format({"bold": not line, "align": "center"}))
    top = len(sheet.head)
    for at, (label, _, _) in enumerate(outputs):
        page.write_string(top, at, label, bold)
    page.freeze_panes(top + 1, 0)
    readers = [(at, index, read) for at, (_, index, read) in enumerate(outputs)]
    for row in sheet.rows:
        receipt.rows += 1
        for at, index, read in readers:
            value = read(row[index])
            if value is not None and value != "":
                _write_cell(page, top + receipt.rows, at, value)
    if receipt.rows:
        page.autofilter(top, 0, top + receipt.rows, len(outputs) - 1)
    book.close()
    with path.open("rb") as file:
        receipt.digest = hashlib.file_digest(file, "sha256").hexdigest()


def _write_cell(page: Any, row: int, at: int, value: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, at, value)
    elif isinstance(value, date):
        page.write_datetime(row, at, value)
    else:
        page.write_number(row, at, value)


def _outputs(
    columns: Sequence[Column], say: Say, locale: str, *, for_excel: bool = False
) -> Iterator[tuple[str, int, Callable[[Any], Any]]]:
    """Each written column as (heading, index in the row, reader). Money and area are written twice."""
    for index, column in enumerate(columns):
        label = say(column.label)
        if column.kind is Kind.MONEY:
            yield label, index, lambda fen: "" if fen is None else figures.money(fen, locale)
            yield (
                f"{label}（{say(_YUAN)}）" if locale == "zh" else f"{label} ({say(_YUAN)})",
                index,
                figures.yuan,
            )
        elif column.kind is Kind.AREA:
            yield label, index, lambda size: "" if size is None else figures.area(size, locale)
            yield f"{label}（m²）" if locale == "zh" else f"{label} (m²)", index, _square_metres
        else:
            yield label, index, _reader(column, say, for_excel)


def _reader(column: Column, say: Say, for_excel: bool) -> Callable[[Any], Any]:
    if column.kind is Kind.DAY:
        return (lambda value: value) if for_excel else _Written(lambda value: value.isoformat()).__getitem__
    if column.kind is Kind.MOMENT:
        return _wall_clock
    if column.kind is Kind.COUNT:
        return lambda value: value
    if column.kind is Kind.WORD:
        said = {str(code): say(word) for code, word in column.words.items()}
        written = _Written(lambda code: said.get(str(code), str(code)))
        return written.__getitem__ if for_excel else _Written(lambda code: neutral(written[code])).__getitem__
    if column.kind is Kind.TEXT:
        return _text if for_excel else _neutral_text
    mask = mask_phone if column.kind is Kind.PHONE_MASKED else mask_mail
    return mask if for_excel else (lambda value: neutral(mask(value)))


class _Written(dict[Any, str]):
    """How each code or day is written, found out once: a column has few of them, however many rows."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__({None: ""})
        self._write = write

    def __missing__(self, value: Any) -> str:
        text = self[value] = self._write(value)
        return text


def neutral(text: str) -> str:
    """A text that a spreadsheet will not run: an apostrophe goes before a leading = + - @ tab or return."""
    return f"'{text}" if text.startswith(_LIVE) else text


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _neutral_text(value: Any) -> str:
    """`neutral` of any value, in one call: it is what most cells go through."""
    if value is None:
        return ""
    text = value if type(value) is str else str(value)
    return f"'{text}" if text.startswith(_LIVE) else text


def _wall_clock(value: datetime | None) -> str:
    return "" if value is None else f"{clock.local(value):%Y-%m-%d %H:%M}"


def _square_metres(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100
