"""What can be done to an enterprise, on both databases."""

from threading import Barrier, Thread

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.enterprises import queries, service
from app.enterprises.models import Enterprise, EnterpriseStatus
from app.enterprises.schemas import EnterpriseChange, EnterpriseDraft, FactChange, ListingDraft
from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.permissions import Role
from app.vocabularies import queries as vocabularies

CODE = "91440300000043756J"


def create(officer, name, **fields):
    return service.create(officer, EnterpriseDraft(name_zh=name, knows_namesake=True, **fields))


def change(officer, enterprise, **fields):
    enterprise = queries.get(officer, enterprise.id)
    kept = {
        "name_zh": enterprise.name_zh,
        "uscc": enterprise.uscc,
        "parent_id": enterprise.parent_id,
        "version": enterprise.version,
    }
    return service.change(officer, enterprise.id, EnterpriseChange(**kept | fields))


def roots(officer, *enterprises):
    return [queries.get(officer, enterprise.id).root_id for enterprise in enterprises]


def test_every_field_of_a_draft_is_kept(officer, session):
    sectors = [sector.id for sector in vocabularies.children(officer, None)[:3]]
    draft = EnterpriseDraft(
        name_zh="深圳市朗霁可穿戴科技有限公司",
        name_en="Shenzhen Langji Wearables Co., Ltd.",
        short_name="朗霁科技",
        other_names="Langji\n朗霁\nLangji",
        uscc=CODE.lower(),
        home_province="44",
        industry_id=sectors[0],
        ownership="private",
        chain_role="midstream",
        status=EnterpriseStatus.TALKS,
        owner_id=officer.id,
        introduced_by="国药控股云南",
        source="introducer",
        note="拟设西南生产与售后中心。",
        sector_ids=(sectors[2], sectors[1], sectors[2]),
        listings=(ListingDraft(list_code="zjtx", year=2021),),
    )
    made = service.create(officer, draft, is_sample=True)
    kept = queries.get(officer, made.id)
    assert (kept.uscc, kept.other_names, kept.status) == (CODE, "Langji\n朗霁", EnterpriseStatus.TALKS)
    assert [link.sector_id for link in kept.sector_links] == [sectors[2], sectors[1]]
    assert [(listing.list_code, listing.year) for listing in kept.listings] == [("zjtx", 2021)]
    assert (kept.root_id, kept.version, kept.is_sample) == (kept.id, 1, True)


@pytest.mark.parametrize("text", ["国", "国药", "gykg", "sinoph", "nophar", "国控", "SINOPHARM"])
def test_an_enterprise_is_found_by_any_part_of_its_names(officer, enterprise, text):
    assert [row.id for row in queries.options(officer, text)] == [enterprise.id]


def test_an_enterprise_is_found_by_its_credit_code(officer):
    made = create(officer, "朗霁", uscc=CODE)
    assert [row.id for row in queries.options(officer, CODE)] == [made.id]


def test_names_that_begin_with_the_text_come_first_in_the_picker(officer):
    within = create(officer, "安宁国药堂")
    first = create(officer, "国药乐仁堂")
    assert [row.id for row in queries.options(officer, "国药")] == [first.id, within.id]


def test_one_letter_is_the_beginning_of_a_name(officer, enterprise):
    create(officer, "安宁国药堂")
    assert [row.id for row in queries.options(officer, "g")] == [enterprise.id]
    assert [row.id for row in queries.options(officer, "G")] == [enterprise.id]


def test_six_submits_with_one_key_make_one_enterprise(officer, app):
    draft = EnterpriseDraft(name_zh="云南滇虹药业有限公司")
    made = {service.create(officer, draft, once="k" * 43).id for _ in range(6)}
    assert len(made) == 1
    count = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "enterprise.create")
    assert db.session.scalar(count) == 1


def test_a_name_that_is_nearly_anothers_is_refused_once(officer, enterprise):
    with pytest.raises(Invalid) as refusal:
        service.create(officer, EnterpriseDraft(name_zh="国药控股有限公司"))
    assert "name_zh" in refusal.value.fields
    service.create(officer, EnterpriseDraft(name_zh="国药控股有限公司", knows_namesake=True))


