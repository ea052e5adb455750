"""The pages of parks and sites."""

import csv
import io

import pytest
from sqlalchemy import func, select

from app.parks.models import Site
from app.vocabularies.models import Sector
from tests.support.forms import hidden_fields, post

TYPED = {"code": "A1", "name_zh": "一号厂房", "kind": "building", "state": "available", "area": "3000m²"}


def rows(client, query: str = "") -> set[str]:
    """The codes in the file of the list."""
    answer = client.get(f"/sites/export.csv?{query}")
    assert answer.status_code == 200
    return {row[1] for row in list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]}


def test_a_site_is_written_down_shown_and_found(cast, park):
    head = cast.client("head")
    answer = post(head, "/sites/new", TYPED | {"park_id": str(park.id), "height_cm": "8.1", "price_fen": "12"})
    assert answer.status_code == 303
    page = cast.client("viewer").get(answer.headers["Location"]).text
    for said in ("A1 一号厂房", "3,000 m²", "8.1 m", "12 元/㎡·月", "可供"):
        assert said in page
    assert "一号厂房" in cast.client("viewer").get("/search/?q=一号厂房").text
    assert "一号厂房" in cast.client("officer").get("/sites/options?q=yhcf").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "", "此项必填"),
        ("height_cm", "很高", "8.1"),
        ("area", "很大", "120亩"),
        ("price_fen", "面议", "金额"),
        ("plan", "左上角", "千分比"),
        ("kind", "room", "楼栋"),
        ("park_id", "999999", "选择一个园区"),
        ("parent_id", "999999", "没有该载体"),
        ("sectors", ["999999"], "不存在"),
        ("power_kva", "99999999999", "之间"),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays(cast, park, field, typed, said):
    answer = post(cast.client("head"), "/sites/new", TYPED | {"park_id": str(park.id), "note": "近地铁", field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "近地铁" in answer.text
    assert cast.session.scalar(select(func.count(Site.id))) == 0


def test_a_code_is_given_once_in_a_park(cast, park, site):
    site("A1", kind="building")
    answer = post(cast.client("head"), "/sites/new", TYPED | {"park_id": str(park.id)})
    assert answer.status_code == 422
    assert "已有此编号" in answer.text


def test_the_same_form_sent_six_times_makes_one_site(cast, session, park):
    head = cast.client("head")
    form = hidden_fields(head.get("/sites/new").text) | TYPED | {"park_id": str(park.id)}
    assert len({head.post("/sites/new", data=form).headers["Location"] for _ in range(6)}) == 1
    assert session.scalar(select(func.count(Site.id))) == 1


def test_one_fact_is_changed_in_its_place_and_the_others_stay(cast, session, site):
    made = site("A1", kind="building", area="3000m²", power_kva="800", note="近地铁")
    head, path = cast.client("head"), f"/sites/{made.id}/facts/load_kg"
    form = hidden_fields(head.get(path, headers={"HX-Request": "true"}).text)
    answer = head.post(path, data=form | {"load_kg": "2.5"}, headers={"HX-Request": "true"})
    assert "2.5 t/m²" in answer.text
    session.refresh(made)
    assert (made.load_kg, made.power_kva, made.note) == (2500, 800, "近地铁")
    assert head.get(f"/sites/{made.id}/facts/path").status_code == 404


def test_the_second_of_two_editors_sees_both_texts(cast, site):
    made = site("A1", kind="building")
    page = f"/sites/{made.id}/edit"
    first, second = cast.client("head"), cast.client("manager")
    opened = hidden_fields(second.get(page).text)
    typed = {name: value for name, value in TYPED.items() if name != "kind"}
    post(first, page, typed | {"name_zh": "先保存的"})
    answer = second.post(page, data=opened | typed | {"name_zh": "后保存的"})
    assert answer.status_code == 409
    assert "先保存的" in answer.text
    assert "后保存的" in answer.text


def test_what_others_lie_in_is_not_archived_before_them(cast, site):
    building = site("A1", kind="building")
    floor = site("A1-1", kind="floor", parent_id=building.id)
    head = cast.client("head")

    def send(verb: str, number: int) -> int:
        return post(head, f"/sites/{number}/{verb}", page=f"/sites/{number}").status_code

    assert send("archive", building.id) == 409
    assert send("archive", floor.id) == 303
    assert send("archive", building.id) == 303
    assert "A1-1" not in head.get("/sites/").text
    assert send("restore", floor.id) == 409
    assert send("restore", building.id) == 303
    assert send("restore", floor.id) == 303
    assert "A1-1" in head.get("/sites/").text


def test_the_list_shows_what_can_be_had(cast, site):
    parcel = site("P1", area="60亩")
    site("P2", area="30亩", state="occupied")
    site("P3", area="30亩", state="planned", available_from="2099-01-01")
    built = site("A1", kind="building", parent_id=parcel.id, area="9000m²")
    site("A1-1", kind="floor", parent_id=built.id, area="3000m²", state="occupied")
    site("A1-2", kind="floor", parent_id=built.id, area="3000m²")
    site("X1", kind="building", state="withdrawn")
    officer = cast.client("officer")
    assert rows(officer) == {"A1-2"}
    assert rows(officer, "status=all") == {"P1", "P2", "P3", "A1", "A1-1", "A1-2", "X1"}
    assert rows(officer, "status=partly") == {"P1", "A1"}
    assert rows(officer, "by=2099-01-01") == {"A1-2", "P3"}


def test_filters_narrow_by_what_is_known(cast, site):
    facts = {"area": "3000m²", "height_cm": "8", "load_kg": "2", "power_kva": "800", "price_fen": "12"}
    site("A1", kind="building", **facts)
    site("A2", kind="building", area="1000m²")
    site("P1", area="20亩", env_class="m3")
    officer = cast.client("officer")
    for query in ("height=8", "load=2", "power=800", "price=12", "area_from=2000m²&area_to=4000m²", "q=A1"):
        assert rows(officer, query) == {"A1"}, query
    assert rows(officer, "height=8.1") == set()
    assert rows(officer, "site_kind=parcel") == {"P1"}
    assert rows(officer, "env=m3") == {"P1"}
    assert rows(officer, "area_from=20亩") == {"P1"}


def test_a_filter_that_is_none_is_named_and_the_links_keep_the_sound_ones(cast, site):
    site("A1", kind="building", height_cm="9", area="3000m²")
    page = cast.client("officer").get("/sites/?height=8.5&area_from=2000m²&power=viel").text
    assert "viel" in page
    assert "height=8.5" in page
    assert "A1" in page


def test_a_site_fits_its_sectors_and_what_lies_below_them(cast, session, site):
    above = session.scalars(select(Sector).where(Sector.code == "C27")).one()
    below = session.scalars(select(Sector).where(Sector.parent_id == above.id)).first()
    other = session.scalars(select(Sector).where(Sector.code == "C36")).one()
    site("A1", kind="building", sectors=(above.id,))
    site("A2", kind="building")
    officer = cast.client("officer")
    assert rows(officer, f"sector={below.id}") == {"A1", "A2"}
    assert rows(officer, f"sector={above.id}") == {"A1", "A2"}
    assert rows(officer, f"sector={other.id}") == {"A2"}


def test_a_park_adds_up_its_areas_and_draws_its_plan(cast, park, site):
    parcel = site("P1", area="60亩", plan="0,0 500,500")
    site("P2", area="30亩", state="occupied")
    built = site("A1", kind="building", parent_id=parcel.id, area="9000m²")
    site("A1-1", kind="floor", parent_id=built.id, area="3000m²")
    page = cast.client("viewer").get(f"/parks/{park.id}").text
    assert "90 亩（60,000 m²）" in page
    assert "3,000 m²" in page
    assert page.count('class="plan-site') == 2
    assert "0,0.0 500,0.0 500,310.0 0,310.0" in page
    assert "60 亩" in cast.client("viewer").get("/parks/").text
    assert cast.client("viewer").get(f"/parks/{cast.unit('section').id}").status_code == 404


def test_an_empty_office_is_told_how_to_begin(cast):
    assert "系统管理" in cast.client("head").get("/parks/").text


@pytest.mark.parametrize("path", ["/parks/", "/sites/?status=all", "/parks/{park}", "/reservations/"])
def test_pages_ask_as_much_for_fifty_sites_as_for_five(cast, park, site, statements, path):
    client, counts = cast.client("viewer"), []
    for more in (5, 45):
        for number in range(more):
            site(f"{more}-{number}", kind="building")
        client.get(path.format(park=park.id))
        with statements() as ran:
            client.get(path.format(park=park.id))
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_who_may_read_may_not_write(cast, site):
    made = site("A1", kind="building")
    for role in ("viewer", "officer", "policy_officer", "admin"):
        client = cast.client(role)
        assert client.get(f"/sites/{made.id}").status_code == 200
        assert client.get("/sites/new").status_code == 403
        assert client.get(f"/sites/{made.id}/edit").status_code == 403
    assert cast.client("viewer").get("/sites/export.csv").status_code == 403
    assert cast.client("security_admin").get("/sites/").status_code == 403
