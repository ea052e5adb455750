"""Photos in the log form: saved with the meeting or not at all, and what was typed stays."""

import io

import pytest
from sqlalchemy import func, select

from app.attachments import rules
from app.attachments.models import Attachment
from app.kernel.permissions import Role
from app.meetings.models import Meeting
from tests.support.files import JPEG, PDF
from tests.support.forms import hidden_fields

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def browser(cast, world):
    return cast.client(Role.OFFICER, name="段若溪")


def log(browser, world, *files, headers=None, **typed):
    """Send the log form as a browser does that has its camera or a folder open."""
    hidden = hidden_fields(browser.get("/meetings/log", headers=headers).text)
    chosen = [(io.BytesIO(content), name) for content, name in files] or [(io.BytesIO(b""), "")]
    data = {**hidden, "enterprises": str(world.sinopharm.id), "text": "看了厂房", "mode": "visit_out", **typed}
    return browser.post(
        "/meetings/log", data={**data, "files": chosen}, headers=headers, content_type="multipart/form-data"
    )


def kept(session):
    rows = session.execute(select(Attachment.subject_kind, Attachment.name, Attachment.kind).order_by(Attachment.id))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("headers", [None, FRAGMENT], ids=["page", "drawer"])
def test_photos_and_papers_are_saved_with_the_meeting(browser, world, session, headers):
    answer = log(browser, world, (JPEG, "厂房.jpg"), (PDF, "图纸.pdf"), headers=headers)
    assert answer.status_code == (200 if headers else 303)
    assert kept(session) == [("meetings", "厂房.jpg", "photo"), ("meetings", "图纸.pdf", "other")]
    meeting = session.scalars(select(Meeting)).one()
    assert "厂房.jpg" in browser.get(f"/meetings/{meeting.id}").text


def test_a_form_that_is_sent_twice_keeps_one_meeting_and_one_photo(browser, world, session):
    once = hidden_fields(browser.get("/meetings/log").text)["once"]
    for _ in range(2):
        assert log(browser, world, (JPEG, "厂房.jpg"), once=once).status_code == 303
    assert session.scalar(select(func.count(Meeting.id))) == len(kept(session)) == 1


@pytest.mark.parametrize(
    ("content", "name", "most", "said"),
    [(b"<html>", "页面.jpg", 100, "不收"), (JPEG, "大图.jpg", 10, "超过")],
)
def test_a_photo_that_is_not_taken_is_told_at_its_field_and_nothing_is_logged(
    *, browser, world, session, monkeypatch, content, name, most, said
):
    monkeypatch.setattr(rules, "most_bytes", lambda: most)
    answer = log(browser, world, (content, name))
    assert answer.status_code == 422
    errors = answer.text.split('id="log-files-error"')[1][:400]
    assert said in errors
    assert "请重新选择文件" in errors
    assert "看了厂房" in answer.text
    assert session.scalar(select(func.count(Meeting.id))) == 0
    assert kept(session) == []


def test_photos_of_a_form_that_comes_back_for_another_reason_are_asked_for_again(browser, world, session):
    answer = log(browser, world, (JPEG, "厂房.jpg"), text="")
    assert answer.status_code == 422
    assert "请重新选择文件" in answer.text
    assert "请重新选择文件" not in log(browser, world, text="").text
