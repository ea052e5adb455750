"""The list of projects, who sees what in it, and the register as a file."""

import re

import pytest

from app.enterprises.models import Enterprise
from app.kernel.listing import ListQuery
from app.kernel.text import search_terms
from app.projects import queries, service
from app.projects.models import MilestoneKind, Stage
from app.projects.schemas import MilestoneDraft, StatusDraft
from app.vocabularies.models import Sector

HX = {"HX-Request": "true"}


def test_the_list_names_project_enterprise_stage_amount_officer_and_next_step(client, make):
    make(total_fen="6.2亿", next_step="办结消防备案", next_due_on="2022-07-20")
    page = client.get("/projects/", headers={"Accept-Language": "zh"}).text
    for shown in ("国药控股医药健康产业园", "LD-2022-0001", "国药控股云南有限公司", "6.2 亿元", "办结消防备案"):
        assert shown in page


def test_htmx_gets_only_the_rows(client, make):
    make()
    part = client.get("/projects/", headers=HX).text
    assert "国药控股医药健康产业园" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("q=gykgyy", True),
        ("q=医药健康", True),
        ("q=Sinopharm", True),
        ("q=LD-2022-0001", True),
        ("q=汽车", False),
        ("stage=lead", True),
        ("stage=signed", False),
        ("status=all", True),
        ("status=paused", False),
        ("mine=1", True),
        ("track=light", False),
        ("next_step=none", True),
        ("waiting=1", True),
        ("min_total=1亿", True),
        ("min_total=7亿", False),
        ("archived=1", False),
        ("milestone=framework&since=2022-02-01&until=2022-02-28", True),
        ("milestone=framework&since=2022-03-01", False),
        ("milestone=contract", False),
        ("due=missed", True),
        ("due=missed&milestone=contract", False),
        ("due=upcoming", False),
    ],
)
def test_the_list_can_be_narrowed(client, officer, make, address, found):
    project = make(total_fen="6.2亿")
    for kind, days in (
        (MilestoneKind.FRAMEWORK, {"claimed_on": "2022-02-15"}),
        (MilestoneKind.OPERATING, {"planned_on": "2022-06-30"}),
    ):
        draft = MilestoneDraft(kind=kind, version=project.version, **days)
        service.record_milestone(officer, project.id, draft)
    assert ("LD-2022-0001" in client.get(f"/projects/?{address}").text.split('id="rows"')[1]) is found


def test_who_sponsors_sees_through_and_leads_can_be_chosen_above_the_list(client, cast, make, session):
    leader = cast.user("manager", name="沈远航").person
    project = make()
    project.sponsor_id = leader.id
    session.commit()
    page = client.get(f"/projects/?sponsor={leader.id}").text
    assert "国药控股医药健康产业园" in page
    for name in ("task_force", "sponsor", "lead_unit", "chief"):
        assert f'<select name="{name}"' in page
    assert re.search(rf'<select name="sponsor".*?<option value="{leader.id}" selected>沈远航', page, re.DOTALL)


def test_a_sector_brings_everything_below_it(client, make, session):
    above = Sector(code="K99", name_zh="生物", path="", search=search_terms("生物"))
    session.add(above)
    session.flush()
    below = Sector(code="K9901", name_zh="疫苗", parent_id=above.id, path="", search="")
    session.add(below)
    session.flush()
    above.path, below.path = f"/{above.id}/", f"/{above.id}/{below.id}/"
    session.commit()
    make(sector_id=below.id)
    assert "LD-2022-0001" in client.get(f"/projects/?sector={above.id}").text
    assert "LD-2022-0001" not in client.get("/projects/?sector=1").text


def test_closed_projects_are_listed_only_when_asked_for(client, officer, make):
    project = make()
    service.set_status(officer, project.id, StatusDraft(to="lost", reason="落户他地", version=project.version))
    assert "LD-2022-0001" not in client.get("/projects/").text
    assert "LD-2022-0001" in client.get("/projects/?status=all").text
    assert "LD-2022-0001" in client.get("/projects/?status=lost").text


def test_links_out_of_a_filtered_list_keep_an_amount_exact(client, make):
    make(total_fen="6.2亿")
    page = client.get("/projects/?min_total=1.25亿").text
    assert re.search(r"export\.xlsx\?[^\"]*min_total=1\.25%E4%BA%BF", page)


@pytest.mark.parametrize("order", ["changed", "name", "next", "stage", "code"])
def test_every_order_pages_without_losing_or_doubling_a_project(officer, make, order):
    made = [make(name_zh=f"项目{number % 3}", stage=list(Stage)[number % 3]) for number in range(7)]
    seen, query = [], ListQuery(order, rows=2)
    filters = queries.ProjectFilters()
    while True:
        page = queries.LIST.page(queries.listing(officer, filters), query)
        seen += [row.id for row in page.rows]
        if page.after is None:
            break
        query = ListQuery(order, page.after, rows=2)
    assert sorted(seen) == [project.id for project in made]


