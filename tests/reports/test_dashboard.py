"""The figures of the dashboard, and the lists that they open to."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel.text import sort_key
from app.projects import service as projects
from app.projects.models import MilestoneKind, Project, Stage
from app.projects.schemas import MilestoneDraft, ProjectDraft
from app.reports import queries, rules
from tests.support.people import Cast

YI = 10**10  # fen


@pytest.fixture
def enterprise(session: Session) -> Enterprise:
    made = Enterprise(name_zh="云南裕能", name_sort=sort_key("云南裕能"))
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def make(cast: Cast, enterprise: Enterprise) -> Callable[..., Project]:
    """A project of the officer with these facts."""

    def made(**facts: Any) -> Project:
        draft = {"name_zh": "磷酸铁锂", "enterprise_id": enterprise.id, "total_fen": YI} | facts
        return projects.create(cast.actor("officer"), ProjectDraft.model_validate(draft))

    return made


def claim(cast: Cast, project: Project, kind: MilestoneKind, day: date) -> None:
    draft = MilestoneDraft(kind=kind, claimed_on=day, version=project.version)
    projects.record_milestone(cast.actor("officer"), project.id, draft)


def test_months_and_years_begin_and_end_where_the_calendar_says() -> None:
    assert rules.this_month(date(2024, 2, 10)) == rules.Window(date(2024, 2, 1), date(2024, 2, 29))
    assert rules.this_month(date(2022, 12, 31)) == rules.Window(date(2022, 12, 1), date(2022, 12, 31))
    assert rules.this_year(date(2022, 7, 15)) == rules.Window(date(2022, 1, 1), date(2022, 12, 31))


def test_projects_and_money_stand_in_their_stage(cast: Cast, make: Callable[..., Project]) -> None:
    make()
    make(total_fen=3 * YI)
    figures = queries.by_stage(cast.actor("manager"))
    assert figures[Stage.LEAD] == queries.Figure(projects=2, total_fen=4 * YI)
    assert figures[Stage.SIGNED] == queries.Figure()


def test_a_contract_counts_in_the_window_of_its_date_only(cast: Cast, make: Callable[..., Project]) -> None:
    today = clock.today()
    this_month, last_year = make(contract_fen=YI // 2), make()
    claim(cast, this_month, MilestoneKind.CONTRACT, today)
    claim(cast, last_year, MilestoneKind.CONTRACT, today.replace(year=today.year - 1, day=1))
    counted = queries.by_milestone(cast.actor("manager"), rules.this_year(today), rules.this_month(today))
    in_year, in_month = counted[MilestoneKind.CONTRACT]
    assert in_year == in_month == queries.Figure(projects=1, total_fen=YI, contract_fen=YI // 2)
    assert counted[MilestoneKind.STARTED] == (queries.Figure(), queries.Figure())


def test_what_the_reader_may_not_see_is_in_no_figure(cast: Cast, make: Callable[..., Project]) -> None:
    secret = make(disclosure="team", codename="春晓")
    claim(cast, secret, MilestoneKind.CONTRACT, clock.today())
    stranger = cast.actor("officer", unit="other_section")
    today = clock.today()
    assert queries.by_stage(stranger)[Stage.SIGNED] == queries.Figure()
    counted = queries.by_milestone(stranger, rules.this_year(today), rules.this_month(today))
    assert counted[MilestoneKind.CONTRACT][0] == queries.Figure()
    assert queries.by_stage(cast.actor("manager"))[Stage.SIGNED].projects == 1


@pytest.mark.parametrize("role", ["officer", "manager", "viewer"])
def test_every_figure_opens_to_a_list_with_as_many_rows(cast: Cast, make: Callable[..., Project], role: str) -> None:
    for total in (YI, 2 * YI, 3 * YI):
        make(total_fen=total)
    claim(cast, make(), MilestoneKind.CONTRACT, clock.today())
    client = cast.client(role)
    page = client.get("/reports/dashboard").text
    figures = re.findall(r'<td class="figure num"><a href="([^"]+)">(\d+)</a>', page)
    figures += re.findall(r'class="panel kpi[^"]*" href="([^"]+)">.*?kpi-value num">(\d+)', page, re.DOTALL)
    assert len(figures) >= 6 + 6 + 5
    for href, figure in figures:
        listed = client.get(href.replace("&amp;", "&")).text
        assert re.search(r'<strong class="num">(\d+)', listed)[1] == figure, href  # type: ignore[index]


def test_the_dashboard_asks_as_much_for_fifty_projects_as_for_five(
    cast: Cast, make: Callable[..., Project], statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client, counts = cast.client("manager"), []
    for more in (5, 45):
        for _ in range(more):
            make()
        client.get("/reports/dashboard")
        with statements() as ran:
            client.get("/reports/dashboard")
        counts.append(len(ran))
    assert counts[0] == counts[1]