def test_a_credit_code_that_is_taken_is_always_refused(officer):
    create(officer, "一号", uscc=CODE)
    with pytest.raises(Invalid) as refusal:
        create(officer, "二号", uscc=CODE)
    assert "uscc" in refusal.value.fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ownership", "nonsense"),
        ("home_province", "99"),
        ("owner_id", 999_999),
        ("park_id", 999_999),
        ("parent_id", 999_999),
        ("industry_id", 999_999),
        ("sector_ids", (999_999,)),
    ],
)
def test_what_is_chosen_must_exist(officer, session, field, value):
    with pytest.raises(Invalid) as refusal:
        create(officer, "甲", **{field: value})
    assert field in refusal.value.fields
    assert db.session.scalar(select(func.count()).select_from(Enterprise)) == 0


def test_a_list_that_does_not_exist_is_refused_at_its_row(officer, session):
    wanted = (ListingDraft(list_code="zjtx", year=2021), ListingDraft(list_code="nonsense", year=2021))
    with pytest.raises(Invalid) as refusal:
        create(officer, "甲", listings=wanted)
    assert list(refusal.value.fields) == ["listings.1.list_code"]


@pytest.mark.parametrize("typed", ["91440300000043756K", "123", "Ⅷ", "9" * 300, "\x00", "\ud800"])
def test_a_wrong_credit_code_never_reaches_the_service(typed):
    with pytest.raises(ValidationError):
        EnterpriseDraft(name_zh="甲", uscc=typed)


def test_an_enterprise_from_abroad_has_no_home_province(officer, session):
    assert create(officer, "Medtronic plc", country="IE", home_province="53").home_province is None


def test_a_change_keeps_what_another_did_not_see(officer, enterprise):
    seen = enterprise.version
    change(officer, enterprise, name_zh="国药控股集团")
    with pytest.raises(Conflict):
        service.change(officer, enterprise.id, EnterpriseChange(name_zh="别的", version=seen))
    assert queries.get(officer, enterprise.id).name_zh == "国药控股集团"


def test_a_change_of_sectors_alone_is_a_change(officer, enterprise):
    sector = vocabularies.children(officer, None)[0]
    seen = enterprise.version
    changed = change(officer, enterprise, sector_ids=(sector.id,))
    assert changed.version > seen
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "enterprise.change")).one()
    assert entry.details["sector_ids"] == [[], [sector.id]]


def test_sectors_and_lists_can_be_reordered_and_kept(officer, session):
    one, two = (sector.id for sector in vocabularies.children(officer, None)[:2])
    listing = ListingDraft(list_code="zjtx", year=2021)
    made = create(officer, "甲", sector_ids=(one, two), listings=(listing,))
    kept_row = made.listings[0].id
    changed = change(officer, made, sector_ids=(two, one), listings=(listing,))
    assert [link.sector_id for link in queries.get(officer, changed.id).sector_links] == [two, one]
    assert changed.listings[0].id == kept_row


def test_one_fact_changes_alone(officer, enterprise):
    draft = FactChange(status=EnterpriseStatus.SETTLED, version=enterprise.version)
    changed = service.change_fact(officer, enterprise.id, draft)
    assert (changed.status, changed.short_name) == (EnterpriseStatus.SETTLED, "国药控股")


def test_a_fact_can_be_emptied(officer, enterprise):
    changed = service.change_fact(officer, enterprise.id, FactChange(short_name="", version=enterprise.version))
    assert changed.short_name == ""


def test_an_archived_enterprise_is_restored_before_it_is_changed(officer, enterprise):
    archived = service.archive(officer, enterprise.id, enterprise.version)
    with pytest.raises(Conflict):
        service.change_fact(officer, archived.id, FactChange(status=EnterpriseStatus.SETTLED, version=archived.version))
    restored = service.restore(officer, archived.id, archived.version)
    assert restored.archived_at is None


def test_who_may_not_see_enterprises_finds_none(cast, enterprise):
    stranger = cast.actor(Role.SECURITY_ADMIN)
    with pytest.raises(NotFound):
        queries.get(stranger, enterprise.id)
    assert queries.options(stranger, "国药") == []
    assert queries.look_alikes(stranger, "国药控股") == []


def test_every_member_of_a_group_knows_its_head(officer, session):
    head = create(officer, "国药集团")
    middle = create(officer, "国药控股", parent_id=head.id)
    leaf = create(officer, "国药控股云南", parent_id=middle.id)
    assert roots(officer, head, middle, leaf) == [head.id] * 3
    assert sorted(queries.group_ids(leaf)) == [head.id, middle.id, leaf.id]


