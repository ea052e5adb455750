"""The pages of files: a plain form, what a browser is told of a download, and who gets how far."""

import io
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.attachments import queries, rules
from app.attachments.models import Attachment, Format
from app.audit.models import AuditEntry
from app.kernel import storage
from tests.support.files import HEIC, JPEG, PDF, PNG, WEBP, office
from tests.support.forms import hidden_fields

FRAGMENT = {"HX-Request": "true"}


def new_page(world: Any) -> str:
    return f"/files/projects/{world.project.id}/new"


def send(client: FlaskClient, page: str, *files: tuple[bytes, str], **typed: str) -> TestResponse:
    """Open the page and send its form with these files, as a browser without script does."""
    hidden = hidden_fields(client.get(page).text)
    chosen = [(io.BytesIO(content), name) for content, name in files] or [(io.BytesIO(b""), "")]
    data = {**hidden, "kind": "agreement", **typed, "files": chosen}
    return client.post(page, data=data, content_type="multipart/form-data")


def send_large(client: FlaskClient, page: str, size: int, folder: Path) -> TestResponse:
    """Send a form with one PDF of this many bytes from a file: the test client would keep its own copy open."""
    body = folder / "body"
    with body.open("wb") as file:
        for name, value in {**hidden_fields(client.get(page).text), "kind": "proof"}.items():
            file.write(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        file.write(b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n' + PDF)
        file.seek(size - len(PDF), io.SEEK_CUR)
        file.write(b"\r\n--x--\r\n")
    with body.open("rb") as file:
        return client.post(
            page,
            input_stream=file,
            content_length=body.stat().st_size,
            content_type="multipart/form-data; boundary=x",
        )


def told(page: str) -> str:
    """What a page says, without the address and the token that stand on it."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    return found[0] if found else page


def test_several_files_come_in_by_a_plain_form_and_stand_on_the_records_page_by_kind(world, cast):
    client = cast.client("officer")
    answer = send(client, new_page(world), (PDF, "投资协议.pdf"), (HEIC, "IMG_0001.HEIC"), title="", note="第一批")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "投资协议.pdf" in page
    assert "IMG_0001.heic" in page
    assert '<h3 class="file-kind">协议</h3>' in page


def test_every_record_that_takes_files_shows_them(world, cast, hand_in):
    clients = {
        f"/policies/{world.policy.id}": ("policy_officer", f"/files/policies/{world.policy.id}/new"),
        f"/enterprises/{world.enterprise.id}": ("officer", f"/files/enterprises/{world.enterprise.id}/new"),
        f"/projects/{world.project.id}": ("officer", new_page(world)),
    }
    for page, (role, form) in clients.items():
        client = cast.client(role)
        assert form in client.get(page).text
        assert send(client, form, (PDF, "文件.pdf")).status_code == 303
        assert "文件.pdf" in client.get(page).text
        viewer = cast.client("viewer").get(page).text
        assert "文件.pdf" in viewer
        assert form not in viewer


def test_the_page_forbids_state_secrets_in_both_languages(world, cast):
    client = cast.client("officer")
    assert "非涉密系统，严禁上传涉密文件" in client.get(new_page(world)).text
    client.set_cookie("luodi_locale", "en")
    assert "multipart/form-data" in client.get(new_page(world)).text


def test_htmx_gets_the_form_alone(world, cast):
    part = cast.client("officer").get(new_page(world), headers=FRAGMENT).text
    assert "<html" not in part
    assert 'hx-encoding="multipart/form-data"' in part


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html>", "页面.pdf", "不收"),
        (b"", "空.pdf", "空"),
        (office("docx", {"word/vbaProject.bin": b"x"}), "宏.docx", "宏"),
    ],
)
def test_what_is_refused_is_said_at_the_field(world, cast, content, name, said):
    client = cast.client("officer")
    answer = send(client, new_page(world), (content, name), note="说明还在")
    assert answer.status_code == 422
    assert said in answer.text
    assert name.split(".")[0] in answer.text
    assert "说明还在" in answer.text


def test_no_file_is_said(world, cast):
    answer = send(cast.client("officer"), new_page(world))
    assert answer.status_code == 422
    assert "请选择文件" in answer.text


def test_a_download_is_saved_never_shown_and_kept_by_no_cache(world, cast, hand_in):
    made = hand_in(world.project.id, PDF, "投资协议（终稿）.pdf")
    answer = cast.client("viewer").get(f"/files/{made.id}")
    assert answer.status_code == 200
    assert answer.data == PDF
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E6%8A%95" in headers["Content-Disposition"]
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Length"] == str(len(PDF))
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [PNG, JPEG, WEBP])
def test_a_picture_opens_on_a_page_and_is_drawn_as_nothing_but_what_it_is(world, cast, hand_in, content):
    made = hand_in(world.project.id, content, "现场.html")
    client = cast.client("viewer")
    page = f"/files/{made.id}/view"
    assert f'href="{page}"' in client.get(f"/projects/{world.project.id}").text
    assert f'<img src="/files/{made.id}/picture"' in client.get(page).text
    answer = client.get(f"/files/{made.id}/picture")
    assert answer.data == content
    assert answer.headers["Content-Type"] == rules.FORMATS[made.format].media_type
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/files/{made.id}").headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("content", [PDF, HEIC, office("docx"), b"<svg".rjust(20, b".")])
def test_no_other_file_is_ever_drawn(world, cast, hand_in, content):
    made = hand_in(world.project.id, content, "图片.png")
    client = cast.client("officer")
    assert client.get(f"/files/{made.id}/picture").status_code == 404
    assert client.get(f"/files/{made.id}/view").status_code == 404


def test_what_calls_itself_a_picture_in_the_database_alone_is_not_drawn(world, cast, hand_in, session):
    made = hand_in(world.project.id, PDF)
    made.format = Format.PNG
    session.commit()
    assert cast.client("officer").get(f"/files/{made.id}/picture").status_code == 404


def test_a_look_at_a_confidential_picture_is_noted_and_others_find_nothing(world, cast, hand_in, session):
    made = hand_in(world.hidden.id, JPEG, "现场.jpg")
    stranger = cast.client("officer", unit="other_section")
    for page in (f"/files/{made.id}/picture", f"/files/{made.id}/view"):
        assert stranger.get(page).status_code == 404
    assert cast.client("officer").get(f"/files/{made.id}/picture").status_code == 200
    noted = select(AuditEntry.action).where(AuditEntry.action == "attachment.download")
    assert len(session.scalars(noted).all()) == 1


def test_a_damaged_file_is_refused_with_a_sentence(world, cast, hand_in):
    made = hand_in(world.project.id)
    storage.present().delete(made.storage_key)
    answer = cast.client("officer").get(f"/files/{made.id}")
    assert answer.status_code == 410
    assert "损坏" in answer.text


def test_a_new_version_and_a_withdrawal_through_their_pages(world, cast, hand_in, session):
    made, client = hand_in(world.project.id), cast.client("officer")
    answer = send(client, f"/files/{made.id}/supersede", (JPEG, "盖章版.jpg"), note="盖章")
    assert answer.status_code == 303
    page = client.get(f"/projects/{world.project.id}").text
    assert "盖章版.jpg" in page
    assert "1 个早前版本" in page
    [(_, [document])] = queries.shelf(world.officer, "projects", world.project).groups
    withdraw = f"/files/{document.present.id}/withdraw"
    assert client.post(withdraw, data=hidden_fields(client.get(withdraw).text)).status_code == 422
    gone = client.post(withdraw, data=hidden_fields(client.get(withdraw).text) | {"reason": "发错了"})
    assert gone.status_code == 303
    assert "盖章版.jpg" not in client.get(f"/projects/{world.project.id}").text
    told = cast.client("auditor").get(f"/projects/{world.project.id}").text
    assert "盖章版.jpg" in told
    assert "发错了" in told


def test_the_second_of_two_who_replace_gets_a_conflict(world, cast, hand_in):
    made, client = hand_in(world.project.id), cast.client("officer")
    page = f"/files/{made.id}/supersede"
    opened = hidden_fields(client.get(page).text)
    assert send(client, page, (JPEG, "a.jpg")).status_code == 303
    late = opened | {"files": (io.BytesIO(PDF + b"\n"), "b.pdf")}
    answer = client.post(page, data=late, content_type="multipart/form-data")
    assert answer.status_code == 409


@pytest.mark.parametrize("version", ["", "0", "x", "99"])
def test_a_version_that_is_missing_or_forged_changes_nothing(world, cast, hand_in, session, version):
    made, client = hand_in(world.project.id), cast.client("officer")
    assert send(client, f"/files/{made.id}/supersede", (JPEG, "a.jpg"), version=version).status_code in {409, 422}
    page = f"/files/{made.id}/withdraw"
    typed = hidden_fields(client.get(page).text) | {"reason": "错", "version": version}
    assert client.post(page, data=typed).status_code in {409, 422}
    assert session.query(Attachment).count() == 1


PAGES = ("/files/{id}", "/files/{id}/supersede", "/files/{id}/withdraw", "/files/projects/{project}/new")
#: Of an open project and of one that only its team sees: who is associated, and who is not.
SIGHT = {
    ("officer", ""): (200, 200, 200, 200, "the officer of both"),
    ("officer", "别人"): (200, 403, 403, 403, "an officer of the same unit"),
    ("viewer", ""): (200, 403, 403, 403, "reads what is not confidential"),
    ("auditor", ""): (200, 403, 403, 403, "reads everything, changes nothing"),
    ("manager", ""): (200, 200, 200, 200, "the whole area"),
    ("security_admin", ""): (404, 404, 404, 404, "no business data at all"),
}


@pytest.mark.parametrize(("role", "name"), SIGHT)
def test_the_record_decides_who_gets_how_far(world, cast, hand_in, role, name):
    client = cast.client(role, name=name)
    sees_hidden = role in {"manager", "auditor"} or (role, name) == ("officer", "")
    for record, hidden in ((world.project, False), (world.hidden, True)):
        made = hand_in(record.id)
        for template, expected in zip(PAGES, SIGHT[role, name][:4], strict=True):
            answer = client.get(template.format(id=made.id, project=record.id))
            assert answer.status_code == (404 if hidden and not sees_hidden else expected), template
        if hidden and not sees_hidden:
            missing = client.get("/files/987654321")
            assert told(missing.text) == told(client.get(f"/files/{made.id}").text)


def test_nobody_gets_in_without_signing_in(world, client, hand_in, tmp_path):
    made = hand_in(world.project.id)
    for template in PAGES:
        assert client.get(template.format(id=made.id, project=world.project.id)).status_code == 303
    assert send_large(client, new_page(world), 3_000_000, tmp_path).status_code == 413


def test_a_form_that_is_too_large_is_refused_before_it_is_read_and_other_forms_stay_small(
    world, cast, monkeypatch, tmp_path
):
    monkeypatch.setattr(rules, "request_bytes", lambda: 2_500_000)
    assert send_large(cast.client("officer"), new_page(world), 2_600_000, tmp_path).status_code == 413
    assert send_large(cast.client("policy_officer"), "/policies/new", 2_100_000, tmp_path).status_code == 413


def test_no_room_is_said_with_507(world, cast, monkeypatch):
    client = cast.client("officer")
    hidden = hidden_fields(client.get(new_page(world)).text)
    monkeypatch.setattr(storage.DiskStorage, "free", lambda _place: 0)
    data = hidden | {"kind": "proof", "files": (io.BytesIO(PDF), "a.pdf")}
    answer = client.post(new_page(world), data=data, content_type="multipart/form-data")
    assert answer.status_code == 507
    assert "磁盘" in answer.text


def test_twenty_megabytes_come_in_and_go_out_without_being_held_in_memory(world, cast, tmp_path):
    client, size = cast.client("officer"), 20 * 1024 * 1024
    tracemalloc.start()
    answer = send_large(client, new_page(world), size, tmp_path)
    [(_, [document])] = queries.shelf(world.officer, "projects", world.project).groups
    with client.get(f"/files/{document.present.id}", buffered=False) as download:
        received = sum(map(len, download.iter_encoded()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 303
    assert document.present.size == received == size
    assert peak < 8 * 1024 * 1024
    assert list(storage.present().incoming.iterdir()) == []


def test_a_file_that_is_one_byte_too_large_is_refused(world, cast, tmp_path):
    answer = send_large(cast.client("officer"), new_page(world), 20 * 1024 * 1024 + 1, tmp_path)
    assert answer.status_code == 422
    assert "20 MB" in answer.text


_CONTENTS = st.one_of(st.binary(max_size=300), st.sampled_from([PDF, JPEG, office("docx"), b"PK\x03\x04", b"<svg/>"]))
_TEXT = st.text(max_size=300)


@given(content=_CONTENTS, name=_TEXT, typed=st.fixed_dictionaries({"kind": _TEXT, "note": _TEXT, "document_on": _TEXT}))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_taken_or_refused_and_never_a_fault(world, cast, content, name, typed):
    client = cast.client("officer")
    data = hidden_fields(client.get(new_page(world)).text) | {
        key: value.encode("utf-8", "surrogatepass") for key, value in typed.items()
    }
    data["files"] = (io.BytesIO(content), name.encode("utf-8", "replace").decode())
    answer = client.post(new_page(world), data=data, content_type="multipart/form-data")
    assert answer.status_code in {303, 413, 422, 400}
