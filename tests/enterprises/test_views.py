"""Pages of enterprises and contacts, as a browser without script sees them."""

import csv
import io
import re

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEntry
from app.enterprises import queries, service
from app.enterprises.models import Contact, Enterprise
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel import clock
from app.kernel.db import db
from app.kernel.permissions import Can, Role
from app.vocabularies import queries as vocabularies
from tests.support.forms import hidden_fields, post

CODE = "91440300000043756J"
FACT = {"HX-Request": "true"}


def create(officer, name, **fields):
    return service.create(officer, EnterpriseDraft(name_zh=name, knows_namesake=True, **fields))


def rows(page):
    return re.findall(r'<td class="is-title"><a[^>]*>([^<]+)</a>', page)


def send(browser, url, **typed):
    return post(browser, url, {"status": "prospect", "country": "CN", **typed})


@pytest.fixture
def browser(cast):
    return cast.client("officer")


def test_the_list_shows_names_sectors_status_and_owner(browser, officer, enterprise):
    page = browser.get("/enterprises/").text
    assert rows(page) == ["国药控股股份有限公司"]
    assert "Sinopharm Group Co., Ltd." in page


def test_a_filter_brings_the_rows_alone(browser, contact):
    for room, name in (("enterprises", "国药控股股份有限公司"), ("contacts", "李健")):
        part = browser.get(f"/{room}/?q={name}", headers=FACT).text
        assert rows(part) == [name]
        assert "<html" not in part


@pytest.mark.parametrize("text", ["gykg", "国药", "sinopharm", "国控"])
def test_the_list_is_narrowed_by_name(browser, officer, enterprise, text):
    create(officer, "云南白药集团股份有限公司")
    assert rows(browser.get("/enterprises/", query_string={"q": text}).text) == ["国药控股股份有限公司"]


def test_a_sector_filter_takes_what_lies_below_it(browser, officer, session):
    top = vocabularies.children(officer, None)[0]
    below = vocabularies.children(officer, top.id)[0]
    create(officer, "甲", sector_ids=(below.id,))
    create(officer, "乙")
    assert rows(browser.get(f"/enterprises/?sector={top.id}").text) == ["甲"]


def test_filters_of_status_owner_group_and_archive_narrow_the_list(browser, officer, session):
    head = create(officer, "甲", status="settled", owner_id=officer.id)
    create(officer, "乙", parent_id=head.id)
    away = create(officer, "丙")
    service.archive(officer, away.id, away.version)
    asked = {
        "status=settled": ["甲"],
        f"owner={officer.id}": ["甲"],
        f"group={head.id}": ["甲", "乙"],
        "archived=1": ["丙"],
        "": ["甲", "乙"],
    }
    for query, names in asked.items():
        assert set(rows(browser.get(f"/enterprises/?{query}").text)) == set(names), query


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "sector=x",
        "owner=99999999999999999999",
        "group=-1",
        "at=forged",
        "jump=國",
        "q=%00",
        "order=x",
    ],
)
def test_a_nonsensical_address_still_shows_a_list(browser, enterprise, query):
    for room in ("enterprises", "contacts"):
        assert browser.get(f"/{room}/?{query}").status_code == 200


def test_every_page_of_a_long_list_is_reached_once(browser, officer, session):
    for number in range(120):
        create(officer, f"企业{number:03}")
    seen, url = [], "/enterprises/"
    while url:
        page = browser.get(url).text
        seen += rows(page)
        after = re.search(r'href="([^"]*at=[^"]*)"[^>]*>\s*<span>(?:下一页|Next)', page)
        url = after[1].replace("&amp;", "&") if after else ""
    assert seen == [f"企业{number:03}" for number in range(120)]


def test_an_enterprise_is_written_down_with_its_name_alone(browser, session):
    answer = send(browser, "/enterprises/new", name_zh="昆明南疆制药有限公司")
    assert answer.status_code == 303
    made = db.session.scalars(select(Enterprise)).one()
    assert answer.location == f"/enterprises/{made.id}"
    assert browser.get(answer.location).status_code == 200


