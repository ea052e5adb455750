"""Inference: whatever is hidden may change, and no answer that an outsider can get changes with it.

One world, in which every example changes something inside a savepoint; the changes are those that no outsider may
notice: all of a project for its team only, and of a masked one all but what its mask shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.activities import queries as activity_queries
from app.activities import service as activities
from app.activities.models import Activity
from app.activities.queries import ActivityFilters
from app.activities.schemas import ActivityDraft
from app.enterprises import queries as enterprises
from app.enterprises import service as enterprise_service
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock, rates, timeline
from app.kernel.listing import ListQuery
from app.kernel.permissions import Actor, Role, Scope
from app.kernel.tabular import Column
from app.kernel.text import search_terms, sort_key
from app.meetings import queries as meeting_queries
from app.meetings import service as meetings
from app.meetings.models import FollowUp, FollowUpStatus, Meeting
from app.meetings.queries.follow_ups import FollowUpFilters, Span, Whose
from app.meetings.queries.meetings import MeetingFilters
from app.meetings.schemas import FollowUpRow, MeetingDraft
from app.projects import queries as projects
from app.projects import service as project_service
from app.projects.models import Disclosure, Milestone, MilestoneKind, Project, ProjectMember, Stage, Status, Track
from app.projects.queries import ProjectFilters
from app.projects.schemas import MilestoneDraft, ProjectDraft
from app.reports import queries as reports
from app.reports import rules as windows
from app.search import queries as search
from app.vocabularies.models import Sector
from tests.house.test_routes import address, doors
from tests.house.test_triple import plain
from tests.support.people import Cast

TODAY = date(2022, 7, 15)
YI = 10**10  # 亿元 in fen
HIDDEN = (Disclosure.MASKED, Disclosure.TEAM)
#: Names that hidden things have before or after, and that outsiders look for.
NAMES = ("青松", "云杉", "国药控股", "血液制品基地", "Sinopharm", "LD-2022-0002", "qs")
#: Those who may know the mask, and those who may not even know that.
OUTSIDERS = (Role.OFFICER, Role.HEAD, Role.MANAGER, Role.VERIFIER, Role.POLICY_OFFICER, Role.VIEWER, Role.ADMIN)

#: Pages that differ at every look, and have nothing to do with records: one's own account, bytes on the disk.
UNRELATED = ("accounts.", "admin.storage", "admin.health")

days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=60))
names = st.sampled_from(NAMES)


@dataclass
class World:
    """A project of each disclosure, each with milestones, a meeting and a promise; those who work on them, and others.

    The promise made in each meeting is an outsider's to keep.
    """

    session: Session
    insiders: list[Actor]
    outsiders: list[Actor]
    projects: dict[Disclosure, int]
    meetings: dict[Disclosure, int]
    activities: dict[Disclosure, int]
    enterprises: list[int]
    sectors: list[int]
    columns: list[Column]


@pytest.fixture
def world(cast: Cast, session: Session) -> World:
    clock.freeze(datetime(2022, 7, 15, 2, 0, tzinfo=UTC))
    insiders = [cast.actor(Role.OFFICER, name=name) for name in ("经办", "同事")]
    outsiders = [_outsider(cast, role) for role in OUTSIDERS]
    firms = [
        enterprise_service.create(insiders[0], EnterpriseDraft(name_zh=name)).id
        for name in ("国药控股云南有限公司", "云南彩虹生物科技有限公司")
    ]
    sectors = list(session.scalars(select(Sector.id).where(Sector.parent_id.is_(None)).order_by(Sector.id).limit(2)))
    made = World(session, insiders, outsiders, {}, {}, {}, firms, sectors, projects.columns("zh"))
    for disclosure in Disclosure:
        _make(made, disclosure)
    return made


def _outsider(cast: Cast, role: Role) -> Actor:
    """Somebody of another section, whose role reaches no further than that where it can be narrowed."""
    if role is Role.MANAGER:
        user = cast.user(role, unit="other_section", name="局外人")
        user.grants[0].scope, user.grants[0].unit_id = Scope.UNIT, cast.unit("other_section").id
        cast.session.commit()
    return cast.actor(role, unit="other_section", name="局外人")


def _make(world: World, disclosure: Disclosure) -> None:
    actor = world.insiders[0]
    typed = {
        "name_zh": f"{disclosure}项目",
        "codename": "" if disclosure is Disclosure.OPEN else f"{disclosure}青松",
        "disclosure": disclosure,
        "enterprise_id": world.enterprises[0],
        "sector_id": world.sectors[0],
        "total_fen": 6 * YI,
        "received_on": TODAY - timedelta(days=90),
    }
    project = project_service.create(actor, ProjectDraft.model_validate(typed))
    planned = MilestoneDraft(kind=MilestoneKind.CONTRACT, planned_on=TODAY, version=project.version)
    project_service.record_milestone(actor, project.id, planned)
    promise = FollowUpRow(text="寄资料", owner_id=world.outsiders[0].person_id, due_on=TODAY - timedelta(days=3))
    logged = MeetingDraft(projects=(project.id,), text="谈判", title=f"{disclosure}会", follow_ups=(promise,))
    world.meetings[disclosure] = meetings.log(actor, logged).id
    signing = {"title": f"{disclosure}签约", "kind": "signing", "begins_on": TODAY, "signings": (project.id,)}
    world.activities[disclosure] = activities.create(actor, ActivityDraft.model_validate(signing)).id
    world.projects[disclosure] = project.id


# --- what is hidden, and changes ---


@st.composite
def hidden_values(draw: st.DrawFn, world: World, disclosure: Disclosure) -> dict[str, Any]:
    """New values of columns that no outsider may see."""
    name, due = draw(names), draw(st.none() | days)
    officer = draw(st.sampled_from(world.insiders))
    values: dict[str, Any] = {
        "name_zh": name,
        "name_en": draw(names),
        "name_sort": sort_key(name),
        "search": search_terms(name, draw(names)),
        "enterprise_id": draw(st.sampled_from(world.enterprises)),
        "company_id": draw(st.none() | st.sampled_from(world.enterprises)),
        "track": draw(st.sampled_from(Track)),
        "status": draw(st.sampled_from(Status)),
        "officer_id": officer.id,
        "next_owner_id": officer.id,
        "next_step": draw(st.sampled_from(["", "签约"])),
        "next_due_on": due,
        "next_due_sort": due or date.max,
        "received_on": draw(days),
        "answered_on": draw(st.none() | days),
        "stage_since": draw(days),
        "contract_fen": draw(st.integers(0, 90 * YI)),
        "total_fen": draw(st.integers(5 * YI, 10 * YI - 1)),
        "updated_at": clock.now() - timedelta(minutes=draw(st.integers(0, 9_999))),
    }
    if disclosure is Disclosure.TEAM:
        values |= {
            "total_fen": draw(st.none() | st.integers(0, 200 * YI)),
            "codename": draw(names),
            "stage": draw(st.sampled_from(Stage)),
            "sector_id": draw(st.sampled_from(world.sectors)),
            "archived_at": draw(st.none() | st.just(clock.now())),
        }
    return values


def change(world: World, disclosure: Disclosure, values: dict[str, Any], day: date, is_claimed: bool) -> None:
    """Change a hidden project with all that hangs on it."""
    execute, number = world.session.execute, world.projects[disclosure]
    execute(update(Project).where(Project.id == number).values(**values))
    dates = {"claimed_on" if is_claimed else "planned_on": day}
    execute(update(Milestone).where(Milestone.project_id == number).values(**dates))
    execute(delete(ProjectMember).where(ProjectMember.project_id == number))
    execute(insert(ProjectMember).values(project_id=number, user_id=world.insiders[1].id))
    about = world.meetings[disclosure]
    words = {"title": values["name_zh"], "search": values["search"], "starts_at": values["updated_at"]}
    execute(update(Meeting).where(Meeting.id == about).values(**words))
    signing = {"title": values["name_zh"], "search": values["search"], "begins_on": day, "ends_on": day}
    execute(update(Activity).where(Activity.id == world.activities[disclosure]).values(**signing))
    promise = {"text": values["name_zh"], "due_on": day, "status": FollowUpStatus.CLOSED if is_claimed else "open"}
    execute(update(FollowUp).where(FollowUp.meeting_id == about).values(**promise))


# --- what an outsider can ask ---


@st.composite
def questions(draw: st.DrawFn, world: World) -> ProjectFilters:
    """Any narrowing of the list of projects, and often none."""
    maybe = st.none()
    if draw(st.booleans()):
        return ProjectFilters(status=draw(st.sampled_from(["open", "all"])))
    return ProjectFilters(
        q=draw(maybe | names),
        stage=draw(maybe | st.sampled_from(Stage)),
        status=draw(st.sampled_from(["open", "all", *Status])),
        sector=draw(maybe | st.sampled_from(world.sectors)),
        enterprise=draw(maybe | st.sampled_from(world.enterprises)),
        officer=draw(maybe | st.sampled_from([actor.id for actor in world.insiders])),
        track=draw(maybe | st.sampled_from(Track)),
        mine=draw(st.booleans()),
        milestone=draw(maybe | st.sampled_from(MilestoneKind)),
        due=draw(maybe | st.sampled_from(["missed", "upcoming"])),
        since=draw(maybe | days),
        next_step=draw(maybe | st.just("none")),
        waiting=draw(st.booleans()),
        min_total=draw(maybe | st.integers(0, 100 * YI)),
        archived=draw(st.booleans()),
    )


def answers(world: World, actor: Actor, asked: ProjectFilters, text: str) -> Iterator[Any]:
    """Everything that a list, count, sum, search, picker, timeline, desk, dashboard or register would say."""
    world.session.expire_all()
    statement, columns = projects.listing(actor, asked), world.columns
    for order in projects.LIST.orders:
        page = projects.LIST.page(statement, ListQuery(order))
        yield order, page.rows, page.count, page.before, page.after
    yield list(projects.LIST.export(statement, columns, ListQuery(), projects.masked_register(actor, asked, columns)))
    yield projects.masked_rows(actor, asked)
    yield projects.count_masked(actor), projects.named(actor, list(world.projects.values())).keys()
    yield projects.options(actor, text), projects.options(actor, "", enterprise_id=world.enterprises[0])
    yield [projects.find(actor, number) is None for number in world.projects.values()]
    yield from _figures(actor)
    yield from _of_meetings(world, actor, text)
    yield search.find(actor, text, 20)
    for project in (None, *world.projects.values()):
        asked_of = ActivityFilters(project=project, q=text if project is None else None)
        page = activity_queries.LIST.page(activity_queries.listing(actor, asked_of), ListQuery())
        yield page.rows, page.count
    for number in world.enterprises:
        yield enterprises.projects_of(actor, [number])
        yield timeline.entries(actor, timeline.Subject(enterprise_ids=(number,)))
    yield enterprises.options(actor, text), enterprises.contact_options(actor, text)
    for number in world.projects.values():
        yield timeline.entries(actor, timeline.Subject(project_id=number)) and number == world.projects[Disclosure.OPEN]


def _figures(actor: Actor) -> Iterator[Any]:
    year, month = windows.this_year(TODAY), windows.this_month(TODAY)
    yield reports.by_stage(actor), reports.by_milestone(actor, year, month), reports.count_overdue(actor)
    for missed in (True, False):
        yield projects.milestones_due(actor, year.first, year.last, missed=missed)
    yield projects.waiting_leads(actor), projects.without_next_step(actor), projects.my_projects(actor)


def _of_meetings(world: World, actor: Actor, text: str) -> Iterator[Any]:
    about = [None, *world.projects.values()]
    for project in about:
        filters = MeetingFilters(project=project, q=text if project is None else None)
        page = meeting_queries.meetings.LIST.page(meeting_queries.meetings.listing(actor, filters), ListQuery())
        yield page.rows, page.count
    for project in about:
        wanted = FollowUpFilters(whose=Whose.ALL, project=project)
        page = meeting_queries.follow_ups.LIST.page(meeting_queries.follow_ups.listing(actor, wanted), ListQuery())
        yield page.rows, page.count
    late = FollowUpFilters(whose=Whose.ALL, due=Span.OVERDUE, q=text)
    shown = meeting_queries.follow_ups.LIST.page(meeting_queries.follow_ups.listing(actor, late), ListQuery())
    yield meeting_queries.follow_ups.counts(actor, late, shown), meeting_queries.count_overdue(actor)
    yield meeting_queries.due_follow_ups(actor, TODAY + timedelta(days=60))
    yield meeting_queries.my_week(actor, TODAY - timedelta(days=400), TODAY + timedelta(days=60))


# --- the properties ---


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_answer_to_an_outsider_changes_with_what_is_hidden(world):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def holds(data):
        actor, disclosure = data.draw(st.sampled_from(world.outsiders)), data.draw(st.sampled_from(HIDDEN))
        asked, text = data.draw(questions(world)), data.draw(names)
        before = list(answers(world, actor, asked, text))
        savepoint = world.session.begin_nested()
        values = data.draw(hidden_values(world, disclosure))
        change(world, disclosure, values, data.draw(days), is_claimed=data.draw(st.booleans()))
        after = list(answers(world, actor, asked, text))
        savepoint.rollback()
        assert after == before

    holds()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_same_changes_are_seen_by_who_may_see_them(world):
    """The property above would hold for lists that are empty, too."""
    actor, asked = world.insiders[0], ProjectFilters(status="all")
    for disclosure in HIDDEN:
        before = list(answers(world, actor, asked, "血液制品基地"))
        savepoint = world.session.begin_nested()
        values = {
            "name_zh": "血液制品基地",
            "search": search_terms("血液制品基地"),
            "updated_at": clock.now(),
            "status": Status.PAUSED,
            "total_fen": 7 * YI,
        }
        change(world, disclosure, values, TODAY, is_claimed=True)
        after = list(answers(world, actor, asked, "血液制品基地"))
        savepoint.rollback()
        assert sum(one != other for one, other in zip(before, after, strict=True)) > len(before) // 3


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [Role.HEAD, Role.VIEWER, Role.ADMIN])
def test_no_page_or_file_of_an_outsider_changes_with_what_is_hidden(app, world, cast, role, monkeypatch):
    monkeypatch.setattr(rates, "count", lambda *_who, **_how: None)  # more files are taken out than a minute allows
    browser = cast.client(role, unit="other_section", name="局外人")

    def read():
        found = [rule for method, rule in doors(app) if method == "GET" and "<int:" not in rule.rule]
        pages = [address(rule) for rule in found if not rule.endpoint.startswith(UNRELATED)]
        pages += [f"/projects/?order={order}&status=all" for order in projects.LIST.orders]
        pages += [f"/search/?q={name}" for name in NAMES]
        pages += [f"/{room}/{number}" for room in ("enterprises", "briefs/enterprises") for number in world.enterprises]
        return {page: plain(browser.get(page)) for page in pages}

    before = read()
    for disclosure in HIDDEN:
        values = {
            "name_zh": "血液制品基地",
            "search": search_terms("血液制品基地", "qs"),
            "updated_at": clock.now(),
            "status": Status.LOST,
            "officer_id": world.insiders[1].id,
            "company_id": world.enterprises[1],
            "total_fen": 9 * YI,
        }
        change(world, disclosure, values, TODAY, is_claimed=True)
    world.session.commit()
    after = read()
    assert [page for page in before if before[page] != after[page]] == []
