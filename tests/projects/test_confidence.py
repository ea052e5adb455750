"""What others may know of a confidential project: nothing, or the mask; and who is let in to it."""

import csv
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.permissions import GRANTS, Can, Role
from app.projects import queries, service
from app.projects.models import Project, ProjectAccess
from app.projects.queries import ProjectFilters
from app.projects.schemas import AccessDraft, ProjectChange
from app.projects.service import access
from app.vocabularies.models import Sector
from tests.projects.conftest import MakeProject
from tests.support.forms import post

EVERYTHING = ProjectFilters()


@pytest.fixture
def outsider(cast):
    """An officer of another section, who may list what is masked."""
    return cast.actor("officer", unit="other_section")


@pytest.fixture
def browser(cast, outsider):
    return cast.client("officer", unit="other_section")


@pytest.fixture
def masked(make: MakeProject, session) -> Project:
    sector = session.scalars(select(Sector).order_by(Sector.id)).first()
    return make(
        disclosure="masked", codename="青松项目", total_fen="6.2亿", sector_id=sector.id, next_step="办结消防备案"
    )


def shown(actor, **filters):
    return [row.codename for row in queries.masked_rows(actor, ProjectFilters(**filters))]


def let(project, actor, session, **facts):
    """A draft that lets somebody in to the project as it is now."""
    version = session.get(Project, project.id, populate_existing=True).version
    return AccessDraft.model_validate({"user_id": actor.id, "reason": "参与谈判", "version": version} | facts)


def test_others_see_codename_sector_amount_band_and_stage_and_nothing_else(browser, masked):
    page = browser.get("/projects/").text
    part = page[page.index('aria-labelledby="masked-title"') :]
    part = part[: part.index("</section>")]
    for word in ("青松项目", "5–10 亿元", "线索", masked.sector.name_zh):
        assert word in page
    assert "<a " not in part
    for word in (masked.code, masked.name_zh, "国药控股云南有限公司", "6.2", "消防备案", f"/projects/{masked.id}"):
        assert word not in page


@pytest.mark.parametrize("role", list(Role))
def test_who_may_list_masked_projects(cast, masked, role):
    actor = cast.actor(role, unit="other_section", name="somebody else")
    sees_all = actor.reach(Can.SEE_CONFIDENTIAL) is None
    assert shown(actor) == ["青松项目"] * (Can.LIST_MASKED in GRANTS[role] and not sees_all)
    assert queries.count_masked(actor) == len(shown(actor))
    assert (Can.LIST_MASKED in GRANTS[role]) is (role in {"officer", "head", "manager", "verifier", "policy_officer"})


def test_those_who_see_it_do_not_have_it_masked_too(officer, masked):
    assert shown(officer) == []


def test_a_project_for_its_team_only_is_not_even_masked(outsider, make):
    make(disclosure="team", codename="云杉项目")
    assert shown(outsider) == []


def test_masked_projects_are_found_by_what_they_show_and_by_nothing_else(outsider, masked, session):
    elsewhere = session.scalars(
        select(Sector.id).where(Sector.parent_id.is_(None), Sector.id != masked.sector_id)
    ).first()
    assert shown(outsider, stage="lead", sector=masked.sector_id) == ["青松项目"]
    assert shown(outsider, stage="signed") == []
    assert shown(outsider, sector=elsewhere) == []
    for asked in (
        {"q": "青松项目"},
        {"status": "all"},
        {"officer": masked.officer_id},
        {"enterprise": masked.enterprise_id},
        {"unit": masked.unit_id},
        {"track": "land"},
        {"min_total": 1},
        {"next_step": "none"},
        {"waiting": True},
        {"archived": True},
        {"stage": "lead", "mine": True},
    ):
        assert shown(outsider, **asked) == []


def test_a_closed_masked_project_stays_listed_and_an_archived_one_leaves(outsider, masked, session):
    masked.status = "lost"
    session.commit()
    assert shown(outsider) == ["青松项目"]
    masked.archived_at = clock.now()
    session.commit()
    assert shown(outsider) == []


def test_the_register_has_masked_projects_at_its_end_with_empty_cells(browser, make, masked):
    make(name_zh="公开的项目")
    lines = browser.get("/projects/export.csv").text.splitlines()
    assert len(lines) == 3
    assert "公开的项目" in lines[1]
    cells = [cell for cell in next(csv.reader([lines[2]])) if cell]
    assert cells == ["青松项目", masked.sector.name_zh, "线索", "5–10 亿元"]


def test_the_list_says_when_it_does_not_show_all_masked_projects(browser, make, monkeypatch):
    for number in range(3):
        make(disclosure="masked", codename=f"项目{number}")
    monkeypatch.setattr(queries, "SHOWN_ROWS", 2)
    monkeypatch.setattr("app.projects.queries.masked.SHOWN_ROWS", 2)
    page = browser.get("/projects/").text
    assert "隐名项目 2+ 个" in page
    assert "项目2" not in page


def test_the_dashboard_says_what_its_figures_leave_out(cast, browser, masked):
    said = "另有 1 个仅可见代号的隐名项目未计入"
    assert said in browser.get("/reports/dashboard").text
    viewer = cast.client("viewer").get("/reports/dashboard").text
    assert "只统计您可完整查看的项目" in viewer
    assert "隐名项目" not in viewer