def test_one_form_sent_six_times_makes_one_enterprise(browser, session):
    hidden = hidden_fields(browser.get("/enterprises/new").text)
    typed = {**hidden, "name_zh": "昆明南疆制药有限公司", "status": "prospect", "country": "CN"}
    answers = {browser.post("/enterprises/new", data=typed).location for _ in range(6)}
    assert len(answers) == 1
    assert len(db.session.scalars(select(Enterprise)).all()) == 1


def test_a_namesake_is_shown_once_and_the_second_save_goes_through(browser, enterprise):
    typed = {"name_zh": "国药控股（集团）有限公司"}
    refused = send(browser, "/enterprises/new", **typed)
    assert refused.status_code == 422
    assert f'href="/enterprises/{enterprise.id}"' in refused.text
    again = {**hidden_fields(refused.text), **typed, "status": "prospect", "country": "CN"}
    assert browser.post("/enterprises/new", data=again).status_code == 303


def test_a_taken_credit_code_is_refused_at_its_field_and_what_was_typed_stays(browser, officer):
    create(officer, "一号", uscc=CODE)
    answer = send(browser, "/enterprises/new", name_zh="二号", uscc=CODE, note="三句话", knows_namesake="1")
    assert answer.status_code == 422
    assert 'id="uscc-error"' in answer.text
    assert "三句话" in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name_zh", ""),
        ("name_zh", "长" * 201),
        ("name_zh", "\x00"),
        ("uscc", "91440300000043756K"),
        ("country", "XX"),
        ("status", "nonsense"),
        ("owner_id", "9" * 40),
        ("parent_id", "没有这家企业"),
        ("sector_ids", "x"),
        ("listings-0-year", "yesterday"),
        ("note", "长" * 20_001),
    ],
)
def test_bad_input_is_refused_in_place(browser, session, field, typed):
    answer = send(browser, "/enterprises/new", **{"name_zh": "甲", "listings-0-list_code": "", field: typed})
    assert answer.status_code == 422
    assert db.session.scalars(select(Enterprise)).all() == []


def test_pickers_without_script_take_a_full_name(browser, officer, enterprise):
    sector = vocabularies.children(officer, None)[0]
    typed = {"name_zh": "新公司", "parent_id": "国药控股", "sector_ids": sector.name_zh}
    answer = send(browser, "/enterprises/new", **typed)
    made = queries.get(officer, int(answer.location.rsplit("/", 1)[1]))
    assert (made.parent_id, [link.sector_id for link in made.sector_links]) == (enterprise.id, [sector.id])


def test_the_second_writer_sees_the_first_ones_change_and_keeps_what_was_typed(browser, officer, enterprise):
    url = f"/enterprises/{enterprise.id}/edit"
    first, second = (hidden_fields(browser.get(url).text) for _ in range(2))
    kept = {"status": "prospect", "country": "CN"}
    assert browser.post(url, data={**first, **kept, "name_zh": "先写的"}).status_code == 303
    clash = browser.post(url, data={**second, **kept, "name_zh": "后写的"})
    assert clash.status_code == 409
    assert "先写的" in clash.text
    assert 'value="后写的"' in clash.text
    again = {**hidden_fields(clash.text), **kept, "name_zh": "后写的"}
    assert browser.post(url, data=again).status_code == 303
    assert queries.get(officer, enterprise.id).name_zh == "后写的"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_a_forged_version_changes_nothing(browser, officer, enterprise, version):
    url = f"/enterprises/{enterprise.id}/edit"
    answer = send(browser, url, name_zh="别的", version=version)
    assert answer.status_code in {409, 422}
    assert queries.get(officer, enterprise.id).name_zh == "国药控股股份有限公司"


