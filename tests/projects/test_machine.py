"""Random histories over all tracks and profiles: whatever is tried, the promises of the pipeline hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel import clock
from app.kernel.errors import Refusal
from app.kernel.settings import Practice
from app.projects import queries, rules, service
from app.projects.models import MilestoneEvent, MilestoneKind, Project, Stage, StageChange, Track, Waiver
from app.projects.rules import Happened, Happening, Mode
from app.projects.schemas import (
    MilestoneDraft,
    MoveDraft,
    ProjectChange,
    ReturnDraft,
    VerifyDraft,
    WaiverDraft,
    WithdrawDraft,
)
from tests.projects.practice import work_by

SOON = (clock.today() + timedelta(30)).isoformat()
YESTERDAY = (clock.today() - timedelta(1)).isoformat()


@given(st.lists(st.tuples(st.sampled_from(Happening), st.dates())))
def test_replaying_more_only_ever_builds_on_what_was(steps):
    events = [Happened(*step) for step in steps]
    for cut in range(len(events)):
        assert rules.replay(events[: cut + 1]).planned_on in {None, *(e.on for e in events[: cut + 1])}
    if events and events[-1].what is Happening.WITHDRAWN:
        present = rules.replay(events)
        assert (present.claimed_on, present.is_verified, present.is_returned) == (None, False, False)


class Player:
    """Somebody who tries things with one project; a refusal changes nothing."""

    def __init__(self, session, project, officer, verifier):
        self.session, self.id = session, project.id
        self.officer, self.verifier = officer, verifier

    @property
    def project(self):
        return self.session.get(Project, self.id)

    def attempt(self, kind, choice, *, fills, waives):
        project = self.project
        filling = {"version": project.version}
        if fills:
            filling |= {"total_fen": "1亿", "jobs": 10, "planned_start": SOON, "planned_operation": SOON}
        if waives:
            filling |= {"waive_reason": "容缺", "settle_by": SOON}
        try:
            getattr(self, kind)(project, choice, filling)
        except Refusal:
            self.session.rollback()

    def move(self, _project, choice, filling):
        stage = list(Stage)[choice % len(Stage)]
        happened = {"happened_on": YESTERDAY} if stage in rules.OPENED_BY else {}
        service.move(self.officer, self.id, MoveDraft(to=stage, note="试", **happened, **filling))

    def claim(self, _project, choice, filling):
        kind = list(MilestoneKind)[choice % len(MilestoneKind)]
        draft = MilestoneDraft(kind=kind, claimed_on=YESTERDAY, evidence="凭证", **filling)
        service.record_milestone(self.officer, self.id, draft)

    def withdraw(self, project, choice, _filling):
        kind = list(MilestoneKind)[choice % len(MilestoneKind)]
        service.withdraw_milestone(
            self.officer, self.id, WithdrawDraft(kind=kind, note="误报", version=project.version)
        )

    def verify(self, project, choice, _filling):
        if project.milestones:
            one = project.milestones[choice % len(project.milestones)]
            service.verify_claims(self.verifier, VerifyDraft(chosen=[f"{one.id}:{one.version}"]))

    def send_back(self, project, choice, _filling):
        if project.milestones:
            one = project.milestones[choice % len(project.milestones)]
            service.return_claim(self.verifier, one.id, ReturnDraft(reason="补", version=one.version))

    def ask(self, project, choice, _filling):
        stage = list(Stage)[choice % len(Stage)]
        draft = WaiverDraft(stage=stage, reason="容缺", settle_by=SOON, version=project.version)
        service.request_waiver(self.officer, self.id, draft)

    def edit(self, project, choice, _filling):
        amount = "2亿" if choice % 2 else None
        service.change(self.officer, self.id, ProjectChange(total_fen=amount, version=project.version))


steps = st.tuples(
    st.sampled_from(["move", "claim", "withdraw", "verify", "send_back", "ask", "edit"]),
    st.integers(0, 11),
    st.booleans(),
    st.booleans(),
)


trials = st.fixed_dictionaries(
    {
        "track": st.sampled_from(Track),
        "role": st.sampled_from(["officer", "manager"]),
        "is_legacy": st.booleans(),
        "history": st.lists(steps, min_size=4, max_size=9),
    }
)


@pytest.mark.parametrize("profile", Practice)
@effort(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trial=trials)
def test_whatever_is_tried_the_promises_hold(cast, make, session, profile, trial):
    work_by(session, profile)
    actor = cast.actor(trial["role"])
    project = make(actor=actor, track=trial["track"], is_legacy=trial["is_legacy"])
    player = Player(session, project, actor, cast.actor("verifier"))
    for kind, choice, fills, waives in trial["history"]:
        stage, moves = player.project.stage, len(_moves(session, player.id))
        player.attempt(kind, choice, fills=fills, waives=waives)
        session.expire_all()
        after = player.project
        if rules.is_forward(stage, after.stage):
            _check_explained(after, profile)
        assert len(_moves(session, player.id)) == moves + (after.stage is not stage)
        assert queries.broken_history(after) == []
    _check_history(session, player.project)


def _moves(session, project_id):
    found = select(StageChange).where(StageChange.project_id == project_id).order_by(StageChange.id)
    return session.scalars(found).all()


def _check_explained(project, profile):
    """Whoever has just come in lacks nothing that refuses, unless an open item of a waiver says so."""
    lacks = queries.lacking(project, stage=project.stage)
    assert not [lack.condition.code for lack in lacks if lack.refuses]
    waived = queries.waived_of([project.id]).get(project.id, frozenset())
    assert {lack.condition.code for lack in lacks if lack.mode is Mode.REFUSE} <= waived
    if project.is_legacy:
        assert not lacks
    if profile is Practice.LIGHT:
        refusing = {lack.condition.code for lack in lacks if lack.mode is Mode.REFUSE}
        assert refusing <= {"signed.amount", "signed.date"}


def _check_history(session, project):
    """Rows only grow and lead, one from the other, to the present stage; every used waiver names its move."""
    moves = _moves(session, project.id)
    assert moves[0].left is None
    assert [move.left for move in moves[1:]] == [move.entered for move in moves[:-1]]
    assert moves[-1].entered is project.stage
    numbers = {move.id for move in moves}
    used = session.scalars(select(Waiver.stage_change_id).where(Waiver.project_id == project.id))
    assert all(number in numbers for number in used if number is not None)
    verified = select(MilestoneEvent.by_id).where(
        MilestoneEvent.project_id == project.id, MilestoneEvent.what == Happening.VERIFIED
    )
    assert project.officer_id not in set(session.scalars(verified))


@effort(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(track=st.sampled_from(Track), stage=st.sampled_from([Stage.SIGNED, Stage.BUILDING, Stage.OPERATING]))
def test_light_goes_anywhere_with_an_amount_and_a_date(officer, make, session, track, stage):
    if stage not in rules.stages_of(track):
        return
    project = make(track=track, total_fen="1亿")
    contract = MilestoneDraft(kind="contract", claimed_on=YESTERDAY, version=project.version)
    service.record_milestone(officer, project.id, contract)
    if project.stage is not stage:
        service.move(officer, project.id, MoveDraft(to=stage, version=project.version))
    assert project.stage is stage
