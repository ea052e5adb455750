"""Handing in, replacing, withdrawing and handing out, and what the storage holds afterwards."""

import io
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attachments import queries, rules, service
from app.attachments.models import Attachment, Format
from app.attachments.schemas import AttachmentDraft, NewVersionDraft, Upload, WithdrawalDraft
from app.audit.models import AuditEntry
from app.kernel import clock, settings, storage
from app.kernel.errors import Conflict, Damaged, Forbidden, Invalid, NoRoom, NotFound
from app.projects import service as projects
from tests.support.files import JPEG, PDF, office

AGREEMENT = AttachmentDraft(kind="agreement")


def keys() -> set[str]:
    return {key for key, _ in storage.present().listed()}


def uploads(*contents: bytes) -> list[Upload]:
    return [Upload(f"{number}.pdf", io.BytesIO(content)) for number, content in enumerate(contents)]


def newest(actor, project):
    return [one.present for _, documents in queries.shelf(actor, "projects", project).groups for one in documents]


def told(session: Session, action: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def test_a_file_is_kept_under_a_name_of_our_own_and_told_in_the_history_of_its_record(world, hand_in, session):
    made = hand_in(world.project.id, PDF, "../正式协议.exe", title="投资协议")
    assert (made.name, made.format, made.size) == ("正式协议.pdf", Format.PDF, len(PDF))
    assert keys() == {made.storage_key}
    [entry] = told(session, "attachment.add")
    assert (entry.subject_kind, entry.subject_id) == ("projects", world.project.id)


def test_all_files_of_a_form_are_taken_or_none_and_every_bad_one_is_named(world):
    files = [*uploads(PDF), Upload("页面.html", io.BytesIO(b"<html>")), Upload("程序.exe", io.BytesIO(b"MZ\x00"))]
    with pytest.raises(Invalid) as refusal:
        service.add(world.officer, "projects", world.project.id, AGREEMENT, files)
    said = [str(message) for message in refusal.value.fields.values()]
    assert [line.split(":")[0] for line in said] == ["页面", "程序"]
    assert newest(world.officer, world.project) == []
    assert keys() == set()


@pytest.mark.parametrize("count", [0, rules.AT_ONCE + 1])
def test_no_file_and_too_many_are_refused(world, count):
    with pytest.raises(Invalid):
        service.add(world.officer, "projects", world.project.id, AGREEMENT, uploads(*[PDF] * count))


def test_the_same_content_on_the_same_record_is_refused_and_named(world, hand_in):
    hand_in(world.project.id)
    with pytest.raises(Invalid, match=r"here already as 协议\.pdf"):
        hand_in(world.project.id, name="又一份.pdf")
    assert len(keys()) == 1
    hand_in(world.hidden.id)  # on another record it is another file
    with pytest.raises(Invalid, match="here already"):
        service.add(world.officer, "enterprises", world.enterprise.id, AGREEMENT, uploads(PDF, PDF))


def test_the_same_form_sent_again_makes_nothing_new(world):
    made = [
        service.add(world.officer, "projects", world.project.id, AGREEMENT, uploads(PDF), once="k" * 40)
        for _ in range(3)
    ]
    assert len({rows[0].id for rows in made}) == 1
    assert keys() == {made[0][0].storage_key}


def test_a_new_version_takes_the_place_and_the_old_one_stays(world, hand_in, session):
    old = hand_in(world.project.id)
    draft = NewVersionDraft(version=old.version, note="盖章版")
    new = service.supersede(world.officer, old.id, draft, Upload("盖章.jpg", io.BytesIO(JPEG)))
    [(_, [document])] = queries.shelf(world.officer, "projects", world.project).groups
    assert (document.present.id, [row.id for row in document.earlier]) == (new.id, [old.id])
    assert (new.number, new.kind, new.name) == (2, "agreement", "盖章.jpg")
    [entry] = told(session, "attachment.supersede")
    assert entry.subject_id == world.project.id
    assert {old.storage_key, new.storage_key} == keys()


def test_the_second_of_two_new_versions_is_refused(world, hand_in):
    old = hand_in(world.project.id)
    draft = NewVersionDraft(version=old.version)
    service.supersede(world.officer, old.id, draft, Upload("a.jpg", io.BytesIO(JPEG)))
    before = keys()
    with pytest.raises(Conflict):
        service.supersede(world.officer, old.id, draft, Upload("b.pdf", io.BytesIO(PDF + b"\n")))
    knowing = NewVersionDraft(version=queries.get(world.officer, old.id).version)
    with pytest.raises(Conflict):
        service.supersede(world.officer, old.id, knowing, Upload("b.pdf", io.BytesIO(PDF + b"\n")))
    assert keys() == before


def test_a_withdrawn_file_is_there_for_the_auditor_alone_and_the_earlier_version_comes_forward(world, hand_in, cast):
    old = hand_in(world.project.id)
    draft = NewVersionDraft(version=old.version)
    new = service.supersede(world.officer, old.id, draft, Upload("错.jpg", io.BytesIO(JPEG)))
    service.withdraw(world.officer, new.id, WithdrawalDraft(version=new.version, reason="发错了"))
    assert [row.id for row in newest(world.officer, world.project)] == [old.id]
    with pytest.raises(NotFound):
        service.hand_out(world.officer, new.id)
    row, content = service.hand_out(cast.actor("auditor"), new.id)
    with content:
        assert (row.withdrawn_reason, content.read()) == ("发错了", JPEG)
    again = service.supersede(
        world.officer,
        old.id,
        NewVersionDraft(version=queries.get(world.officer, old.id).version),
        Upload("对.pdf", io.BytesIO(PDF + b"\n")),
    )
    assert again.number == 3


def test_withdrawing_twice_is_refused(world, hand_in, cast):
    made = hand_in(world.project.id)
    service.withdraw(world.officer, made.id, WithdrawalDraft(version=made.version, reason="错"))
    with pytest.raises(NotFound):
        service.withdraw(world.officer, made.id, WithdrawalDraft(version=made.version + 1, reason="错"))


def test_who_may_not_change_the_record_may_not_touch_its_files(world, hand_in, cast):
    made = hand_in(world.project.id)
    other = cast.actor("officer", name="别人")
    with pytest.raises(Forbidden):
        hand_in(world.project.id, actor=other)
    with pytest.raises(Forbidden):
        service.withdraw(other, made.id, WithdrawalDraft(version=made.version, reason="错"))
    with pytest.raises(Forbidden):
        service.supersede(other, made.id, NewVersionDraft(version=made.version), Upload("a.jpg", io.BytesIO(JPEG)))
    service.hand_out(other, made.id)[1].close()


def test_a_file_on_a_hidden_record_is_as_missing_as_one_that_never_was(world, hand_in, cast):
    made = hand_in(world.hidden.id)
    other = cast.actor("officer", name="别人")
    for ask in (
        lambda: queries.get(other, made.id),
        lambda: service.hand_out(other, made.id),
        lambda: hand_in(world.hidden.id, actor=other),
        lambda: service.withdraw(other, made.id, WithdrawalDraft(version=1, reason="错")),
        lambda: queries.get(other, made.id + 1000),
    ):
        with pytest.raises(NotFound) as refusal:
            ask()
        assert str(refusal.value.message) == str(NotFound().message)


def test_a_record_that_is_put_away_or_takes_no_files_gets_none(world, hand_in, cast):
    projects.archive(cast.actor("head"), world.project.id, world.project.version)
    with pytest.raises(Forbidden):
        hand_in(world.project.id)
    for kind in ("contacts", "users", "nothing"):
        with pytest.raises(NotFound):
            service.add(world.officer, kind, 1, AGREEMENT, uploads(PDF))


def test_the_kind_is_one_of_the_vocabulary(world, hand_in):
    with pytest.raises(Invalid):
        hand_in(world.project.id, kind="galaxy")


def test_a_file_that_was_changed_or_lost_on_disk_is_not_handed_out(world, hand_in, session):
    made = hand_in(world.project.id)
    place = storage.present().root / made.storage_key[:2] / made.storage_key
    place.write_bytes(PDF.replace(b"Catalog", b"Catalot"))
    with pytest.raises(Damaged):
        service.hand_out(world.officer, made.id)
    place.unlink()
    with pytest.raises(Damaged):
        service.hand_out(world.officer, made.id)
    assert len(told(session, "attachment.damaged")) == 2


def test_a_download_is_noted_where_the_record_is_confidential_and_only_there(world, hand_in, session):
    for record in (world.project, world.hidden):
        service.hand_out(world.officer, hand_in(record.id).id)[1].close()
    assert [entry.subject_id for entry in told(session, "attachment.download")] == [world.hidden.id]


def test_limits_are_the_offices_own(world, hand_in, monkeypatch):
    monkeypatch.setattr(rules, "most_bytes", lambda: len(PDF) - 1)
    with pytest.raises(Invalid, match="larger than"):
        hand_in(world.project.id)
    monkeypatch.undo()
    monkeypatch.setattr(settings, "read", lambda asked: frozenset() if asked is rules.FAMILIES else 20)
    with pytest.raises(Invalid, match="not taken"):
        hand_in(world.project.id)


def test_a_full_disk_and_a_used_up_quota_are_told_and_nothing_is_kept(world, hand_in, monkeypatch):
    monkeypatch.setattr(rules, "quota_bytes", lambda: 10)
    with pytest.raises(NoRoom):
        hand_in(world.project.id)
    monkeypatch.undo()
    monkeypatch.setattr(storage.DiskStorage, "free", lambda _place: rules.RESERVE)
    with pytest.raises(NoRoom):
        hand_in(world.project.id)
    assert keys() == set()


def test_a_failure_that_leaves_the_commit_in_doubt_keeps_the_contents(world, hand_in, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError("the database went away")

    monkeypatch.setattr(service.files, "write_down", fail)
    with pytest.raises(ConnectionError):
        hand_in(world.project.id)
    assert len(keys()) == 1


def _older(key: str, days: float) -> None:
    place: Path = storage.present().root / key[:2] / key
    then = time.time() - days * 86_400
    os.utime(place, (then, then))


def test_sweep_removes_old_strays_alone_and_names_what_is_missing(world, hand_in):
    kept, lost = hand_in(world.project.id), hand_in(world.hidden.id)
    place = storage.present()
    old, young = place.put(io.BytesIO(b"old")), place.put(io.BytesIO(b"young"))
    for key in (old.key, kept.storage_key):
        _older(key, 2)
    place.delete(lost.storage_key)
    assert [stray.key for stray in service.sweep()] == [old.key]
    assert keys() == {kept.storage_key, young.key}
    assert [row.id for row in service.missing()] == [lost.id]


def test_withdrawn_contents_are_erased_when_their_time_is_over_and_the_row_stays(world, hand_in, session, cast):
    made, stays = hand_in(world.project.id), hand_in(world.project.id, office("docx"), "a.docx")
    service.withdraw(world.officer, made.id, WithdrawalDraft(version=made.version, reason="错"))
    assert service.erase_withdrawn() == 0
    row = session.get_one(Attachment, made.id)
    row.withdrawn_at = clock.now().replace(year=clock.now().year - 4)
    session.commit()
    assert service.erase_withdrawn() == 1
    assert keys() == {stays.storage_key}
    assert session.get_one(Attachment, made.id).withdrawn_reason == "错"
    with pytest.raises(Damaged):
        service.hand_out(cast.actor("auditor"), made.id)


def test_storage_use_counts_what_lies_there(world, hand_in):
    assert queries.storage_use() == queries.StorageUse(0, 0, {})
    hand_in(world.project.id)
    hand_in(world.hidden.id)
    service.add(world.officer, "enterprises", world.enterprise.id, AGREEMENT, uploads(JPEG))
    used = queries.storage_use()
    assert (used.bytes, used.files) == (2 * len(PDF) + len(JPEG), 3)
    assert used.files_by_subject == {"projects": 2, "enterprises": 1}