def test_lists_are_kept_and_an_emptied_row_is_left_out(browser, officer, enterprise):
    url = f"/enterprises/{enterprise.id}/edit"
    typed = {"name_zh": "国药控股", "listings-0-list_code": "listed", "listings-0-year": "2009"}
    assert send(browser, url, **typed).status_code == 303
    assert "listings-1-list_code" in browser.get(url).text
    assert (
        send(browser, url, name_zh="国药控股", **{"listings-0-list_code": "", "listings-0-year": ""}).status_code == 303
    )
    assert queries.get(officer, enterprise.id).listings == []


def test_a_fact_is_edited_in_its_cell(browser, officer, enterprise):
    url = f"/enterprises/{enterprise.id}/facts/short_name"
    form = browser.get(f"{url}/edit", headers=FACT)
    assert "国药控股" in form.text
    typed = {**hidden_fields(form.text), "short_name": "国控股份"}
    cell = browser.post(f"{url}/edit", data=typed, headers=FACT)
    assert cell.status_code == 200
    assert "国控股份" in cell.text
    assert 'name="short_name"' not in cell.text
    stale = browser.post(f"{url}/edit", data={**typed, "short_name": "晚了"}, headers=FACT)
    assert stale.status_code == 409
    assert "国控股份" in stale.text
    assert 'value="晚了"' in stale.text


def test_after_a_fact_is_saved_the_page_can_still_archive(cast, officer, enterprise):
    browser = cast.client("head")
    url = f"/enterprises/{enterprise.id}"
    typed = {**hidden_fields(browser.get(f"{url}/facts/status/edit", headers=FACT).text), "status": "settled"}
    cell = browser.post(f"{url}/facts/status/edit", data=typed, headers=FACT).text
    assert 'id="head-status" hx-swap-oob="true"' in cell
    assert browser.post(f"{url}/archive", data=hidden_fields(cell)).status_code == 303
    assert queries.get(officer, enterprise.id).archived_at is not None


@pytest.mark.parametrize("name", [*queries.FACT_VOCABULARIES, "status", "owner_id", "park_id", "uscc", "note"])
def test_every_fact_has_a_cell_a_form_and_a_page(browser, enterprise, name):
    url = f"/enterprises/{enterprise.id}/facts/{name}"
    assert browser.get(url).status_code == 200
    assert f'name="{name}"' in browser.get(f"{url}/edit", headers=FACT).text
    assert f'name="{name}"' in browser.get(f"{url}/edit").text


def test_a_wrong_fact_is_refused_in_its_cell(browser, enterprise):
    url = f"/enterprises/{enterprise.id}/facts/uscc/edit"
    hidden = hidden_fields(browser.get(url, headers=FACT).text)
    answer = browser.post(url, data={**hidden, "uscc": "123"}, headers=FACT)
    assert answer.status_code == 422
    assert 'value="123"' in answer.text


def test_a_fact_that_does_not_exist_has_no_page(browser, enterprise):
    for name in ("nonsense", "name_zh", "version", "is_sample"):
        assert browser.get(f"/enterprises/{enterprise.id}/facts/{name}").status_code == 404
        assert browser.get(f"/enterprises/{enterprise.id}/facts/{name}/edit").status_code == 404


def test_the_page_shows_the_group_above_beside_and_below(browser, officer, enterprise):
    middle = create(officer, "国药控股云南有限公司", parent_id=enterprise.id)
    sister = create(officer, "国药控股贵州有限公司", parent_id=enterprise.id)
    leaf = create(officer, "国药昆明物流有限公司", parent_id=middle.id)
    page = browser.get(f"/enterprises/{middle.id}").text
    for relative in (enterprise, sister, leaf):
        assert f'href="/enterprises/{relative.id}"' in page
    assert 'aria-current="true">国药控股云南有限公司' in page


@pytest.mark.parametrize(
    "query", ["", "of=self", "kind=meeting", "kind=x", "before=x", "before=2022-07-15T00:00:00%2B08:00"]
)
def test_the_timeline_can_be_narrowed(browser, enterprise, query):
    assert browser.get(f"/enterprises/{enterprise.id}?{query}").status_code == 200
    assert 'id="timeline"' in browser.get(f"/enterprises/{enterprise.id}/timeline?{query}").text


