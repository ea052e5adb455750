"""The pages of policies: the shortest room, so the pattern of all."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.policies import service
from app.policies.models import Policy
from app.policies.schemas import PolicyDraft
from app.vocabularies.models import Sector
from tests.support.forms import hidden_fields, post
from tests.support.people import Cast

TYPED = {"title_zh": "生物医药支持政策", "issuer_zh": "滇中新区管委会", "level": "area", "issued_on": "2021-08-13"}


def policy(cast: Cast, **facts: Any) -> Policy:
    draft = {"title_zh": "支持政策", "issuer_zh": "管委会", "level": "area", "issued_on": "2021-08-13"} | facts
    return service.create(cast.actor("policy_officer"), PolicyDraft.model_validate(draft))


def count(session: Session) -> int:
    return session.scalar(select(func.count(Policy.id))) or 0


def test_a_policy_is_written_down_and_shown(cast: Cast, session: Session) -> None:
    sector = session.scalars(select(Sector).where(Sector.code == "C27")).one()
    answer = post(cast.client("policy_officer"), "/policies/new", TYPED | {"sectors": [str(sector.id)]})
    assert answer.status_code == 303
    page = cast.client("viewer").get(answer.headers["Location"]).text
    assert "生物医药支持政策" in page
    assert sector.name_zh in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title_zh", "", "此项必填"),
        ("issued_on", "2021-02-30", "没有这一天"),
        ("issued_on", "去年八月", "2022-07-15"),
        ("valid_until", "2020-01-01", "不能早于"),
        ("level", "galaxy", "请从选项中选择"),
        ("title_en", "x" * 201, "最多 200 个字符"),
        ("summary_zh", "a\x00b", "无法保存的字符"),
        ("sectors", ["99999999"], "不存在"),
        ("sectors", ["生物"], "请填写整数"),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays(
    cast: Cast, session: Session, field: str, typed: str | list[str], said: str
) -> None:
    answer = post(
        cast.client("policy_officer"), "/policies/new", TYPED | {"number": "云政发〔2019〕26号", field: typed}
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert "云政发〔2019〕26号" in answer.text
    assert count(session) == 0


def test_the_same_form_sent_six_times_makes_one_policy(cast: Cast, session: Session) -> None:
    client = cast.client("policy_officer")
    form = hidden_fields(client.get("/policies/new").text) | TYPED
    places = {client.post("/policies/new", data=form).headers["Location"] for _ in range(6)}
    assert len(places) == 1
    assert count(session) == 1


def test_the_second_of_two_editors_sees_both_texts_and_may_decide(cast: Cast, session: Session) -> None:
    made = policy(cast)
    page = f"/policies/{made.id}/edit"
    first, second = cast.client("policy_officer"), cast.client("policy_officer", name="另一位")
    opened = hidden_fields(second.get(page).text)
    post(first, page, TYPED | {"title_zh": "先保存的"})
    answer = second.post(page, data=opened | TYPED | {"title_zh": "后保存的"})
    assert answer.status_code == 409
    assert "先保存的" in answer.text
    assert "后保存的" in answer.text
    again = second.post(page, data=hidden_fields(answer.text) | TYPED | {"title_zh": "后保存的"})
    assert again.status_code == 303
    assert session.get_one(Policy, made.id).title_zh == "后保存的"


@pytest.mark.parametrize("version", ["", "0", "x", "7"])
def test_a_version_that_is_missing_or_forged_changes_nothing(cast: Cast, session: Session, version: str) -> None:
    made = policy(cast)
    answer = post(cast.client("policy_officer"), f"/policies/{made.id}/edit", TYPED | {"version": version})
    assert answer.status_code in {409, 422}
    assert session.get_one(Policy, made.id).title_zh == "支持政策"


def test_an_archived_policy_leaves_the_list_and_comes_back(cast: Cast) -> None:
    made, client = policy(cast), cast.client("policy_officer")
    page = f"/policies/{made.id}"
    assert post(client, f"{page}/archive", page=page).status_code == 303
    assert "支持政策" not in client.get("/policies/?q=支持").text
    assert "支持政策" in client.get("/policies/?archived=1").text
    assert post(client, f"{page}/restore", page=page).status_code == 303
    assert "支持政策" in client.get("/policies/").text


def test_htmx_gets_the_rows_alone(cast: Cast) -> None:
    policy(cast)
    part = cast.client("viewer").get("/policies/?q=支持", headers={"HX-Request": "true"}).text
    assert "支持政策" in part
    assert "<html" not in part


def test_filters_narrow_and_bad_ones_are_named(cast: Cast) -> None:
    policy(cast, title_zh="旧政策", valid_until="2021-12-31")
    policy(cast, title_zh="国家政策", level="national")
    client = cast.client("viewer")
    assert "旧政策" in client.get("/policies/?force=expired").text
    assert "旧政策" not in client.get("/policies/?force=in_force").text
    assert "国家政策" in client.get("/policies/?level=national").text
    page = client.get("/policies/?sector=abc")
    assert page.status_code == 200
    assert "abc" in page.text


def test_the_files_hold_what_the_list_holds_and_are_logged(cast: Cast, session: Session) -> None:
    policy(cast, title_zh="=HYPERLINK(1)", number="云政发〔2019〕26号")
    policy(cast, title_zh="国家政策", level="national")
    client = cast.client("policy_officer")
    csv_file = client.get("/policies/export.csv?level=area")
    assert csv_file.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(csv_file.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/policies/export.xlsx?level=area").data))
    cells = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells[1:]] == ["=HYPERLINK(1)"]
    assert cells[1][5] == date(2021, 8, 13)
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export")).all()
    assert [(entry.details["kind"], entry.details["rows"]) for entry in logged] == [("csv", 1), ("xlsx", 1)]
    assert client.get("/policies/export.pdf").status_code == 404


def test_a_viewer_takes_nothing_out_and_writes_nothing(cast: Cast) -> None:
    made, client = policy(cast), cast.client("viewer")
    assert client.get("/policies/export.csv").status_code == 403
    assert client.get("/policies/new").status_code == 403
    assert post(client, f"/policies/{made.id}/archive", page="/profile").status_code == 403


def test_the_list_asks_as_much_for_fifty_rows_as_for_five(
    cast: Cast, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client, counts = cast.client("viewer"), []
    for more in (5, 45):
        for number in range(more):
            policy(cast, number=str(number))
        client.get("/policies/")
        with statements() as ran:
            client.get("/policies/")
        counts.append(len(ran))
    assert counts[0] == counts[1]
