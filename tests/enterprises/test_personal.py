"""Personal data: masked everywhere, seen in full for a reason, handed over as a copy, and erased for good."""

import csv
import io
import json
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import inspect, select, text

from app.audit import queries as audit_queries
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.enterprises import queries, service
from app.enterprises.models import Contact
from app.enterprises.schemas import ContactChange, ContactDraft, EraseDraft
from app.kernel import clock, drafts
from app.kernel.errors import Conflict, NotFound
from app.kernel.permissions import GRANTS, Can, Role
from app.kernel.personal import BLOT, Erasure
from app.kernel.tabular import Receipt
from app.meetings import service as meetings
from app.meetings.models import FollowUp, Meeting
from app.meetings.schemas import FollowUpRow, MeetingChange, MeetingDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from tests.support.forms import post

PHONE, MAIL, WECHAT = "13812340001", "li.jian@example.com", "lijian0001"
WORDS = ("李健", "Li Jian", PHONE, MAIL, WECHAT, "138 1234 0001", "李 健", "lijian")


def everything(session):
    """Every text of every table, JSON read as a person would read it."""
    session.rollback()
    connection = session.connection()
    for table in inspect(connection).get_table_names():
        if "_fts" in table:
            continue
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):
            for name, value in row._mapping.items():
                kept = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                if kept.startswith(("{", "[", '"')):
                    with suppress(ValueError):
                        kept = json.dumps(json.loads(kept), ensure_ascii=False)
                yield f"{table}.{name}", kept


def found_in(session, *words):
    return {place for place, kept in everything(session) for word in words if word.lower() in kept.lower()}


@pytest.fixture
def world(cast, session, officer, enterprise, contact):
    """A contact who is named wherever somebody can be named."""
    meeting = meetings.log(
        officer,
        MeetingDraft(
            enterprises=[enterprise.id],
            theirs=[contact.id],
            title="与李健座谈",
            text="李健（138 1234 0001）介绍了情况。Li Jian will call.",
            follow_ups=(FollowUpRow(text="给李健发邮件 li.jian@example.com", counterpart=contact.id),),
        ),
    )
    fields = {"enterprises": [enterprise.id], "theirs": [contact.id], "version": meeting.version}
    meetings.change(officer, meeting.id, MeetingChange(text="李健再次来访。", title="与李健再谈", **fields))
    made = projects.create(
        officer, ProjectDraft(name_zh="器械项目", enterprise_id=enterprise.id, summary="联系人李健", next_step="找李健")
    )
    fields = {"phone": "13812340001", "email": MAIL, "wechat": WECHAT, "name_en": "Li Jian", "title_zh": "总裁"}
    service.change_contact(officer, contact.id, ContactChange(name="李健", version=contact.version, **fields))
    drafts.keep(officer, "meetings.log", {"text": ["明天见李健"]})
    drafts.keep(cast.actor("head"), "meetings.log", {"text": ["与他人无关"]})
    audit.record_export(officer, "contacts", {"q": "李健"}, "csv", Receipt(1, "x"))
    session.expire_all()
    return {"meeting": meeting.id, "project": made.id}


def erase(cast, contact_id, reason="应李健本人来电要求"):
    version = queries.get_contact(cast.actor("manager"), contact_id).version
    draft = EraseDraft(reason=reason, confirmed=True, version=version)
    return service.erase(cast.actor("manager"), contact_id, draft)


def test_an_erased_contact_is_found_nowhere_in_the_database(cast, session, world, contact):
    assert len(found_in(session, *WORDS)) > 8
    number = contact.id
    erase(cast, number)
    assert found_in(session, *WORDS) == set()
    erased = session.get_one(Contact, number)
    assert erased.name == f"已删除的联系人 #{number}"
    assert erased.erased_at is not None
    assert erased.search == ""


def test_what_happened_stays_and_the_chain_still_verifies(cast, session, world, contact):
    number = contact.id
    audit.seal()
    erase(cast, number)
    audit.seal()
    assert [str(fault) for fault in audit_queries.verify().faults] == []
    meeting = session.get_one(Meeting, world["meeting"])
    assert [theirs.contact_id for theirs in meeting.theirs] == [number]
    assert meeting.text == f"{BLOT}再次来访。"
    assert session.scalars(select(FollowUp.text)).one() == f"给{BLOT}发邮件 {BLOT}"
    page = cast.client("auditor").get("/audit?action=contact.erase").text
    assert "按请求删除了联系人" in page
    assert "（已按请求删除）" in cast.client("officer").get(f"/history/contacts/{number}").text


