"""What can be done to a contact, on both databases."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from app.enterprises import queries, rules, service
from app.enterprises.models import Contact
from app.enterprises.schemas import ContactChange, ContactDraft, EnterpriseDraft, PostDraft
from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.permissions import Role


@pytest.fixture
def elsewhere(officer):
    return service.create(officer, EnterpriseDraft(name_zh="云南白药集团股份有限公司"))


def move(officer, contact, **fields):
    kept = {"enterprise_id": contact.enterprise_id, "since": "2022-06-01", "version": contact.version}
    return service.move_contact(officer, contact.id, PostDraft(**kept | fields))


@pytest.mark.parametrize("text", ["李", "李健", "lj", "lijian", "jian"])
def test_a_contact_is_found_by_name_initials_and_english(officer, contact, text):
    assert [row.id for row in queries.contact_options(officer, text)] == [contact.id]


def test_nobody_is_found_by_a_telephone_number(officer, contact):
    assert queries.contact_options(officer, "13812340001") == []


def test_six_submits_with_one_key_make_one_contact(officer, enterprise):
    draft = ContactDraft(enterprise_id=enterprise.id, name="王芳")
    assert len({service.create_contact(officer, draft, once="k" * 43).id for _ in range(6)}) == 1
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 1


def test_a_contact_belongs_to_an_enterprise_that_exists(officer, session):
    with pytest.raises(Invalid) as refusal:
        service.create_contact(officer, ContactDraft(enterprise_id=999_999, name="王芳"))
    assert "enterprise_id" in refusal.value.fields


@pytest.mark.parametrize(
    ("field", "typed"),
    [("phone", "ring me"), ("phone", "12"), ("email", "li.jian"), ("email", "a@b"), ("name", ""), ("name", "\x00")],
)
def test_facts_that_cannot_be_right_are_refused(field, typed):
    with pytest.raises(ValidationError):
        ContactDraft(**{"enterprise_id": 1, "name": "王芳", field: typed})


@pytest.mark.parametrize("typed", ["138 0000 0001", "+86 871 6800 0000", "0871-68000000转801", "(0871) 6800 0000"])
def test_telephone_numbers_are_taken_as_people_write_them(typed):
    assert ContactDraft(enterprise_id=1, name="王芳", phone=typed).phone == typed


def test_a_correction_reaches_the_present_post(officer, contact):
    draft = ContactChange(name="李健", title_zh="执行副总裁", version=contact.version)
    changed = service.change_contact(officer, contact.id, draft)
    assert [post.title_zh for post in changed.posts] == ["执行副总裁"]
    assert changed.phone == ""


def test_a_stale_correction_is_refused(officer, contact):
    service.change_contact(officer, contact.id, ContactChange(name="李建", version=contact.version))
    with pytest.raises(Conflict):
        service.change_contact(officer, contact.id, ContactChange(name="李剑", version=1))


def test_a_move_ends_the_present_post_and_keeps_it(officer, contact, elsewhere):
    moved = move(officer, contact, enterprise_id=elsewhere.id, title_zh="总经理")
    assert (moved.enterprise_id, moved.title_zh) == (elsewhere.id, "总经理")
    posts = rules.latest_first(queries.get_contact(officer, moved.id).posts)
    assert [(post.title_zh, post.since, post.until) for post in posts] == [
        ("总经理", date(2022, 6, 1), None),
        ("副总裁", date(2020, 3, 1), date(2022, 6, 1)),
    ]


def test_a_move_to_the_present_post_is_no_move(officer, contact):
    with pytest.raises(Invalid):
        move(officer, contact, title_zh="副总裁")


def test_a_move_before_the_present_post_began_is_refused(officer, contact, elsewhere):
    with pytest.raises(Invalid) as refusal:
        move(officer, contact, enterprise_id=elsewhere.id, since="2019-01-01")
    assert "since" in refusal.value.fields


def test_who_stood_where_on_a_day(officer, contact, elsewhere):
    move(officer, contact, enterprise_id=elsewhere.id, title_zh="总经理")
    before, after = (queries.posts_at([contact.id], day)[contact.id] for day in (date(2022, 5, 31), date(2022, 6, 1)))
    assert (before.title_zh, after.title_zh) == ("副总裁", "总经理")
    assert queries.posts_at([contact.id], date(2019, 1, 1)) == {}


def test_the_picker_offers_who_stood_there_on_the_day(officer, contact, elsewhere):
    left = contact.enterprise_id
    move(officer, contact, enterprise_id=elsewhere.id, title_zh="总经理")
    assert queries.contact_options(officer, "", [left]) == []
    assert [row.id for row in queries.contact_options(officer, "", [left], date(2022, 5, 1))] == [contact.id]
    assert [row.id for row in queries.contact_options(officer, "", [left, elsewhere.id])] == [contact.id]


def test_a_name_at_an_enterprise_is_found_before_it_is_made_again(officer, contact, elsewhere):
    assert service.find_or_create_contact(officer, contact.enterprise_id, "李健").id == contact.id
    assert service.find_or_create_contact(officer, contact.enterprise_id, "LI JIAN").id == contact.id
    namesake = service.find_or_create_contact(officer, elsewhere.id, "李健", title_zh="经理")
    assert namesake.id != contact.id
    assert [post.title_zh for post in namesake.posts] == ["经理"]


def test_an_archived_contact_is_restored_before_it_is_changed(officer, contact):
    archived = service.archive_contact(officer, contact.id, contact.version)
    assert queries.contact_options(officer, "李健") == []
    with pytest.raises(Conflict):
        service.change_contact(officer, contact.id, ContactChange(name="李健", version=archived.version))
    assert service.restore_contact(officer, contact.id, archived.version).archived_at is None


def test_who_may_not_see_enterprises_finds_no_contact(cast, contact):
    stranger = cast.actor(Role.SECURITY_ADMIN)
    with pytest.raises(NotFound):
        queries.get_contact(stranger, contact.id)
    assert queries.contacts_of(stranger, [contact.enterprise_id]) == []