def test_the_list_asks_as_often_for_5_rows_as_for_50(client, make, statements):
    counts = []
    for many in (5, 45):
        for _ in range(many):
            make(next_step="回访")
        client.get("/projects/")
        with statements() as ran:
            client.get("/projects/")
        counts.append(len(ran))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("disclosure", "role", "unit", "sees"),
    [
        ("masked", "officer", "section", False),
        ("masked", "head", "section", True),
        ("masked", "head", "other_section", False),
        ("masked", "manager", "bureau", True),
        ("masked", "auditor", "bureau", True),
        ("masked", "viewer", "section", False),
        ("masked", "admin", "section", False),
        ("team", "head", "section", False),
        ("team", "manager", "bureau", True),
        ("team", "auditor", "bureau", True),
        ("open", "viewer", "other_section", True),
        ("open", "security_admin", "section", False),
    ],
)
def test_who_sees_a_confidential_project(cast, make, disclosure, role, unit, sees):  # noqa: PLR0917
    project = make(disclosure=disclosure)
    client = cast.client(role, unit=unit, name="somebody else")
    shown = client.get(f"/projects/{project.id}")
    assert (shown.status_code == 200) is sees
    listed = client.get("/projects/?status=all")
    assert (listed.status_code == 200 and "LD-2022-0001" in listed.text) is sees
    picked = client.get("/projects/options?q=国药")
    assert (picked.status_code == 200 and f'data-value="{project.id}"' in picked.text) is sees


def test_team_members_see_what_only_the_team_may(cast, make):
    member = cast.actor("officer", unit="other_section")
    project = make(disclosure="team", team_ids=[member.id])
    assert cast.client("officer", unit="other_section").get(f"/projects/{project.id}").status_code == 200


def test_a_hidden_project_answers_exactly_like_a_missing_one(cast, make):
    project = make(disclosure="team")
    stranger = cast.client("officer", unit="other_section")
    for page in ("", "/edit", "/move", "/status", "/next-step", "/milestones/contract", "/facts/total_fen"):
        hidden = stranger.get(f"/projects/{project.id}{page}")
        missing = stranger.get(f"/projects/{project.id + 1000}{page}")
        assert hidden.status_code == missing.status_code == 404
        assert len(hidden.text) - len(str(project.id)) == pytest.approx(
            len(missing.text) - len(str(project.id + 1000)), abs=12
        )


def test_whoever_may_not_change_a_project_is_not_even_shown_the_forms(cast, make):
    project = make()
    stranger = cast.client("officer", unit="other_section")
    assert 'data-open="step"' not in stranger.get(f"/projects/{project.id}").text
    for page in ("/edit", "/move", "/status", "/next-step", "/milestones/contract"):
        assert stranger.get(f"/projects/{project.id}{page}").status_code == 403


def test_the_register_leaves_as_csv_exactly_as_filtered(client, officer, make):
    project = make(total_fen="6.2亿", name_en="=cmd|calc")
    make(name_zh="另一个", stage="talks")
    draft = MilestoneDraft(kind="contract", claimed_on="2022-03-11", version=project.version)
    service.record_milestone(officer, project.id, draft)
    sheet = client.get("/projects/export.csv?stage=signed")
    lines = sheet.text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("LD-2022-0001,国药控股医药健康产业园,'=cmd|calc,,国药控股云南有限公司")
    assert ",620000000," in lines[1]
    assert "2022-03-11" in lines[1]


def test_the_register_leaves_as_a_workbook(client, make):
    make()
    sheet = client.get("/projects/export.xlsx")
    assert sheet.data.startswith(b"PK")


def test_a_viewer_takes_nothing_out(cast, make):
    make()
    assert cast.client("viewer").get("/projects/export.csv").status_code == 403


@pytest.mark.parametrize("address", ["/projects/0", "/projects/424242", "/projects/export.pdf"])
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_nonsense_in_the_address_is_left_out_and_named(client, make):
    make()
    page = client.get("/projects/?stage=nowhere&sector=x&since=2022-02-30&min_total=viel&at=forged&order=none")
    assert page.status_code == 200
    assert "nowhere" in page.text
    assert client.get(f"/projects/{1}?before=x").status_code == 200


def test_the_picker_offers_the_projects_of_the_whole_group(client, make, session, sinopharm):
    head = Enterprise(name_zh="国药控股股份有限公司", name_sort="guoyao", search="国药控股股份有限公司")
    session.add(head)
    session.flush()
    head.root_id = sinopharm.root_id = head.id
    session.commit()
    project = make()
    assert f'data-value="{project.id}"' in client.get(f"/projects/options?enterprise={head.id}").text
    other = Enterprise(name_zh="大益茶业", name_sort="dayi", search="大益茶业")
    session.add(other)
    session.commit()
    assert f'data-value="{project.id}"' not in client.get(f"/projects/options?enterprise={other.id}").text
