"""Files that leave the house: as attachments, named for what is in them, noted when they have gone."""

import csv
import io
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import g
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.downloads import download
from app.kernel.errors import NotFound
from app.kernel.permissions import Actor
from app.kernel.tabular import Column, Sheet
from app.kernel.text import Message
from app.policies.models import Policy

COLUMNS = [Column(Message("Not a word of ours"), None)]


@pytest.fixture
def fetch(bare_app, monkeypatch):
    """The answer to somebody who takes a list out, and what was noted of it; nobody counts how often."""
    monkeypatch.setattr("app.kernel.downloads.rates.count", lambda *_who: None)
    clock.freeze(datetime(2022, 7, 15, 2, tzinfo=UTC))

    def run(kind="csv", rows=(("国药",),), name="政策", parts=None, **filters):
        noted = []
        with bare_app.test_request_context("/"):
            g.locale, g.actor = "zh", Actor(id=1, person_id=1, name="张", unit_id=1)
            answer = download(Sheet(name, COLUMNS, rows), kind, lambda *told: noted.append(told), filters=filters)
            data = b"".join(islice(answer.iter_encoded(), parts))
            answer.close()
        return answer, data, noted

    yield run
    clock.freeze(None)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_an_attachment_named_for_its_list_its_filters_and_its_day(fetch, kind):
    answer, _, _ = fetch(kind, q="国药", level="area")
    told = answer.headers["Content-Disposition"]
    assert told.startswith(f'attachment; filename="luodi-2022-07-15.{kind}"')
    assert unquote(told.split("UTF-8''")[1]) == f"政策_q-国药_level-area_2022-07-15.{kind}"


@pytest.mark.parametrize("nasty", ['a"b', "a\r\nX-Evil: 1", "../../etc/passwd", "a;b", "=cmd|x", "x" * 1000, "\x00"])
def test_no_filter_escapes_from_the_name_of_the_file(fetch, nasty):
    answer, _, _ = fetch(q=nasty)
    told = answer.headers["Content-Disposition"]
    name = unquote(told.split("UTF-8''")[1])
    assert "X-Evil" not in answer.headers
    assert len(name) <= 160
    assert name.endswith("_2022-07-15.csv")
    assert not set(name) & set('"/\\;\r\n\x00|=')


def test_what_was_sent_is_noted_once_with_its_digest(fetch):
    _, data, noted = fetch(rows=[("一",), ("二",)], q="x")
    ((filters, kind, receipt),) = noted
    assert (filters, kind, receipt.rows) == ({"q": "x"}, "csv", 2)
    assert len(receipt.digest) == 64
    assert data.decode("utf-8-sig").splitlines() == ["Not a word of ours", "一", "二"]


def test_a_download_that_is_broken_off_is_noted_too(fetch):
    _, _, noted = fetch(rows=((str(number),) for number in range(3000)), parts=2)
    ((_, _, receipt),) = noted
    assert 0 < receipt.rows < 3000


def test_there_are_two_kinds_of_files(fetch):
    for kind in ("pdf", "xls", "", "csv\x00"):
        with pytest.raises(NotFound):
            fetch(kind)


def test_nothing_is_left_on_the_disk(fetch, bare_app):
    before = sorted(Path(bare_app.config["DATA_DIR"]).iterdir())
    fetch("xlsx")
    assert sorted(Path(bare_app.config["DATA_DIR"]).iterdir()) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_over_the_wire_holds_the_rows_and_stands_in_the_audit_log(session, cast, kind, tmp_path):
    session.add(Policy(title_zh="=生物医药政策", issuer_zh="管委会", level="area", issued_on=date(2021, 8, 1)))
    session.commit()
    browser = cast.client("officer")
    answer = browser.get(f"/policies/export.{kind}?level=area&order=oldest")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    if kind == "csv":
        _, line = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
        assert line[0] == "'=生物医药政策"
    else:
        path = tmp_path / "list.xlsx"
        path.write_bytes(answer.data)
        _, row = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert row[0] == "=生物医药政策"
    session.rollback()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export"))
    assert entry.actor_id == cast.user("officer").id
    assert {name: entry.details[name] for name in ("kind", "rows", "filters")} == {
        "kind": kind,
        "rows": 1,
        "filters": {"level": "area"},
    }
    assert len(entry.details["sha256"]) == 64


def test_who_may_not_take_lists_out_gets_none_and_no_export_is_noted(session, cast):
    assert cast.client("viewer").get("/policies/export.csv").status_code == 403
    session.rollback()
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export")).all() == []
