"""The timeline view: what it draws for whom, how it is grouped and paged, the wall and the file."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import Person, TaskForce, User
from app.kernel import clock
from app.kernel.listing import ListQuery
from app.projects import service
from app.projects.models import Disclosure, MilestoneKind, Project
from app.projects.queries import ProjectFilters, plans
from app.projects.schemas import MilestoneDraft
from tests.projects.history import claim


@pytest.fixture(autouse=True)
def _in_july(app: Flask) -> Iterator[None]:
    clock.freeze(datetime(2022, 7, 15, 2, 0, tzinfo=UTC))
    yield
    clock.freeze(None)


@pytest.fixture
def english(client, session):
    """The officer's browser, in English."""
    session.execute(update(User).values(locale="en"))
    session.commit()
    return client


def plan(actor, project, kind, day):
    draft = MilestoneDraft(kind=kind, planned_on=day, version=project.version)
    return service.record_milestone(actor, project.id, draft)


def test_a_project_shows_its_plan_its_facts_and_the_latest_days(english, officer, make):
    project = make()
    claim(officer, project, MilestoneKind.FRAMEWORK, "2022-03-01")
    plan(officer, project, MilestoneKind.OPERATING, "2023-06-30")
    plan(officer, project, MilestoneKind.REVIEW, "2022-07-05")
    page = english.get("/projects/timeline").text
    assert f'class="is-claimed" href="/projects/{project.id}#milestone-framework"' in page
    assert f'class="is-planned" href="/projects/{project.id}#milestone-operating"' in page
    assert f'class="is-missed" href="/projects/{project.id}#milestone-review"' in page
    assert 'class="course-latest"' in page
    assert "style=" not in page


def test_a_legacy_project_owes_no_latest_days(officer, make):
    legacy = make(is_legacy=True, stage="building")
    plan(officer, legacy, MilestoneKind.OPERATING, "2023-06-30")
    found = plans.points([legacy])[legacy.id]
    assert [point.kind for point in found] == [MilestoneKind.OPERATING]


def test_the_view_asks_as_often_for_2_projects_as_for_20(client, officer, make, statements):
    counts = []
    for many in (2, 18):
        for _ in range(many):
            plan(officer, make(), MilestoneKind.OPERATING, "2023-06-30")
        client.get("/projects/timeline")
        with statements() as ran:
            client.get("/projects/timeline")
        counts.append(len(ran))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("order", ["late", "stage", "name", "changed", "leader", "force"])
def test_every_order_pages_without_losing_or_doubling_a_project(officer, make, session, order):
    leaders = [Person(name=f"领导{n}", unit_id=officer.unit_id, protocol_order=9 - n) for n in range(2)]
    session.add_all(leaders)
    session.commit()
    made = [make(sponsor_id=[None, leaders[0].id, leaders[1].id][number % 3]) for number in range(7)]
    plan(officer, made[4], MilestoneKind.STARTED, "2022-01-31")
    seen, query = [], ListQuery(order, rows=2)
    while True:
        page = plans.page_of_plans(officer, ProjectFilters(), query)
        seen += [row.id for row in page.rows]
        if page.after is None:
            break
        query = ListQuery(order, page.after, rows=2)
    assert sorted(seen) == [project.id for project in made]
    if order == "late":
        assert seen[0] == made[4].id
    if order == "leader":
        assert [row.sponsor_id for row in map(of(made), seen)] == [leaders[1].id] * 2 + [leaders[0].id] * 2 + [None] * 3


def of(made):
    by_id = {project.id: project for project in made}
    return by_id.__getitem__


def test_grouped_by_task_force_each_name_stands_once(client, make, session):
    force = TaskForce(name_zh="生物医药专班")
    session.add(force)
    session.commit()
    seen_through = [make().id for _ in range(2)]
    session.execute(update(Project).where(Project.id.in_(seen_through)).values(task_force_id=force.id))
    session.commit()
    make()
    page = client.get("/projects/timeline?order=force").text
    groups = re.findall(r'scope="colgroup">(.*?) <', page)
    assert groups == ["生物医药专班", "未编入专班"]


def test_the_scale_and_the_stretch_of_time_stand_in_the_address(english, make):
    make()
    page = english.get("/projects/timeline?scale=months&begin=2022-03-10").text
    assert "1 Mar 2022" in page
    assert "begin=2021-11-01" in page
    assert "begin=2022-07-01" in page
    assert "scale=months" in page
    assert english.get("/projects/timeline?scale=weeks&begin=x").status_code == 200


def test_the_wall_has_no_frame_and_turns_to_the_next_page(client, make, monkeypatch):
    monkeypatch.setattr(plans, "ROWS", 2)
    for _ in range(3):
        make()
    page = client.get("/projects/timeline?wall=1").text
    assert 'class="side"' not in page
    assert 'hx-trigger="every 300s"' in page
    turned = next_of(page)
    assert "at=" in turned
    last = client.get(turned, headers={"HX-Request": "true"}).text
    assert "<html" not in last
    assert "at=" not in next_of(last)


def next_of(page):
    """Where the wall turns to."""
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found
    return unescape(found[1])


def test_what_is_hidden_is_neither_drawn_nor_sent(cast, make):
    for disclosure in (Disclosure.MASKED, Disclosure.TEAM):
        make(name_zh="青松项目", disclosure=disclosure)
    colleague = cast.client("head", unit="other_section")
    page = colleague.get("/projects/timeline?q=青松").text
    assert "/projects/1" not in page
    assert "春晓" not in page
    assert "青松" not in colleague.get("/projects/timeline/export.csv").text


def test_the_file_has_a_row_for_each_milestone_with_both_slips(english, officer, make):
    project = make()
    claim(officer, project, MilestoneKind.CONTRACT, "2022-03-01", total_fen="1亿")
    plan(officer, project, MilestoneKind.OPERATING, "2022-05-31")
    sent = english.get("/projects/timeline/export.csv?status=all")
    rows = list(csv.DictReader(io.StringIO(sent.get_data(as_text=True).lstrip("\ufeff"))))
    by_name = {row["Milestone"]: row for row in rows}
    assert by_name["Gone into operation"]["Planned day"] == "2022-05-31"
    assert int(by_name["Gone into operation"]["Days behind the plan"]) > 0
    assert by_name["Contract signed"]["Actual day"] == "2022-03-01"
    assert by_name["Company registered"]["Latest day"] < "2022-05-31"
    assert {row["Project code"] for row in rows} == {project.code}
    assert english.get("/projects/timeline/export.xlsx").data[:2] == b"PK"


def test_the_table_says_the_same_days(client, officer, make):
    project = make()
    claim(officer, project, MilestoneKind.FRAMEWORK, "2022-03-01")
    page = client.get("/projects/timeline?table=1").text
    assert "2022-03-01" in page
    assert "course-strip" not in page