def test_what_does_not_exist_is_not_found(browser, session):
    for path in ("enterprises/999999", "contacts/999999", "enterprises/999999/edit", "enterprises/999999/timeline"):
        assert browser.get(f"/{path}").status_code == 404


def test_likely_duplicates_are_named_while_typing(browser, enterprise):
    for query in ({"name": "国药控股"}, {"name_en": "Sinopharm"}, {"name_zh": "国药控股有限公司"}):
        assert f'href="/enterprises/{enterprise.id}"' in browser.get("/enterprises/duplicates", query_string=query).text
    besides = {"name": "国药控股", "besides": enterprise.id}
    assert "href" not in browser.get("/enterprises/duplicates", query_string=besides).text
    for nonsense in ("", "\x00", "()*:\"'", "长" * 5000, "AND OR NOT"):
        assert browser.get("/enterprises/duplicates", query_string={"name": nonsense}).status_code == 200


@pytest.mark.parametrize("text", ["", "国", "gykg", "\x00", "*", '"', "%", "长" * 5000, "' OR 1=1"])
def test_pickers_answer_whatever_is_typed(browser, contact, text):
    for room in ("enterprises", "contacts"):
        assert browser.get(f"/{room}/options", query_string={"q": text}).status_code == 200


def test_the_picker_of_contacts_is_bound_to_enterprises(browser, officer, contact):
    other = create(officer, "别家")
    url = f"/contacts/options?enterprise={contact.enterprise_id}"
    assert "李健" in browser.get(url).text
    assert "李健" not in browser.get(f"/contacts/options?enterprise={other.id}").text
    assert "李健" in browser.get(f"{url}&enterprise={other.id}&enterprise=x&on=2021-01-01").text
    assert "李健" not in browser.get(f"{url}&on=2019-01-01").text


def test_a_contact_is_written_down_moved_and_put_away(cast, officer, enterprise):
    browser = cast.client("head")
    other = create(officer, "云南白药集团股份有限公司")
    made = post(browser, f"/contacts/new?enterprise={enterprise.id}", {"enterprise_id": enterprise.id, "name": "王芳"})
    assert made.status_code == 303
    moved = post(
        browser, f"{made.location}/move", {"enterprise_id": other.id, "title_zh": "经理", "since": "2022-06-01"}
    )
    assert moved.status_code == 303
    page = browser.get(made.location).text
    assert "国药控股股份有限公司" in page
    assert "2022年6月1日" in page
    assert post(browser, f"{made.location}/archive", page=made.location).status_code == 303
    assert db.session.scalars(select(Contact)).one().archived_at is not None
    assert post(browser, f"{made.location}/restore", page=made.location).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("phone", "call me"), ("email", "x"), ("since", "soon"), ("enterprise_id", "无")]
)
def test_bad_input_of_a_contact_is_refused_in_place(browser, enterprise, field, typed):
    given = {"enterprise_id": enterprise.id, "name": "王芳", "wechat": "留住我"}
    answer = post(browser, "/contacts/new", {**given, field: typed})
    assert answer.status_code == 422
    assert "留住我" in answer.text
    assert db.session.scalars(select(Contact)).all() == []


def exported(browser, url):
    return list(csv.reader(io.StringIO(browser.get(url).data.decode("utf-8-sig"))))


def test_an_export_has_exactly_the_rows_of_the_list(browser, officer, enterprise):
    sector = vocabularies.children(officer, None)[0]
    create(officer, "=cmd()", uscc=CODE, sector_ids=(sector.id,), ownership="private", parent_id=enterprise.id)
    heading, *lines = exported(browser, "/enterprises/export.csv?q=cmd")
    line = dict(zip(heading, lines[0], strict=True))
    assert len(lines) == 1
    assert {"'=cmd()", CODE, sector.name_zh, "国药控股股份有限公司"} <= set(line.values())
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "list.export")).one()
    assert (entry.details["rows"], entry.details["filters"]) == (1, {"q": "cmd"})


