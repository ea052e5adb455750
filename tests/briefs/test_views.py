"""Papers as pages and Word files: what is on one is on the other, and who takes a file out is noted."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.kernel.permissions import Role
from app.meetings import service
from app.meetings.schemas import AmendDraft, FollowUpRow
from app.projects.queries import LOOK

TODAY = date(2022, 7, 15)


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


def page_says(page):
    """The words of the sheet, each as it stands."""
    sheet = page.split('<article class="brief')[1].split("</article>")[0]
    words = re.findall(r">([^<>]+)<", sheet)
    return [unescape(word).strip() for word in words if word.strip()]


def word_says(body):
    document = Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("which", ["enterprises", "meetings", "minutes"])
def test_the_word_file_says_what_the_page_says(browser, world, which):
    address = {
        "enterprises": f"/briefs/enterprises/{world.firm.id}",
        "meetings": f"/briefs/meetings/{world.held.id}",
        "minutes": f"/briefs/meetings/{world.held.id}/minutes",
    }[which]
    shown = page_says(browser.get(address).text)
    answer = browser.get(f"{address}/word")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith("_2022-07-15.docx")
    said = word_says(answer.data)
    assert len(shown) > 15
    assert [word for word in shown if word not in said] == []


def test_the_minutes_have_the_form_of_the_office(browser, world):
    document = Document(BytesIO(browser.get(f"/briefs/meetings/{world.held.id}/minutes/word").data))
    assert [one.text for one in document.paragraphs[:2]] == ["对接记录：拜访", "未定稿"]
    [agreed] = document.tables
    assert [cell.text for cell in agreed.rows[0].cells][:2] == ["序号", "议定事项"]
    assert len(agreed.rows[0].cells) == 5
    assert [[cell.text for cell in row.cells][:2] for row in agreed.rows[1:]] == [
        ["1", "办结消防备案"],
        ["2", "报送企业名单"],
    ]


def test_a_meeting_that_is_to_come_has_no_minutes(browser, world):
    planned = world.log(day=TODAY + timedelta(days=3))
    assert browser.get(f"/briefs/meetings/{planned.id}/minutes").status_code == 409
    assert "minutes" not in browser.get(f"/meetings/{planned.id}").text
    assert f"/briefs/meetings/{planned.id}" in browser.get(f"/meetings/{planned.id}").text


def test_a_file_is_for_who_may_take_lists_out_and_is_noted(cast, browser, world, session):
    assert cast.client(Role.VIEWER).get(f"/briefs/enterprises/{world.firm.id}").status_code == 200
    assert cast.client(Role.VIEWER).get(f"/briefs/enterprises/{world.firm.id}/word").status_code == 403
    browser.get(f"/briefs/enterprises/{world.firm.id}/word")
    session.rollback()
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export")).one()
    assert noted.details["list"] == "briefs"
    assert noted.details["filters"] == {"enterprise": world.firm.id}


def test_reading_of_a_confidential_project_is_noted(browser, world, session):
    hidden = world.project("某项目", disclosure="team", codename="春晓")
    assert "某项目" in browser.get(f"/briefs/enterprises/{world.firm.id}").text
    session.rollback()
    looks = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == LOOK)).all()
    assert looks == [hidden.id]


def test_an_outsider_is_told_that_there_is_no_such_meeting(cast, world):
    hidden = world.project("某项目", disclosure="team", codename="春晓")
    meeting = world.log(projects=(hidden.id,), follow_ups=(FollowUpRow(text="x"),))
    outsider = cast.client(Role.OFFICER, unit="other_section", name="局外人")
    for address in ("", "/word", "/minutes", "/minutes/word"):
        assert outsider.get(f"/briefs/meetings/{meeting.id}{address}").status_code == 404
    assert "某项目" not in outsider.get(f"/briefs/enterprises/{world.firm.id}").text


def test_minutes_that_are_final_say_so_and_show_what_was_amended(browser, world):
    meeting = service.finalize(world.officer, world.held.id, world.held.version)
    amendment = AmendDraft(text="到会企业为六家", reason="漏记一家", version=meeting.version)
    service.amend(world.officer, world.held.id, amendment)
    page = browser.get(f"/briefs/meetings/{world.held.id}/minutes").text
    said = word_says(browser.get(f"/briefs/meetings/{world.held.id}/minutes/word").data)
    for part in ("会议纪要：拜访", "到会企业为六家", "漏记一家"):
        assert part in page
        assert part in said
    assert "未定稿" not in page
