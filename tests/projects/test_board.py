"""The board: columns, money and cards, what a move on it answers, and its undo."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.errors import Conflict
from app.projects import queries, service
from app.projects.models import MilestoneKind, Project, Stage, StageChange
from app.projects.queries import ProjectFilters, board
from app.projects.schemas import MoveDraft, NextStepDraft
from tests.support.forms import hidden_fields, post, token

ON_THE_BOARD = {"HX-Request": "true", "HX-Current-URL": "http://localhost/projects/board?mine=1"}


@pytest.fixture
def told(monkeypatch):
    """Let the clock go on by so many seconds."""

    def after(seconds: int) -> None:
        later = clock.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: later)

    return after


def column(actor, stage, **filters):
    return next(one for one in board(actor, ProjectFilters(**filters)) if one.stage is stage)


def moved(actor, project, to=Stage.TALKS, **typed):
    return service.move(actor, project.id, MoveDraft(to=to, version=project.version, **typed))


def test_a_column_counts_its_projects_and_their_money(officer, make):
    make(total_fen="1亿")
    make(total_fen="2亿")
    make(stage=Stage.TALKS)
    lead = column(officer, Stage.LEAD)
    assert (lead.count, lead.total_fen, len(lead.cards)) == (2, 3 * 10**10, 2)
    assert (column(officer, Stage.TALKS).count, column(officer, Stage.SIGNED).count) == (1, 0)


def test_the_money_of_leads_is_not_in_the_total(client, make):
    make(total_fen="1亿")
    make(total_fen="2亿", stage=Stage.TALKS)
    page = client.get("/projects/board", headers={"Accept-Language": "zh"}).text
    assert re.search(r'id="board-total"[^>]*>[^<]*2 亿元|id="board-total"[^>]*>[^<]*2\.0 亿元', page)


def test_a_card_says_what_matters(client, officer, make):
    project = make(total_fen="6.2亿", next_step="办结消防备案", next_due_on="2022-07-20")
    page = client.get("/projects/board", headers={"Accept-Language": "zh"}).text
    card = page.split(f'id="card-{project.id}"')[1].split("</li>")[0]
    for shown in ("国药控股医药健康产业园", "国药控股云南有限公司", "6.2 亿元", "办结消防备案", officer.name):
        assert shown in card


def test_a_card_longer_in_its_stage_than_usual_is_marked(officer, make):
    make(received_on="2022-01-01")
    (card,) = column(officer, Stage.LEAD).cards
    assert card.days > 2 * card.limit
    assert card.pace == "bad"


def test_thirty_cards_then_more(client, officer, make):
    for _ in range(33):
        make()
    lead = column(officer, Stage.LEAD)
    assert (lead.count, len(lead.cards)) == (33, 30)
    [more] = re.findall(r'hx-get="([^"]*at=[^"]*)"', client.get("/projects/board").text)
    rest = client.get(more.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert rest.count('class="card"') == 3
    assert "card-more" not in rest


def test_filters_narrow_cards_and_sums_alike(officer, make):
    make(total_fen="1亿")
    make(total_fen="5亿")
    lead = column(officer, Stage.LEAD, min_total="2亿")
    assert (lead.count, lead.total_fen, len(lead.cards)) == (1, 5 * 10**10, 1)


def test_the_board_asks_as_often_for_5_projects_as_for_50(client, make, statements):
    counts = []
    for many in (1, 8):
        for stage in (Stage.LEAD, Stage.TALKS, Stage.INTENT):
            for _ in range(many):
                make(stage=stage, next_step="回访")
        client.get("/projects/board")
        with statements() as ran:
            client.get("/projects/board")
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_others_masked_projects_are_cards_that_do_not_move(cast, make):
    make(disclosure="masked", codename="云杉", total_fen="3亿")
    page = cast.client("officer", name="别人").get("/projects/board").text
    assert "云杉" in page
    assert "国药控股医药健康产业园" not in page
    assert "data-movable" not in page


def test_who_may_not_change_a_project_does_not_move_its_card(cast, make):
    make()
    for role in ("viewer", "verifier"):
        page = cast.client(role).get("/projects/board").text
        assert 'class="card"' in page
        assert "card-move" not in page
    assert "data-movable" in cast.client("head").get("/projects/board").text


def test_a_move_on_the_board_names_both_columns_and_offers_its_undo(client, make, session):
    project = make()
    form = hidden_fields(client.get(f"/projects/{project.id}/move?to=talks").text)
    answer = client.post(
        f"/projects/{project.id}/move?to=talks", data=form | {"note": "初次会面"}, headers=ON_THE_BOARD
    )
    assert answer.status_code == 204
    events = json.loads(answer.headers["HX-Trigger"])
    assert events["moved"] == {"id": project.id, "stages": ["lead", "talks"]}
    assert list(events).index("closeDialogs") < list(events).index("toast")
    undone = client.post(events["toast"]["undo"], data={"csrf_token": token(client)}, headers=ON_THE_BOARD)
    assert json.loads(undone.headers["HX-Trigger"])["moved"]["stages"] == ["talks", "lead"]
    session.expire_all()
    assert session.get(Project, project.id).stage is Stage.LEAD
    history = session.scalars(select(StageChange).order_by(StageChange.id)).all()
    assert [(one.left, one.entered) for one in history[1:]] == [(Stage.LEAD, Stage.TALKS), (Stage.TALKS, Stage.LEAD)]


def test_one_column_is_drawn_anew_with_the_sum_of_all(client, make):
    make(total_fen="2亿", stage=Stage.TALKS)
    part = client.get("/projects/board?column=talks", headers={"HX-Request": "true"}).text
    assert part.count("<section") == 1
    assert 'id="board-total" hx-swap-oob="true"' in part


def test_undo_gives_the_time_in_the_stage_back_and_withdraws_the_claim(officer, make, session):
    project = make(received_on="2022-01-01", total_fen="1亿")
    since = project.stage_since
    project = moved(officer, project, Stage.SIGNED, happened_on=clock.today(), waive_reason=None)
    change = queries.stage_changes(officer, project.id)[0]
    service.undo_move(officer, project.id, change.id, version=project.version, note="撤销")
    session.expire_all()
    project = queries.get(officer, project.id)
    assert (project.stage, project.stage_since) == (Stage.LEAD, since)
    contract = next(one for one in project.milestones if one.kind is MilestoneKind.CONTRACT)
    assert contract.claimed_on is None
    assert [event.what for event in queries.milestone_events(officer, project.id)][:2] == ["withdrawn", "claimed"]
    assert queries.broken_history(project) == []


def test_undo_is_for_a_few_seconds(officer, make, told):
    project = moved(officer, make())
    change = queries.stage_changes(officer, project.id)[0]
    told(30)
    with pytest.raises(Conflict):
        service.undo_move(officer, project.id, change.id, version=project.version, note="撤销")


def test_undo_is_for_who_moved_it(officer, cast, make):
    project = moved(officer, make())
    change = queries.stage_changes(officer, project.id)[0]
    with pytest.raises(Conflict):
        service.undo_move(cast.actor("head"), project.id, change.id, version=project.version, note="撤销")


def test_undo_gives_way_to_whatever_happened_since(officer, make):
    project = moved(officer, make())
    change, version = queries.stage_changes(officer, project.id)[0], project.version
    service.set_next_step(officer, project.id, NextStepDraft(next_step="回访", version=version))
    with pytest.raises(Conflict):
        service.undo_move(officer, project.id, change.id, version=version, note="撤销")


def test_without_script_the_move_leads_to_the_project(client, make):
    project = make()
    sent = post(client, f"/projects/{project.id}/move?to=talks", {"note": "初次会面"})
    assert sent.headers["Location"].endswith(f"/projects/{project.id}")