def test_sectors_of_an_exported_enterprise_stand_in_their_order(browser, officer, session):
    one, two = vocabularies.children(officer, None)[:2]
    create(officer, "甲", sector_ids=(two.id, one.id))
    _, line = exported(browser, "/enterprises/export.csv")
    assert f"{two.name_zh}、{one.name_zh}" in line


def test_contacts_are_exported_for_who_may(cast, contact):
    assert "138****0001" in exported(cast.client("officer"), "/contacts/export.csv")[1]
    assert cast.client("viewer").get("/contacts/export.csv").status_code == 403
    workbook = cast.client("officer").get("/contacts/export.xlsx")
    assert workbook.data[:2] == b"PK"
    assert cast.client("officer").get("/contacts/export.doc").status_code == 404


def test_lists_and_pages_ask_the_same_number_of_questions_however_long_they_are(browser, officer, statements):
    sectors = vocabularies.children(officer, None)[:3]
    head = create(officer, "集团")

    def grow(count):
        for number in range(count):
            made = create(
                officer,
                f"企业{len(db.session.scalars(select(Enterprise.id)).all())}",
                owner_id=officer.id,
                parent_id=head.id,
                sector_ids=tuple(sector.id for sector in sectors),
            )
            for enterprise_id in (made.id, head.id):
                service.create_contact(officer, ContactDraft(enterprise_id=enterprise_id, name=f"王{number}"))

    def asked(path):
        browser.get(path)
        with statements() as ran:
            assert browser.get(path).status_code == 200
        return len(ran)

    paths = (
        "/enterprises/",
        "/contacts/",
        f"/enterprises/{head.id}",
        "/enterprises/options?q=企业",
        "/contacts/options",
    )
    grow(5)
    few = [asked(path) for path in paths]
    grow(45)
    assert [asked(path) for path in paths] == few


def test_pages_say_what_a_role_may_do(cast, enterprise, contact):
    viewer, officer = cast.client("viewer"), cast.client("officer")
    for path in (f"/enterprises/{enterprise.id}", f"/contacts/{contact.id}"):
        assert f"{path}/edit" not in viewer.get(path).text
        assert f"{path}/edit" in officer.get(path).text
        assert f"{path}/archive" not in officer.get(path).text


@pytest.mark.parametrize("role", list(Role))
def test_doors_are_shut_to_who_has_not_the_right(cast, enterprise, contact, role):
    browser, may = cast.client(role), cast.actor(role).may
    doors = {
        "/enterprises/": Can.SEE_ENTERPRISES,
        f"/enterprises/{enterprise.id}": Can.SEE_ENTERPRISES,
        "/enterprises/new": Can.EDIT_ENTERPRISES,
        f"/enterprises/{enterprise.id}/edit": Can.EDIT_ENTERPRISES,
        "/enterprises/export.csv": Can.EXPORT,
        "/contacts/": Can.SEE_ENTERPRISES,
        f"/contacts/{contact.id}": Can.SEE_ENTERPRISES,
        f"/contacts/{contact.id}/move": Can.EDIT_ENTERPRISES,
    }
    for path, right in doors.items():
        assert browser.get(path).status_code == (200 if may(right) else 403), path


def test_a_letter_jumps_into_the_list(browser, officer, session):
    for name in ("安宁", "昆明", "云南"):
        create(officer, name)
    assert rows(browser.get("/enterprises/?jump=k").text) == ["昆明", "云南"]


def test_the_last_changed_come_first_when_asked(browser, officer, session):
    create(officer, "安宁")
    late = create(officer, "云南")
    early = clock.now().replace(year=2020)
    db.session.execute(update(Enterprise).where(Enterprise.id != late.id).values(updated_at=early))
    db.session.commit()
    assert rows(browser.get("/enterprises/?order=changed").text) == ["云南", "安宁"]
