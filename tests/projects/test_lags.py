"""Lag lists: who stands on which, since when, and how late."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.kernel.listing import ListQuery
from app.projects import queries, service
from app.projects.models import Project
from app.projects.queries.lags import LagFilters
from app.projects.rules import Lag
from app.projects.schemas import MilestoneDraft, NextStepDraft, StatusDraft

LAGS = queries.lags
LONG_AGO = date(2020, 3, 10)


def claim(officer, project, kind, day):
    draft = MilestoneDraft(
        kind=kind, claimed_on=day, version=queries.get(officer, project.id).version,
        total_fen="1亿", planned_start=day, planned_operation=day,
        waive_reason="测试", settle_by=clock.today() + timedelta(days=30),
    )  # fmt: skip
    return service.record_milestone(officer, project.id, draft)


def counted(actor, lag):
    """What the tabs say while this list is shown."""
    filters, listing = LagFilters(late=lag), LAGS.LISTS[lag].listing
    return LAGS.counts(actor, filters, listing.page(LAGS.late_rows(actor, filters), ListQuery()))


def on_list(actor, lag, **asked):
    filters = LagFilters(late=lag, **asked)
    rows = LAGS.LISTS[lag].listing.page(LAGS.late_rows(actor, filters), ListQuery())
    return [row.id for row in rows.rows]


def test_signed_and_not_registered_for_months(officer, make):
    late, fresh = make(received_on="2019-01-10"), make(name_zh="新签的")
    claim(officer, late, "contract", LONG_AGO)
    claim(officer, fresh, "contract", clock.today())
    assert on_list(officer, Lag.UNREGISTERED) == [late.id]
    claim(officer, late, "registered", LONG_AGO + timedelta(days=9))
    assert on_list(officer, Lag.UNREGISTERED) == []
    assert on_list(officer, Lag.UNSTARTED) == [late.id]
    claim(officer, late, "started", LONG_AGO + timedelta(days=40))
    assert on_list(officer, Lag.UNOPERATED) == [late.id]


def test_who_is_paused_is_not_late(officer, make):
    late = make(received_on="2019-01-10")
    claim(officer, late, "contract", LONG_AGO)
    version = queries.get(officer, late.id).version
    service.set_status(officer, late.id, StatusDraft(to="paused", reason="企业调整", version=version))
    assert on_list(officer, Lag.UNREGISTERED) == []


def test_without_a_next_step_and_without_contact(officer, make, session):
    project = make()
    assert on_list(officer, Lag.NO_STEP) == [project.id]
    assert on_list(officer, Lag.QUIET) == [project.id]
    service.set_next_step(officer, project.id, NextStepDraft(next_step="拜访", version=project.version))
    session.execute(update(Project).values(last_contact_on=clock.today()))
    session.commit()
    assert on_list(officer, Lag.NO_STEP) == []
    assert on_list(officer, Lag.QUIET) == []


def test_claims_and_open_items_stand_on_theirs(officer, make):
    project = make(received_on="2019-01-10")
    claim(officer, project, "contract", LONG_AGO)
    assert on_list(officer, Lag.TO_VERIFY) == [project.id]
    assert on_list(officer, Lag.OPEN_ITEMS)
    assert set(on_list(officer, Lag.OPEN_ITEMS)) == {project.id}


@pytest.mark.parametrize("lag", list(Lag))
def test_nobody_finds_a_project_that_is_hidden_from_them(cast, officer, make, lag):
    hidden = make(received_on="2019-01-10", disclosure="team")
    claim(officer, hidden, "contract", LONG_AGO)
    head = cast.actor("head")
    assert on_list(head, lag) == []
    assert counted(head, lag) == dict.fromkeys(Lag, 0)


def test_every_tab_counts_the_same_whichever_list_is_shown(officer, make):
    claim(officer, make(received_on="2019-01-10"), "contract", LONG_AGO)
    make(received_on="2019-01-10")
    seen = [counted(officer, lag) for lag in Lag]
    assert seen == [{lag: len(on_list(officer, lag)) for lag in Lag}] * len(Lag)


def test_lateness_is_counted_from_the_end_of_the_months(app):
    with app.app_context():
        assert LAGS.days_late(Lag.UNREGISTERED, date(2022, 1, 31), date(2022, 5, 5)) == 1
        assert LAGS.days_late(Lag.OPEN_ITEMS, date(2022, 5, 6), date(2022, 5, 4)) == -2


@pytest.mark.parametrize("lag", list(Lag))
def test_every_list_is_a_page_and_a_file(client, officer, make, lag):
    claim(officer, make(received_on="2019-01-10"), "contract", LONG_AGO)
    assert client.get(f"/projects/lagging?late={lag}").status_code == 200
    sent = client.get(f"/projects/lagging/export.csv?late={lag}")
    assert sent.status_code == 200
    assert "逾期工作日" in sent.get_data(as_text=True)


def test_the_page_asks_the_same_questions_however_many_rows(client, make, statements):
    asked = []
    for many in (2, 12):
        for number in range(many):
            make(name_zh=f"项目{many}-{number}")
        client.get("/projects/lagging?late=quiet")
        with statements() as ran:
            client.get("/projects/lagging?late=quiet")
        asked.append(len(ran))
    assert asked[0] == asked[1]
