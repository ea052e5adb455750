"""Several people at one project in the same instant: one gets through, the others are told and keep their text."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from app.kernel.db import Model, db
from app.kernel.errors import Conflict, Refusal
from app.projects import service
from app.projects.models import MilestoneEvent, Project, StageChange
from app.projects.schemas import MilestoneDraft, MoveDraft, ProjectChange
from app.projects.service import pipeline
from tests.support.forms import hidden_fields


def at_once(app, *acts):
    """The answers to these acts, begun in the same instant, each in a thread of its own."""
    start = Barrier(len(acts))

    def play(act):
        with app.app_context():
            start.wait()
            try:
                act()
            except Refusal as refusal:
                db.session.rollback()
                return refusal.status
            return 200

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(play, acts))


def test_a_drag_and_an_edit_collide_and_one_is_told(app, officer, make, session):
    project = make(total_fen="1亿")
    number, version = project.id, project.version
    session.rollback()
    answers = at_once(
        app,
        lambda: service.move(officer, number, MoveDraft(to="talks", version=version)),
        lambda: service.change(officer, number, ProjectChange(summary="改过", version=version)),
    )
    assert answers == [200, 409]
    session.expire_all()
    moved = len(session.scalars(select(StageChange)).all()) == 2
    assert moved is not (session.get(Project, number).summary == "改过")


def test_one_claim_sent_six_times_leaves_one_event(app, officer, make, session):
    project = make(total_fen="1亿")
    number = project.id
    draft = MilestoneDraft(kind="contract", claimed_on="2022-03-01", version=project.version)
    session.rollback()
    answers = at_once(app, *[lambda: service.record_milestone(officer, number, draft)] * 6)
    assert answers == [200] + [409] * 5
    assert len(session.scalars(select(MilestoneEvent)).all()) == 1
    assert len(session.scalars(select(StageChange)).all()) == 2


def test_who_finds_a_claim_of_somebody_faster_is_told_so_and_not_that_nothing_has_changed(officer, make, monkeypatch):
    project = make(total_fen="1亿")
    draft = MilestoneDraft(kind="contract", claimed_on="2022-03-01", version=project.version)

    def somebody_was_faster(_actor, _project, _draft):
        db.session.execute(update(Model.metadata.tables["projects"]).values(version=draft.version + 1))
        return False

    monkeypatch.setattr(pipeline, "_claim", somebody_was_faster)
    with pytest.raises(Conflict):
        service.record_milestone(officer, project.id, draft)


def test_the_dialog_of_who_was_late_shows_both_and_keeps_what_was_typed(client, officer, make):
    project = make(total_fen="1亿")
    address = f"/projects/{project.id}/move?to=intent"
    sent = hidden_fields(client.get(address).text) | {"note": "已谈妥意向书"}
    service.move(officer, project.id, MoveDraft(to="talks", version=project.version))
    late = client.post(address, data=sent)
    assert late.status_code == 409
    assert "已谈妥意向书" in late.text
    assert "处于“在谈”；您要推进到“拟签约”" in late.text