@pytest.mark.parametrize("codename", ["", "  ", "国药控股医药健康产业园"])
def test_a_confidential_project_needs_a_codename_that_is_not_its_name(make, codename):
    with pytest.raises(Invalid) as refused:
        make(disclosure="masked", codename=codename)
    assert "codename" in refused.value.fields


def test_the_codename_of_a_confidential_project_cannot_be_taken_away(officer, masked):
    with pytest.raises(Invalid):
        service.change(officer, masked.id, ProjectChange(codename="", version=masked.version))
    opened = ProjectChange(codename="", disclosure="open", version=masked.version)
    assert service.change(officer, masked.id, opened).codename == ""


def test_who_is_let_in_sees_everything_and_changes_nothing(browser, officer, outsider, masked, session):
    service.let_in(officer, masked.id, let(masked, outsider, session))
    page = browser.get(f"/projects/{masked.id}")
    assert page.status_code == 200
    assert masked.name_zh in browser.get("/projects/").text
    assert shown(outsider) == []
    assert "/access" not in page.text
    assert browser.get(f"/projects/{masked.id}/edit").status_code == 403
    with pytest.raises(Forbidden):
        service.let_in(outsider, masked.id, let(masked, outsider, session))


@pytest.mark.parametrize("disclosure", ["masked", "team"])
def test_the_last_day_counts_and_the_day_after_does_not(officer, outsider, make, session, disclosure):
    project = make(disclosure=disclosure)
    today = clock.today()
    service.let_in(officer, project.id, let(project, outsider, session, until=today))
    assert queries.find(outsider, project.id) is not None
    clock.freeze(clock.now() + timedelta(days=1))
    assert queries.find(outsider, project.id) is None
    assert [entry.until for entry in queries.access_list(officer, project.id)] == [today]


def test_expired_entries_are_shown_as_such(client, officer, outsider, masked, session):
    service.let_in(officer, masked.id, let(masked, outsider, session, until=clock.today()))
    assert "已到期" not in client.get(f"/projects/{masked.id}").text
    entry = session.scalars(select(ProjectAccess)).one()
    entry.until = clock.today() - timedelta(days=1)
    session.commit()
    assert "已到期" in client.get(f"/projects/{masked.id}").text


def test_letting_in_and_taking_off_are_audited(officer, outsider, masked, session):
    service.let_in(officer, masked.id, let(masked, outsider, session, until=clock.today()))
    project = session.get(Project, masked.id)
    service.shut_out(officer, masked.id, outsider.id, project.version)
    assert queries.find(outsider, masked.id) is None
    written = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("project.%t%")))
    assert {"project.let_in", "project.shut_out"} <= set(written)


def test_who_is_let_in_again_is_renewed_not_doubled(officer, outsider, masked, session):
    for reason in ("参与谈判", "延长"):
        service.let_in(officer, masked.id, let(masked, outsider, session, reason=reason))
    assert [entry.reason for entry in queries.access_list(officer, masked.id)] == ["延长"]


def test_letting_in_is_refused_with_a_reason(officer, outsider, masked, session):
    with pytest.raises(ValidationError):
        let(masked, outsider, session, reason=" ")
    for facts, field in (
        ({"user_id": officer.id}, "user_id"),
        ({"user_id": 999_999}, "user_id"),
        ({"until": clock.today() - timedelta(days=1)}, "until"),
    ):
        with pytest.raises(Invalid) as refused:
            service.let_in(officer, masked.id, let(masked, outsider, session, **facts))
        assert field in refused.value.fields
    with pytest.raises(Conflict):
        service.let_in(officer, masked.id, let(masked, outsider, session, version=99))
    with pytest.raises(NotFound):
        service.shut_out(officer, masked.id, outsider.id, masked.version)


def test_the_page_lets_in_and_takes_off(client, outsider, masked, browser):
    form = f"/projects/{masked.id}/access"
    assert post(client, form, {"user_id": outsider.id, "reason": "参与谈判"}).status_code == 303
    assert browser.get(f"/projects/{masked.id}").status_code == 200
    off = post(client, f"{form}/{outsider.id}/remove", page=f"/projects/{masked.id}")
    assert off.status_code == 303
    assert browser.get(f"/projects/{masked.id}").status_code == 404


def looks(session):
    return session.scalar(select(func.count()).where(AuditEntry.action == "project.look"))


def test_who_looks_at_a_confidential_project_is_noted_once_an_hour(client, officer, masked, session, make):
    for _ in range(3):
        assert client.get(f"/projects/{masked.id}").status_code == 200
    client.get(f"/projects/{make().id}")
    assert looks(session) == 1
    clock.freeze(clock.now() + timedelta(hours=1))
    client.get(f"/projects/{masked.id}/edit")
    assert looks(session) == 2
    assert [row.name for row in queries.looks(officer, masked.id)] == [officer.name] * 2


def test_those_who_answer_and_the_auditor_see_who_looked_and_nobody_else(cast, client, officer, masked, session):
    outsider = cast.actor("officer", unit="other_section")
    service.let_in(officer, masked.id, let(masked, outsider, session))
    for browser, told in (
        (client, True),
        (cast.client("auditor"), True),
        (cast.client("officer", unit="other_section"), False),
    ):
        assert ("查阅记录" in browser.get(f"/projects/{masked.id}").text) is told


def test_a_look_that_cannot_be_noted_keeps_nobody_from_working(client, masked, monkeypatch, session):
    def fail(*_args):
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(access, "_write_look", fail)
    assert client.get(f"/projects/{masked.id}").status_code == 200
    assert looks(session) == 0