def test_a_namesake_keeps_their_name_and_their_history(cast, session, officer, enterprise, contact):
    draft = ContactDraft(enterprise_id=enterprise.id, name="李健", title_zh="工程师")
    other = service.create_contact(officer, draft)
    other = service.change_contact(officer, other.id, ContactChange(name="李健", name_en="Li", version=other.version))
    erase(cast, contact.id)
    assert session.get_one(Contact, other.id).name == "李健"
    assert "Li" in cast.client("officer").get(f"/history/contacts/{other.id}").text


def test_an_erasure_is_final(cast, session, officer, contact):
    erase(cast, contact.id)
    version = session.get_one(Contact, contact.id).version
    with pytest.raises(Conflict):
        service.restore_contact(cast.actor("manager"), contact.id, version)
    with pytest.raises(Conflict):
        service.change_contact(officer, contact.id, ContactChange(name="李健", version=version))
    with pytest.raises(Conflict):
        erase(cast, contact.id)
    page = cast.client("manager").get(f"/contacts/{contact.id}").text
    assert "不可撤销" in page
    assert "/erase" not in page


def test_erasing_asks_for_a_reason_and_a_tick_and_the_right(cast, session, contact):
    address = f"/contacts/{contact.id}/erase"
    assert cast.client("officer").get(address).status_code == 403
    manager = cast.client("manager")
    assert post(manager, address, {"reason": "本人要求"}).status_code == 422
    assert post(manager, address, {"reason": "", "confirmed": "1"}).status_code == 422
    assert session.get_one(Contact, contact.id).name == "李健"
    assert post(manager, address, {"reason": "本人要求", "confirmed": "1"}).status_code == 303
    with pytest.raises(ValidationError):
        EraseDraft(reason="x", confirmed=False, version=1)


def test_details_are_masked_on_every_page_for_every_role(cast, contact):
    pages = ("/contacts/", f"/contacts/{contact.id}", f"/enterprises/{contact.enterprise_id}", "/contacts/options?q=李")
    for role in (role for role in Role if Can.SEE_ENTERPRISES in GRANTS[role]):
        client = cast.client(role)
        for page in pages:
            shown = client.get(page).text
            assert re.search(f"{PHONE}|{MAIL}|{WECHAT}", shown) is None, f"{role} {page}"
    assert "138****0001" in cast.client("viewer").get("/contacts/").text
    assert PHONE not in cast.client("officer").get(f"/contacts/{contact.id}/edit").text


def test_details_are_seen_in_full_once_and_for_a_reason(cast, session, contact):
    address = f"/contacts/{contact.id}/unmask"
    assert cast.client("viewer").get(address).status_code == 403
    officer = cast.client("officer")
    assert officer.get(address, headers={"HX-Request": "true"}).text.lstrip().startswith("<form")
    assert post(officer, address, {"reason": ""}).status_code == 422
    shown = post(officer, address, {"reason": "约定会面"})
    assert shown.status_code == 200
    assert PHONE in shown.text
    assert MAIL in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert PHONE not in officer.get(f"/contacts/{contact.id}").text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "contact.unmask")).one()
    assert entry.details == {"reason": "约定会面"}


def test_a_list_leaves_the_house_masked_and_in_full_only_for_a_reason(cast, session, contact):
    officer = cast.client("officer")
    masked = officer.get("/contacts/export.csv").data.decode("utf-8-sig")
    assert PHONE not in masked
    assert "138****0001" in masked
    assert cast.client("viewer").get("/contacts/export-full").status_code == 403
    assert post(officer, "/contacts/export-full", {"reason": "", "kind": "csv"}).status_code == 422
    full = post(officer, "/contacts/export-full", {"reason": "寄请柬", "kind": "csv"})
    rows = list(csv.reader(io.StringIO(full.data.decode("utf-8-sig"))))
    assert PHONE in rows[1]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export").order_by(AuditEntry.id)).all()[
        -1
    ]
    assert (entry.details["list"], entry.details["reason"]) == ("contacts, unmasked", "寄请柬")


