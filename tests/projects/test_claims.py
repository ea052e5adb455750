"""Claims and their verification: who may, with what, and what happens when two verify at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select

from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid, NotFound, Refusal
from app.kernel.settings import Practice
from app.projects import queries, rules, service
from app.projects.models import Milestone, MilestoneEvent, MilestoneKind
from app.projects.queries import ClaimFilters
from app.projects.schemas import ReturnDraft, VerifyDraft, WithdrawDraft
from tests.projects.history import claim, events, refused_at
from tests.projects.practice import work_by
from tests.support.forms import post

REGISTERED = MilestoneKind.REGISTERED


@pytest.fixture
def verifier(cast):
    return cast.actor("verifier")


def chosen(*milestones):
    return VerifyDraft(chosen=[f"{one.id}:{one.version}" for one in milestones])


def to_verify(actor, **filters):
    return queries.claims_to_verify(actor, ClaimFilters(**filters))


def test_somebody_else_verifies_and_the_row_and_its_history_say_so(officer, verifier, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01", evidence="执照已核")
    [waiting] = to_verify(verifier)
    assert (waiting.row.evidence, waiting.why_not) == ("执照已核", None)
    [milestone] = service.verify_claims(verifier, VerifyDraft(chosen=[waiting.chosen]))
    assert milestone.verified_by_id == verifier.id
    assert [what for _, what, _ in events(session, project)] == ["claimed", "verified"]
    assert to_verify(verifier) == []


@pytest.mark.parametrize("profile", Practice)
def test_nobody_verifies_what_they_claimed_or_answer_for(cast, officer, make, session, profile):
    work_by(session, profile)
    manager = cast.actor("manager")
    own = make(actor=manager)
    claim(manager, own, MilestoneKind.FRAMEWORK, "2022-03-01", evidence="见附件")
    answered_for = make(officer_id=manager.id)
    claim(officer_of(answered_for, cast), answered_for, MilestoneKind.REVIEW, "2022-03-01", evidence="见附件")
    for waiting in to_verify(manager):
        assert waiting.why_not is not None
        with pytest.raises(Invalid):
            service.verify_claims(manager, VerifyDraft(chosen=[waiting.chosen]))
    assert session.scalars(select(Milestone.verified_at)).all() == [None, None]


def officer_of(project, cast):
    """Another leader of the unit, who may change the project too."""
    return cast.actor("head")


def test_which_roles_verify_follows_the_practice(cast, officer, make, session):
    claim(officer, make(), REGISTERED, "2022-03-01", evidence="执照")
    work_by(session, Practice.LIGHT)
    head, manager, verifier = (cast.actor(role) for role in ("head", "manager", "verifier"))
    free = {}
    for profile in Practice:
        work_by(session, profile)
        free[profile] = [to_verify(actor)[0].why_not is None for actor in (head, manager, verifier)]
    assert free == {
        Practice.LIGHT: [True, True, True],
        Practice.STANDARD: [False, True, True],
        Practice.STRICT: [False, False, True],
    }


def test_strict_verifies_nothing_without_evidence_but_can_send_it_back(officer, verifier, make, session):
    project = make()
    claim(officer, project, MilestoneKind.REVIEW, "2022-03-01")
    work_by(session, Practice.STRICT)
    [waiting] = to_verify(verifier)
    assert waiting.why_not == rules.NO_EVIDENCE
    with pytest.raises(Invalid):
        service.verify_claims(verifier, VerifyDraft(chosen=[waiting.chosen]))
    service.return_claim(verifier, waiting.row.id, ReturnDraft(reason="缺评审纪要", version=waiting.row.version))
    claim(officer, project, MilestoneKind.REVIEW, "2022-03-01", evidence="评审纪要第 3 号")
    [again] = to_verify(verifier)
    assert again.why_not is None


def test_what_is_sent_back_counts_as_claimed_and_may_be_claimed_again_on_the_same_day(officer, verifier, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")
    [waiting] = to_verify(verifier)
    service.return_claim(verifier, waiting.row.id, ReturnDraft(reason="执照不清晰", version=waiting.row.version))
    [milestone] = project.milestones
    assert (milestone.claimed_on, milestone.returned_reason) == (date(2022, 3, 1), "执照不清晰")
    assert to_verify(verifier) == []
    claim(officer, project, REGISTERED, "2022-03-01")
    assert (milestone.returned_at, len(to_verify(verifier))) == (None, 1)
    assert [what for _, what, _ in events(session, project)] == ["claimed", "returned", "claimed"]


def test_a_verified_date_is_not_changed_in_silence(officer, verifier, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")
    service.verify_claims(verifier, chosen(*project.milestones))
    refused_at("claimed_on", claim, officer, project, REGISTERED, "2022-04-01")
    draft = WithdrawDraft(kind=REGISTERED, note="执照被撤回", version=project.version)
    service.withdraw_milestone(officer, project.id, draft)
    claim(officer, project, REGISTERED, "2022-04-01")
    assert [what for _, what, _ in events(session, project)] == ["claimed", "verified", "withdrawn", "claimed"]


def test_a_batch_is_verified_whole_or_not_at_all_and_says_who_was_faster(cast, officer, verifier, make, session):
    project = make()
    for kind in (MilestoneKind.FRAMEWORK, REGISTERED):
        claim(officer, project, kind, "2022-03-01")
    first, second = sorted(project.milestones, key=lambda one: one.id)
    both = chosen(first, second)
    service.verify_claims(cast.actor("verifier", name="快手"), chosen(first))
    with pytest.raises(Conflict) as refused:
        service.verify_claims(verifier, both)
    [told] = refused.value.fields.values()
    assert "快手" in str(told)
    session.expire_all()
    assert [one.verified_at is None for one in (first, second)] == [False, True]


def test_the_list_is_narrowed_by_month_unit_and_officer_and_shows_no_masked_project(cast, officer, verifier, make):
    open_one = make()
    claim(officer, open_one, REGISTERED, "2022-03-01")
    claim(officer, open_one, MilestoneKind.FRAMEWORK, "2022-02-01")
    claim(officer, make(disclosure="masked"), REGISTERED, "2022-03-02")
    assert len(to_verify(verifier)) == 2
    assert len(to_verify(verifier, month="2022-03")) == 1
    assert len(to_verify(verifier, month="nonsense")) == 2
    assert to_verify(verifier, unit=cast.unit("other_section").id) == []
    assert len(to_verify(verifier, officer=officer.id)) == 2
    assert queries.claimable_months(verifier) == ["2022-03", "2022-02"]


def test_a_claim_dealt_with_between_two_looks_at_it_is_a_conflict(cast, officer, verifier, make, monkeypatch):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")

    def dealt_with(_actor, _number):
        raise NotFound

    monkeypatch.setattr(queries, "get_claim", dealt_with)
    with pytest.raises(Conflict):
        service.verify_claims(verifier, chosen(*project.milestones))


def test_two_verifiers_at_the_same_instant_leave_one_event(app, cast, officer, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")
    draft = chosen(*project.milestones)
    actors = [cast.actor("verifier", name=f"核定{number}") for number in range(6)]
    session.rollback()
    start = Barrier(len(actors))

    def verify(actor):
        with app.app_context():
            start.wait()
            try:
                service.verify_claims(actor, draft)
            except Refusal as refusal:
                db.session.rollback()
                return refusal.status
            return 200

    with ThreadPoolExecutor(len(actors)) as pool:
        answers = sorted(pool.map(verify, actors))
    assert answers == [200] + [409] * 5
    verified = select(MilestoneEvent).where(MilestoneEvent.what == "verified")
    assert len(session.scalars(verified).all()) == 1


def test_the_page_verifies_those_chosen_and_shows_own_claims_disabled_with_the_reason(cast, officer, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")
    head = cast.actor("head")
    claim(head, project, MilestoneKind.FRAMEWORK, "2022-03-01")
    client = cast.client("head")
    page = client.get("/projects/verify", headers={"Accept-Language": "en"}).text
    assert page.count('name="chosen"') == 2
    assert page.count(" disabled") == 1
    [registered] = [one for one in project.milestones if one.kind is REGISTERED]
    seen = f"{registered.id}:{registered.version}"
    assert post(client, "/projects/verify", {"chosen": seen}).status_code == 303
    stale = post(client, "/projects/verify", {"chosen": seen}, headers={"Accept-Language": "en"})
    assert stale.status_code == 409
    assert "head section" in stale.text
    assert post(client, "/projects/verify", {}).status_code == 422
    assert post(client, "/projects/verify", {"chosen": "nonsense"}).status_code == 422


def test_the_page_sends_back_with_a_reason(cast, officer, make, session):
    project = make()
    claim(officer, project, REGISTERED, "2022-03-01")
    [milestone] = project.milestones
    client = cast.client("verifier")
    address = f"/projects/claims/{milestone.id}/return"
    assert client.get(address).status_code == 200
    assert post(client, address, {"reason": "", "version": milestone.version}).status_code == 422
    assert post(client, address, {"reason": "缺原件", "version": milestone.version}).status_code == 303
    session.expire_all()
    assert milestone.returned_reason == "缺原件"
    assert client.get(address).status_code == 404