def test_a_new_parent_brings_everything_below_along(officer, session):
    old, new = create(officer, "旧集团"), create(officer, "新集团")
    middle = create(officer, "中层", parent_id=old.id)
    leaf = create(officer, "底层", parent_id=middle.id)
    change(officer, middle, parent_id=new.id)
    assert roots(officer, old, middle, leaf) == [old.id, new.id, new.id]
    change(officer, middle, parent_id=None)
    assert roots(officer, middle, leaf) == [middle.id, middle.id]


def test_moving_a_group_leaves_the_versions_of_its_other_members_alone(officer, session):
    head, middle = create(officer, "集团"), create(officer, "中层")
    leaf = create(officer, "底层", parent_id=middle.id)
    seen = leaf.version, leaf.updated_at
    change(officer, middle, parent_id=head.id)
    now = queries.get(officer, leaf.id)
    assert (now.version, now.updated_at) == seen


def test_a_group_is_never_a_loop(officer, session):
    head = create(officer, "集团")
    middle = create(officer, "中层", parent_id=head.id)
    leaf = create(officer, "底层", parent_id=middle.id)
    for parent in (head, middle, leaf):
        with pytest.raises(Invalid) as refusal:
            change(officer, head, parent_id=parent.id)
        assert "parent_id" in refusal.value.fields
    assert roots(officer, head, middle, leaf) == [head.id] * 3


def test_two_who_put_two_enterprises_below_each_other_make_no_loop(app: Flask, officer, session):
    one, two = create(officer, "一号集团"), create(officer, "二号集团")
    together = Barrier(2)

    def put(below: int, above: int) -> None:
        with app.app_context():
            enterprise = queries.get(officer, below)
            draft = EnterpriseChange(name_zh=enterprise.name_zh, parent_id=above, version=enterprise.version)
            together.wait()
            try:
                service.change(officer, below, draft)
            except (Invalid, Conflict):
                db.session.rollback()

    threads = [Thread(target=put, args=pair) for pair in ((one.id, two.id), (two.id, one.id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    parents = [queries.get(officer, each.id).parent_id for each in (one, two)]
    assert parents.count(None) == 1


def test_a_full_name_is_found_before_it_is_made_again(officer, enterprise):
    for name in ("国药控股股份有限公司", "sinopharm group co., ltd.", "国药控股", "国控"):
        assert service.find_or_create(officer, name).id == enterprise.id


def test_a_full_name_counts_before_an_alias(officer, enterprise):
    other = create(officer, "Sinopharm")
    assert service.find_or_create(officer, "SINOPHARM").id == other.id


def test_an_alias_that_several_bear_is_asked_about(officer, enterprise):
    create(officer, "中国医药集团有限公司", other_names="Sinopharm")
    with pytest.raises(Invalid) as refusal:
        service.find_or_create(officer, "Sinopharm", field="enterprises")
    assert "enterprises" in refusal.value.fields


def test_an_unknown_name_becomes_a_prospect_of_who_typed_it(officer, enterprise):
    made = service.find_or_create(officer, "国药")
    assert made.id != enterprise.id
    assert (made.name_zh, made.owner_id, made.status) == ("国药", officer.id, EnterpriseStatus.PROSPECT)


def test_an_archived_enterprise_is_found_by_name_only_when_no_other_bears_it(officer, enterprise):
    service.archive(officer, enterprise.id, enterprise.version)
    assert service.find_or_create(officer, "国药控股股份有限公司").id == enterprise.id
    other = create(officer, "国药控股股份有限公司")
    assert service.find_or_create(officer, "国药控股股份有限公司").id == other.id


def test_look_alikes_come_likeliest_first(officer, enterprise):
    create(officer, "国药控股云南有限公司")
    create(officer, "云南白药集团股份有限公司")
    found = queries.look_alikes(officer, "国药控股（集团）")
    assert [one.name_zh for one in found] == ["国药控股股份有限公司", "国药控股云南有限公司"]
    assert found[0].likeness == 1


def test_a_credit_code_finds_its_enterprise_under_any_name(officer):
    made = create(officer, "朗霁", uscc=CODE)
    found = queries.look_alikes(officer, "完全不同的名字", CODE.lower())
    assert [(one.id, one.same_code) for one in found] == [(made.id, True)]
    assert queries.look_alikes(officer, "完全不同的名字", CODE, besides=made.id) == []
