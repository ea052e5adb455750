"""Reservation pages, and how much of a confidential project they let through: nothing to an outsider."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel import clock
from app.reservations import service
from app.reservations.models import Reservation
from app.reservations.schemas import ReservationDraft
from tests.support.forms import hidden_fields, post

TODAY = clock.today()
SECRET, CODENAME, NOTE = "绝密医药基地", "青松", "董事长已点头"


@pytest.fixture
def taken(cast, site, project):
    """`taken("team", "hold")`: a site reserved for a project of that disclosure, by the officer."""

    def made(disclosure, kind, code="LK-01"):
        place, officer = site(code), cast.actor("officer")
        secret = project(officer, name_zh=SECRET, disclosure=disclosure)
        last = TODAY + timedelta(days=20) if kind == "hold" else None
        draft = ReservationDraft(project_id=secret.id, kind=kind, from_on=TODAY, to_on=last, note=NOTE)
        return place, service.reserve(officer, place.id, draft)

    return made


def pages(client, place, reservation):
    """Everything that shows a reservation, as one text."""
    paths = [
        f"/sites/{place.id}",
        "/sites/?status=all",
        f"/parks/{place.park_id}",
        "/parks/",
        "/reservations/?standing=all",
        f"/sites/{place.id}/reserve",
        f"/search/?q={SECRET}",
        "/reservations/export.csv?standing=all",
        "/sites/export.csv?status=all",
    ]
    texts = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {200, 403}, path
        texts.append(answer.get_data(as_text=True) if answer.status_code == 200 and "search" not in path else "")
    return "\n".join(texts)


@pytest.mark.parametrize("kind", ["hold", "promise", "contract"])
def test_the_team_sees_everything_of_its_own(cast, taken, kind):
    place, reservation = taken("team", kind)
    text = pages(cast.client("officer"), place, reservation)
    for said in (SECRET, NOTE):
        assert said in text
    assert cast.client("officer").get(f"/reservations/{reservation.id}").status_code == 200


@pytest.mark.parametrize("kind", ["hold", "promise", "contract"])
def test_of_a_project_for_the_team_only_an_outsider_learns_that_the_site_is_not_available(cast, taken, kind):
    place, reservation = taken("team", kind)
    for role in ("officer", "viewer"):
        client = cast.client(role, unit="other_section")
        text = pages(client, place, reservation)
        for hidden in (SECRET, CODENAME, NOTE, str(reservation.to_on or "2999")):
            assert hidden not in text, hidden
        assert "暂不可供" in text
        for word in ("已预留", "已承诺", "已签合同"):
            assert word not in client.get(f"/sites/{place.id}").text
        assert client.get(f"/reservations/{reservation.id}").status_code == 404


def test_a_hidden_hold_refuses_like_a_hidden_contract(cast, taken, project):
    outsider, client = cast.actor("officer", unit="other_section"), cast.client("officer", unit="other_section")
    ours = project(outsider, name_zh="外科室项目")
    said = set()
    for kind, code in (("hold", "LK-01"), ("contract", "LK-02")):
        place, _ = taken("team", kind, code)
        typed = {"project_id": str(ours.id), "kind": "promise", "from_on": str(TODAY + timedelta(days=1))}
        answer = post(client, f"/sites/{place.id}/reserve", typed)
        assert answer.status_code == 409
        said.add("该载体在此期间不可供。" in answer.text)
    assert said == {True}


@pytest.mark.parametrize(("kind", "word"), [("hold", "已预留"), ("promise", "已承诺"), ("contract", "已签合同")])
def test_of_a_masked_project_an_outsider_learns_the_kind_and_whoever_may_list_it_the_codename(cast, taken, kind, word):
    place, reservation = taken("masked", kind)
    officer = cast.client("officer", unit="other_section")
    text = pages(officer, place, reservation)
    assert CODENAME in text
    assert word in text
    viewer = cast.client("viewer")
    shown = pages(viewer, place, reservation)
    assert CODENAME not in shown
    assert word in shown
    for hidden in (SECRET, NOTE):
        assert hidden not in text + shown
    assert officer.get(f"/reservations/{reservation.id}").status_code == 404


def test_a_released_reservation_of_a_hidden_project_leaves_no_trace(cast, session, taken):
    place, reservation = taken("team", "contract")
    reservation.released_at = clock.now()
    session.commit()
    text = pages(cast.client("officer", unit="other_section"), place, reservation)
    assert "暂不可供" not in text.replace('value="unavailable">暂不可供', "")
    assert SECRET not in text


def test_a_site_is_held_from_the_projects_page(cast, site, project):
    place, wanted = site("LK-01", area="24亩"), project(need_land="20亩", need_power_kva="800")
    site("LK-02", area="12亩")
    officer = cast.client("officer")
    page = officer.get(f"/projects/{wanted.id}/sites").text
    assert page.index("LK-01") < page.index("LK-02")
    assert "面积少 8 亩" in page
    assert "电力未填" in page
    form = officer.get(f"/sites/{place.id}/reserve?project={wanted.id}").text
    assert wanted.name_zh in form
    answer = post(
        officer,
        f"/sites/{place.id}/reserve",
        {"project_id": str(wanted.id), "kind": "hold", "to_on": str(TODAY + timedelta(days=14))},
    )
    assert answer.status_code == 303
    assert "本项目已预留" in officer.get(f"/projects/{wanted.id}/sites").text
    assert "LK-01" in officer.get(f"/projects/{wanted.id}").text


def test_without_a_need_the_page_asks_for_it(cast, project):
    assert "请先填写项目所需" in cast.client("officer").get(f"/projects/{project().id}/sites").text


def test_a_refused_form_keeps_what_was_typed(cast, session, site, project):
    place, ours = site(), project()
    typed = {"project_id": str(ours.id), "kind": "hold", "from_on": str(TODAY), "to_on": "", "note": "企业很急"}
    answer = post(cast.client("officer"), f"/sites/{place.id}/reserve", typed)
    assert answer.status_code == 422
    assert "预留须填截止日期" in answer.text
    assert "企业很急" in answer.text
    assert session.scalar(select(func.count(Reservation.id))) == 0


def test_the_same_form_sent_twice_makes_one_reservation(cast, session, site, project):
    place, ours, officer = site(), project(), cast.client("officer")
    path = f"/sites/{place.id}/reserve"
    form = hidden_fields(officer.get(path).text) | {"project_id": str(ours.id), "kind": "contract"}
    assert [officer.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(select(func.count(Reservation.id))) == 1


def test_days_are_changed_and_the_site_is_released_with_a_reason(cast, taken):
    place, reservation = taken("open", "hold")
    officer, path = cast.client("officer"), f"/reservations/{reservation.id}"
    later = str(TODAY + timedelta(days=40))
    assert post(officer, f"{path}/edit", {"from_on": str(TODAY), "to_on": later, "note": ""}).status_code == 303
    assert post(officer, f"{path}/release", {"reason": ""}).status_code == 422
    assert post(officer, f"{path}/release", {"reason": "企业改选"}).status_code == 303
    page = officer.get(path).text
    assert "企业改选" in page
    assert "已释放" in page
    assert "LK-01" not in officer.get("/reservations/").text
    assert "LK-01" in officer.get("/reservations/?standing=over").text
    assert "可供" in officer.get(f"/sites/{place.id}").text


def test_only_those_who_answer_for_the_project_get_the_forms(cast, taken):
    _, reservation = taken("open", "hold")
    for client in (cast.client("officer", unit="other_section"), cast.client("viewer")):
        for verb in ("edit", "release"):
            assert client.get(f"/reservations/{reservation.id}/{verb}").status_code == 403
    assert cast.client("head").get(f"/reservations/{reservation.id}/edit").status_code == 200
    assert cast.client("viewer").get(f"/sites/{reservation.site_id}/reserve").status_code == 403


def test_the_register_asks_as_much_for_fifty_rows_as_for_five(cast, site, project, statements):
    officer, ours, counts = cast.actor("officer"), project(), []
    client = cast.client("officer")
    for more in (5, 45):
        for number in range(more):
            place = site(f"{more}-{number}")
            service.reserve(officer, place.id, ReservationDraft(project_id=ours.id, kind="contract"))
        client.get("/reservations/")
        with statements() as ran:
            client.get("/reservations/")
        counts.append(len(ran))
    assert counts[0] == counts[1]
