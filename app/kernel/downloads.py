"""Sending a sheet or a paper: CSV streams as it is read, XLSX is written beside the database, Word is made at once."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, stream_with_context
from pydantic import BaseModel

from app.kernel import clock, rates
from app.kernel.errors import NotFound
from app.kernel.guard import current_actor
from app.kernel.listing import Listing, Rows
from app.kernel.paging import read_query
from app.kernel.papers import Paper
from app.kernel.tabular import Column, Receipt, Sheet, write_csv, write_xlsx
from app.kernel.text import Message
from app.kernel.word import write_docx
from app.kernel.words import choose_locale, say

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SHEETS = ("csv", "xlsx")
_BLOCK = 1 << 16
_UNFIT = r"[^\w.-]+"
_LONGEST_NAME = 130  # of what was asked for; the day follows and is never cut

#: Called when a file has gone out, also when the reader broke off: (filters, kind, receipt).
OnSent = Callable[[dict[str, Any], str, Receipt], None]


@dataclass(frozen=True)
class ListFile:
    """A list page as it leaves the house: its name, its orders, the statement behind it, the columns written.

    `further` selects rows in the same columns that follow after the last one.
    """

    name: Message
    listing: Listing
    statement: Rows
    columns: Sequence[Column]
    further: Rows | None = None


def download_list(kind: str, file: ListFile, filters: BaseModel, on_sent: OnSent) -> Response:
    """Exactly the rows of a list page, in the order asked for in the address."""
    rows = file.listing.export(file.statement, file.columns, read_query(file.listing), file.further)
    asked = filters.model_dump(mode="json", exclude_defaults=True)
    return download(Sheet(say(file.name), file.columns, rows), kind, on_sent, filters=asked)


def download(sheet: Sheet, kind: str, on_sent: OnSent, *, filters: dict[str, Any]) -> Response:
    """The sheet as an attachment. The file's name carries the filters and the as-of date."""
    if kind not in _SHEETS:
        raise NotFound
    rates.count(rates.EXPORT, "user", str(current_actor().id))
    receipt, locale = Receipt(), choose_locale()

    def csv_body() -> Iterator[bytes]:
        try:
            yield from write_csv(sheet, say, locale, receipt)
        finally:
            on_sent(filters, kind, receipt)

    def xlsx_body() -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(dir=current_app.config["DATA_DIR"]) as folder:
            path = Path(folder) / "sheet.xlsx"
            write_xlsx(sheet, say, locale, receipt, path)
            on_sent(filters, kind, receipt)
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

    body = stream_with_context(csv_body() if kind == "csv" else xlsx_body())
    asked = "_".join([sheet.name, *(f"{name}-{value}" for name, value in filters.items())])
    return _attached(Response(body, content_type=_TYPES[kind]), asked, kind)


def download_word(paper: Paper, on_sent: OnSent, *, filters: dict[str, Any]) -> Response:
    """The paper as a Word file, an attachment under its title."""
    rates.count(rates.EXPORT, "user", str(current_actor().id))
    body = write_docx(paper, Path(current_app.config["DATA_DIR"]))
    on_sent(filters, "docx", Receipt(rows=1, digest=hashlib.sha256(body).hexdigest()))
    return _attached(Response(body, content_type=_TYPES["docx"]), paper.title, "docx")


def _attached(answer: Response, called: str, kind: str) -> Response:
    """The answer as an attachment; its name ends with the day."""
    day = clock.today().isoformat()
    name = f"{re.sub(_UNFIT, '-', called)[:_LONGEST_NAME]}_{day}.{kind}"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"luodi-{day}.{kind}\"; filename*=UTF-8''{quote(name)}"
    )
    return answer
