"""Tables that leave the house: nothing lost, nothing alive, nothing that a spreadsheet may misread."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.kernel.personal import mask_mail, mask_phone
from app.kernel.tabular import Column, Kind, Receipt, Sheet, neutral, write_csv, write_xlsx
from app.kernel.text import Message

CODE = "91530000012345678X"
WORDS = {"a": Message("Signed"), "b": Message("=HYPERLINK(1)")}
COLUMNS = [
    Column(Message("Name"), None),
    Column(Message("Credit code"), None),
    Column(Message("Investment"), None, Kind.MONEY),
    Column(Message("Land"), None, Kind.AREA),
    Column(Message("Stage"), None, Kind.WORD, WORDS),
    Column(Message("Day"), None, Kind.DAY),
    Column(Message("Moment"), None, Kind.MOMENT),
    Column(Message("Jobs"), None, Kind.COUNT),
    Column(Message("Phone"), None, Kind.PHONE_MASKED),
    Column(Message("Mail"), None, Kind.MAIL_MASKED),
]
ROW = [
    "国药",
    CODE,
    12_000_000_000,
    8_000_000,
    "a",
    date(2022, 7, 15),
    datetime(2022, 7, 14, 16, 30, tzinfo=UTC),
    300,
    "13812340001",
    "zhang@example.com",
]
NOTHING = [None] * len(COLUMNS)


def said(message):
    return str(message)


def as_csv(*rows, locale="en", columns=COLUMNS):
    """The table read back by another hand, and the bytes it was sent as."""
    receipt = Receipt()
    sent = b"".join(write_csv(Sheet("list", columns, rows), said, locale, receipt))
    assert receipt.rows == len(rows)
    assert receipt.digest == hashlib.sha256(sent).hexdigest()
    return list(csv.reader(io.StringIO(sent.decode("utf-8-sig"), newline=""))), sent


@pytest.fixture
def as_xlsx(tmp_path):
    def write(*rows, locale="en", columns=COLUMNS):
        path = tmp_path / "list.xlsx"
        receipt = Receipt()
        write_xlsx(Sheet("list", columns, rows), said, locale, receipt, path)
        assert receipt.rows == len(rows)
        assert receipt.digest == hashlib.sha256(path.read_bytes()).hexdigest()
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    return write


def test_csv_begins_with_the_mark_that_tells_excel_its_encoding():
    _, sent = as_csv(ROW)
    assert sent.startswith(b"\xef\xbb\xbfName,")
    assert sent.count(b"\xef\xbb\xbf") == 1


def test_csv_holds_every_kind_of_cell_as_it_reads_and_money_and_area_also_raw():
    (heading, row), _ = as_csv(ROW)
    assert dict(zip(heading, row, strict=True)) == {
        "Name": "国药",
        "Credit code": CODE,
        "Investment": "CNY 120m",
        "Investment (yuan)": "120000000",
        "Land": "120 mu (80,000 m²)",
        "Land (m²)": "80000",
        "Stage": "Signed",
        "Day": "2022-07-15",
        "Moment": "2022-07-15 00:30",
        "Jobs": "300",
        "Phone": "138****0001",
        "Mail": "z***@example.com",
    }


def test_the_table_reads_in_chinese_for_who_reads_chinese():
    (heading, row), _ = as_csv(ROW, locale="zh")
    assert heading[2:6] == ["Investment", "Investment（yuan）", "Land", "Land（m²）"]
    assert row[2:6] == ["1.2 亿元", "120000000", "120 亩（80,000 m²）", "80000"]


def test_xlsx_holds_text_as_text_and_numbers_days_as_what_they_are(as_xlsx):
    heading, row = as_xlsx(ROW)
    cells = dict(zip(heading, row, strict=True))
    assert cells["Credit code"] == CODE
    assert cells["Investment"] == "CNY 120m"
    assert cells["Investment (yuan)"] == 120_000_000
    assert cells["Land (m²)"] == 80_000
    assert cells["Day"] == date(2022, 7, 15)
    assert cells["Moment"] == "2022-07-15 00:30"
    assert cells["Jobs"] == 300
    assert cells["Phone"] == "138****0001"


@pytest.mark.parametrize(
    "code", ["91530000012345678X", "915300001234567890", "0012", "1e5", "1.50", "2022-07-15", "TRUE"]
)
def test_text_that_looks_like_something_else_stays_text(as_xlsx, code):
    _, row = as_xlsx([code], columns=COLUMNS[:1])
    assert row == [code]
    assert isinstance(row[0], str)
    (_, written), _ = as_csv([code], columns=COLUMNS[:1])
    assert written == [code]


def test_nothing_is_an_empty_cell(as_xlsx):
    (_, row), _ = as_csv(NOTHING)
    assert set(row) == {""}
    _, cells = as_xlsx(NOTHING, ROW)[:2]
    assert set(cells) == {""}


@pytest.mark.parametrize("live", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(as_xlsx, live):
    (_, row), sent = as_csv([live], columns=COLUMNS[:1])
    assert row == ["'" + live]
    assert b"," + live.encode() not in sent
    _, cells = as_xlsx([live], columns=COLUMNS[:1])
    assert cells == [live.replace("\r", "\r")]


def test_a_word_is_said_by_its_code_and_made_harmless_too(as_xlsx):
    (_, *rows), _ = as_csv(["a"], ["b"], ["=gone"], columns=[COLUMNS[4]])
    assert rows == [["Signed"], ["'=HYPERLINK(1)"], ["'=gone"]]
    _, *cells = as_xlsx(["a"], ["b"], ["gone"], columns=[COLUMNS[4]])
    assert cells == [["Signed"], ["=HYPERLINK(1)"], ["gone"]]


@given(st.text(max_size=60))
def test_no_csv_cell_is_ever_alive(text):
    made = neutral(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert made.removeprefix("'") == text.removeprefix("'") or made == text


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40), min_size=1, max_size=4))
def test_csv_gives_back_what_went_in(cells):
    columns = [Column(Message(f"c{number}"), None) for number, _ in enumerate(cells)]
    (_, row), _ = as_csv(cells, columns=columns)
    assert row == [neutral(cell) for cell in cells]


def test_csv_begins_with_its_headings_and_goes_out_in_parts_while_rows_come_in():
    drawn = []

    def rows():
        for number in range(1200):
            drawn.append(number)
            yield [f"name {number}"]

    parts = write_csv(Sheet("list", COLUMNS[:1], rows()), said, "en", Receipt())
    assert next(parts).count(b"\n") == 1
    assert drawn == []
    next(parts)
    assert len(drawn) < 600
    assert sum(part.count(b"\n") for part in parts) == 1200 - 500


def test_a_long_text_is_never_cut_short(as_xlsx):
    long = "字" * 20_000
    (_, row), _ = as_csv([long], columns=COLUMNS[:1])
    assert row == [long]
    assert as_xlsx([long], columns=COLUMNS[:1])[1] == [long]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812340001", "138****0001"), ("0871-65350000", "087****0000"), ("12345", "****45"), ("", ""), (None, "")],
)
def test_a_phone_number_is_masked(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("mail", "shown"), [("zhang@example.com", "z***@example.com"), ("zhang", "***"), ("", ""), (None, "")]
)
def test_a_mail_address_is_masked(mail, shown):
    assert mask_mail(mail) == shown
