"""One project's page and its forms as a browser without JavaScript, and htmx, meet them."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.kernel import clock
from app.projects import service
from app.projects.models import Project, Stage
from app.projects.schemas import MilestoneDraft, ProjectChange
from tests.support.forms import hidden_fields, post, token

HX = {"HX-Request": "true"}


def projects(session):
    session.expire_all()
    return session.scalars(select(Project).order_by(Project.id)).all()


def test_the_page_shows_stage_bar_milestones_slip_and_timeline(client, officer, make):
    project = make(total_fen="6.2亿")
    draft = MilestoneDraft(
        kind="contract",
        planned_on="2022-03-01",
        claimed_on="2022-03-11",
        note="市政府会议室签约",
        version=project.version,
    )
    service.record_milestone(officer, project.id, draft)
    page = client.get(f"/projects/{project.id}", headers={"Accept-Language": "en"}).text
    assert page.count('<li class="is-done"') == 3
    assert "市政府会议室签约" in page
    assert re.search(r"10( days late| 天)", page)


def test_the_page_asks_as_often_for_many_milestones_as_for_one(client, officer, make, statements):
    project = make(total_fen="1亿", stage=Stage.INTENT)
    counts = []
    for kinds in (["framework"], ["review", "contract", "registered", "site", "permits", "started", "completed"]):
        for kind in kinds:
            draft = MilestoneDraft(kind=kind, claimed_on="2022-03-11", version=project.version)
            service.record_milestone(officer, project.id, draft)
        client.get(f"/projects/{project.id}")
        with statements() as ran:
            client.get(f"/projects/{project.id}")
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_the_enterprise_shows_the_project_and_its_history(client, officer, make, sinopharm):
    project = make(total_fen="6.2亿")
    draft = MilestoneDraft(kind="contract", claimed_on="2022-03-11", note="签约仪式", version=project.version)
    service.record_milestone(officer, project.id, draft)
    page = client.get(f"/enterprises/{sinopharm.id}").text
    assert f"/projects/{project.id}" in page
    assert "签约仪式" in page


def test_a_project_is_entered_with_a_name_and_an_unknown_enterprise(client, session):
    sent = post(
        client, "/projects/new", {"name_zh": "光伏组件基地", "enterprise_id": "滇中晶硅有限公司", "total_fen": "1.2亿"}
    )
    assert sent.status_code == 303
    [project] = projects(session)
    assert (project.enterprise.name_zh, project.total_fen) == ("滇中晶硅有限公司", 12_000_000_000)


def test_the_same_form_sent_six_times_makes_one_project(client, sinopharm, session):
    typed = hidden_fields(client.get("/projects/new").text) | {"name_zh": "产业园", "enterprise_id": sinopharm.id}
    assert {client.post("/projects/new", data=typed).status_code for _ in range(6)} == {303}
    assert session.scalar(select(func.count()).select_from(Project)) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("total_fen", "about 3亿"),
        ("total_fen", "-1"),
        ("total_fen", "999999999999亿"),
        ("received_on", "2022-02-30"),
        ("received_on", "2099-01-01"),
        ("name_zh", "长" * 201),
        ("name_zh", "a\x00b"),
        ("jobs", "99999999999"),
        ("jobs", "viele"),
        ("need_land", "x"),
        ("officer_id", "999999999"),
        ("officer_id", "99999999999999999999999"),
        ("sector_id", "药"),
        ("track", "rail"),
        ("stage", "signed"),
        ("source", "moon"),
        ("team_ids", "12345678"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_the_field_and_stays_as_typed(client, sinopharm, session, field, typed):
    sent = post(
        client, "/projects/new", {"name_zh": "产业园", "summary": "一句话", "enterprise_id": sinopharm.id, field: typed}
    )
    assert sent.status_code == 422
    assert "一句话" in sent.text
    assert 'aria-invalid="true"' in sent.text or 'class="field-error"' in sent.text
    assert projects(session) == []


def test_lone_surrogates_are_refused(client, sinopharm):
    page = client.get("/projects/new")
    typed = hidden_fields(page.text)
    body = "&".join(f"{name}={value}" for name, value in typed.items())
    body += f"&name_zh=%ED%A0%80&enterprise_id={sinopharm.id}"
    sent = client.post("/projects/new", data=body, content_type="application/x-www-form-urlencoded")
    assert sent.status_code < 500


def test_a_stale_edit_keeps_what_was_typed_and_shows_what_was_saved(client, officer, make):
    project = make(name_en="Old")
    page = client.get(f"/projects/{project.id}/edit")
    hidden = hidden_fields(page.text)
    service.change(officer, project.id, ProjectChange(name_en="Theirs", version=project.version))
    kept = {
        "name_zh": project.name_zh,
        "enterprise_id": project.enterprise_id,
        "track": "land",
        "disclosure": "open",
        "officer_id": project.officer_id,
        "unit_id": project.unit_id,
        "received_on": "2022-01-10",
    }
    sent = client.post(f"/projects/{project.id}/edit", data={**hidden, **kept, "name_en": "Mine"})
    assert sent.status_code == 409
    assert "Mine" in sent.text
    assert "Theirs" in sent.text
    again = hidden_fields(sent.text)
    assert client.post(f"/projects/{project.id}/edit", data={**again, **kept, "name_en": "Mine"}).status_code == 303


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999"])
def test_a_forged_version_is_refused(client, make, version):
    project = make()
    sent = post(client, f"/projects/{project.id}/move?to=talks", {"version": version})
    assert sent.status_code in (409, 422)


def test_moving_on_and_back_works_as_a_plain_page(client, make, session):
    project = make()
    assert post(client, f"/projects/{project.id}/move?to=talks", {"note": "首次会谈"}).status_code == 303
    assert projects(session)[0].stage is Stage.TALKS
    assert post(client, f"/projects/{project.id}/move?to=lead").status_code == 422
    assert post(client, f"/projects/{project.id}/move?to=lead", {"note": "误操作"}).status_code == 303
    assert projects(session)[0].stage is Stage.LEAD


def test_the_dialog_asks_for_what_signing_lacks_and_takes_it(client, make, session):
    project = make(stage="intent")
    address = f"/projects/{project.id}/move?to=signed"
    refused = post(client, address)
    assert refused.status_code == 422
    assert "total_fen" in refused.text
    assert "happened_on" in refused.text
    taken = post(client, address, {"total_fen": "2亿", "happened_on": "2022-03-01"}, headers=HX)
    assert taken.status_code == 204
    assert taken.headers["HX-Redirect"] == f"/projects/{project.id}"
    assert projects(session)[0].stage is Stage.SIGNED


def test_a_refused_dialog_comes_back_as_a_part(client, make):
    project = make(stage="intent")
    part = post(client, f"/projects/{project.id}/move?to=signed", headers=HX)
    assert part.status_code == 422
    assert part.text.lstrip().startswith("<form")


def test_milestones_are_recorded_planned_and_withdrawn_by_small_forms(client, make, session):
    project = make(total_fen="1亿")
    address = f"/projects/{project.id}/milestones/contract"
    assert post(client, address, {"planned_on": "2022-03-01"}).status_code == 303
    assert post(client, address, {"planned_on": "2022-03-01", "claimed_on": "2022-03-11"}).status_code == 303
    assert projects(session)[0].stage is Stage.SIGNED
    assert post(client, f"{address}/withdraw").status_code == 422
    assert post(client, f"{address}/withdraw", {"note": "协议未生效"}).status_code == 303
    [contract] = projects(session)[0].milestones
    assert (contract.planned_on, contract.claimed_on) == (date(2022, 3, 1), None)


def test_status_and_next_step_are_set_by_small_forms(client, make, session):
    project = make()
    assert post(client, f"/projects/{project.id}/status", {"to": "paused"}).status_code == 422
    assert post(client, f"/projects/{project.id}/status", {"to": "paused", "reason": "总部重组"}).status_code == 303
    sent = post(client, f"/projects/{project.id}/next-step", {"next_step": "回访", "next_due_on": "2022-08-01"})
    assert sent.status_code == 303
    page = client.get(f"/projects/{project.id}").text
    assert "总部重组" in page
    assert "回访" in page


def test_one_fact_is_changed_in_its_place(client, make, session):
    project = make(total_fen="1亿", name_en="Park")
    address = f"/projects/{project.id}/facts/total_fen"
    form = client.get(address, headers=HX)
    assert "<form" in form.text
    hidden = hidden_fields(form.text) | {"csrf_token": token(client)}
    refused = client.post(address, data={**hidden, "total_fen": "about 3亿"}, headers=HX)
    assert refused.status_code == 422
    assert "about 3亿" in refused.text
    saved = client.post(address, data={**hidden, "total_fen": "1.2亿"}, headers=HX)
    assert saved.status_code == 200
    assert "1.2" in saved.text
    [project] = projects(session)
    assert (project.total_fen, project.name_en) == (12_000_000_000, "Park")
    assert client.post(address, data={**hidden, "total_fen": "2亿"}, headers=HX).status_code == 409


def test_archiving_takes_a_project_off_the_list_and_restoring_brings_it_back(cast, make):
    project, client = make(), cast.client("head")
    assert post(client, f"/projects/{project.id}/archive", page=f"/projects/{project.id}").status_code == 303
    assert "LD-2022-0001" not in client.get("/projects/").text
    assert "LD-2022-0001" in client.get("/projects/?archived=1").text
    assert post(client, f"/projects/{project.id}/restore", page=f"/projects/{project.id}").status_code == 303
    assert "LD-2022-0001" in client.get("/projects/").text


def test_today_is_the_default_day_of_receipt(client, sinopharm, session):
    post(client, "/projects/new", {"name_zh": "产业园", "enterprise_id": sinopharm.id, "received_on": ""})
    assert projects(session)[0].received_on == clock.today()