def test_a_form_that_shows_masks_keeps_what_stands_behind_them(cast, session, contact):
    officer, address = cast.client("officer"), f"/contacts/{contact.id}/edit"
    typed = {"name": "李健", "phone": "138****0001", "email": "l***@example.com", "wechat": "lij****0001"}
    assert post(officer, address, typed).status_code == 303
    session.expire_all()
    kept = session.get_one(Contact, contact.id)
    assert (kept.phone, kept.email, kept.wechat) == (PHONE, MAIL, WECHAT)
    assert post(officer, address, typed | {"phone": "139****0001"}).status_code == 422
    assert post(officer, address, typed | {"phone": "13912340002", "wechat": ""}).status_code == 303
    session.expire_all()
    kept = session.get_one(Contact, contact.id)
    assert (kept.phone, kept.email, kept.wechat) == ("13912340002", MAIL, "")


def test_nobody_infers_a_number_by_searching_for_it(cast, contact):
    for role in ("viewer", "officer"):
        for asked in (PHONE, "0001", "1381234", MAIL, WECHAT):
            page = cast.client(role).get("/contacts/", query_string={"q": asked}, headers={"HX-Request": "true"}).text
            assert "李健" not in page


def test_a_contact_gets_a_copy_of_what_is_kept(cast, session, world, enterprise, contact):
    assert post(cast.client("viewer"), f"/contacts/{contact.id}/copy", page="/profile").status_code == 403
    answer = post(cast.client("officer"), f"/contacts/{contact.id}/copy", page="/profile")
    told = json.loads(answer.data)
    assert told["phone"] == PHONE
    assert told["posts"][0]["enterprise"] == enterprise.name_zh
    assert told["meetings"]["took_part_in"][0]["as"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "contact.copy")).one() == contact.id


def test_contacts_whom_nobody_has_met_for_years_are_listed_for_review(cast, session, officer, enterprise, contact):
    clock.freeze(clock.now() + timedelta(days=4 * 366))
    client = cast.client("manager")
    assert "李健" in client.get("/contacts/?review=1").text
    meetings.log(officer, MeetingDraft(enterprises=[enterprise.id], theirs=[contact.id], text="见面"))
    assert "李健" not in client.get("/contacts/?review=1", headers={"HX-Request": "true"}).text


def test_consent_is_kept_with_its_day_and_its_way(cast, contact):
    officer, address = cast.client("officer"), f"/contacts/{contact.id}/edit"
    typed = {"name": "李健", "consent_on": "2022-07-15", "consent_channel": "card", "consent_note": "同意保存"}
    assert post(officer, address, typed).status_code == 303
    page = officer.get(f"/contacts/{contact.id}").text
    assert "递交名片" in page
    assert "同意保存" in page
    assert post(officer, address, typed | {"consent_channel": "telepathy"}).status_code == 422


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("李健来访", f"{BLOT}来访"),
        ("LI JIAN and li jian", f"{BLOT} and {BLOT}"),
        ("Li Jiangang stays", "Li Jiangang stays"),
        ("138-1234-0001 / 13812340001", f"{BLOT} / {BLOT}"),
        ("2138123400019", "2138123400019"),
        ("li.jian@example.com.", f"{BLOT}."),
    ],
)
def test_a_blot_covers_names_and_numbers_however_they_are_written(given, left):
    words = ["李健", "Li Jian", PHONE, MAIL]
    assert Erasure(contact_id=1, words=words, enterprise_ids=[]).blotted(given) == left


def test_who_may_not_see_the_contact_gets_no_copy(cast, contact):
    with pytest.raises(NotFound):
        service.copy(cast.actor(Role.SECURITY_ADMIN), contact.id)


def test_a_conflict_is_told_and_erases_nothing(cast, session, contact):
    with pytest.raises(Conflict):
        service.erase(cast.actor("manager"), contact.id, EraseDraft(reason="x", confirmed=True, version=99))
    assert session.get_one(Contact, contact.id).name == "李健"
