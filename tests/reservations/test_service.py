"""Holding, promising and contracting sites, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from pydantic import ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from app.parks import queries as parks
from app.projects import service as projects
from app.projects.schemas import StatusDraft
from app.reservations import queries, rules, service
from app.reservations.models import Reservation
from app.reservations.rules import Standing
from app.reservations.schemas import ReleaseDraft, ReservationChange, ReservationDraft

TODAY = clock.today()


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def reserve(cast, project):
    """`reserve(site, kind="promise", to_on=…)`: for the officer's project, or for `of` and `actor` given."""
    ours = project()

    def made(site, *, actor=None, of=None, **facts):
        draft = {"project_id": (of or ours).id, "kind": "hold", "from_on": TODAY} | facts
        if draft["kind"] == "hold":
            draft.setdefault("to_on", days(30))
        return service.reserve(actor or cast.actor("officer"), site.id, ReservationDraft.model_validate(draft))

    return made


@pytest.fixture
def rival(cast, project):
    """Another project, of another officer of the same section."""
    actor = cast.actor("officer", name="另一位")
    return {"actor": actor, "of": project(actor, name_zh="竞争项目")}


def test_a_hold_expires_by_itself(site, reserve, cast):
    held = site()
    reservation = reserve(held, to_on=days(5))
    assert parks.status_now(cast.actor("viewer"), held) == "held"
    assert rules.standing_on(days(5), reservation) is Standing.IN_FORCE
    assert rules.standing_on(days(6), reservation) is Standing.EXPIRED
    late = reserve(site("LK-02"), from_on=days(-40), to_on=days(-1))
    assert parks.status_now(cast.actor("viewer"), late.site) == "available"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"to_on": None}, "to_on"),
        ({"to_on": days(-1)}, "to_on"),
        ({"to_on": days(91)}, "to_on"),
        ({"kind": "contract", "from_on": days(3), "to_on": days(2)}, "to_on"),
    ],
)
def test_days_that_make_no_sense_are_refused_at_their_field(site, reserve, facts, field):
    with pytest.raises(Invalid) as refusal:
        reserve(site(), **facts)
    assert field in refusal.value.fields


def test_a_draft_knows_three_kinds():
    with pytest.raises(ValidationError):
        ReservationDraft.model_validate({"project_id": 1, "kind": "gift"})


def test_holds_compete_but_a_hold_does_not_stand_against_a_promise(site, reserve, rival):
    place = site()
    reserve(place)
    reserve(place, **rival)
    other = site("LK-02")
    reserve(other, kind="promise")
    with pytest.raises(Conflict):
        reserve(other, **rival)


def test_the_same_project_does_not_hold_a_site_twice(site, reserve):
    place = site()
    reserve(place)
    with pytest.raises(Invalid):
        reserve(place, to_on=days(10))


def test_a_promise_names_the_holds_of_others_or_is_refused(site, reserve, rival):
    place = site()
    hold = reserve(place, **rival)
    with pytest.raises(Invalid) as refusal:
        reserve(place, kind="promise")
    assert "knows_holds" in refusal.value.fields
    reserve(place, kind="promise", knows_holds=(hold.id,))
    assert hold.released_at is None


def test_what_a_project_had_more_loosely_is_given_up_for_the_firmer(site, reserve):
    place = site()
    hold = reserve(place)
    promise = reserve(place, kind="promise")
    contract = reserve(place, kind="contract", to_on=days(1000))
    today = clock.today()
    assert [rules.standing_on(today, one) for one in (hold, promise, contract)] == [
        Standing.RELEASED,
        Standing.RELEASED,
        Standing.IN_FORCE,
    ]


@pytest.mark.parametrize("kinds", [("promise", "promise"), ("promise", "contract"), ("contract", "promise")])
@pytest.mark.parametrize("where", ["itself", "above", "below"])
def test_two_promises_or_contracts_never_meet_on_a_site_above_or_below_it(site, reserve, rival, kinds, where):
    parcel = site()
    building = site("A1", kind="building", parent_id=parcel.id)
    floor = site("A1-1", kind="floor", parent_id=building.id)
    beside = site("A2", kind="building", parent_id=parcel.id)
    reserve(building, kind=kinds[0], to_on=days(100))
    place = {"itself": building, "above": parcel, "below": floor}[where]
    with pytest.raises(Conflict):
        reserve(place, kind=kinds[1], from_on=days(100), **rival)
    reserve(place, kind=kinds[1], from_on=days(101), **rival)
    reserve(beside, kind=kinds[1], to_on=days(100), **rival)


def test_the_database_itself_refuses_what_no_service_has_checked(session, site, reserve, rival):
    parcel = site()
    floor_of = site("A1", kind="building", parent_id=parcel.id)
    kept = reserve(floor_of, kind="contract", to_on=days(10))
    row = {
        "site_id": parcel.id,
        "project_id": rival["of"].id,
        "kind": "promise",
        "from_on": days(10),
        "to_on": None,
        "by_id": rival["actor"].id,
        "version": 1,
        "note": "",
        "release_reason": "",
        "is_sample": False,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    with pytest.raises(IntegrityError):
        session.execute(insert(Reservation).values(row))
    session.rollback()
    session.execute(insert(Reservation).values(row | {"from_on": days(11)}))
    session.flush()
    session.get_one(Reservation, kept.id).to_on = None
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("where", ["same site", "above and below"])
def test_of_two_who_promise_at_the_same_instant_one_gets_the_site(app, cast, site, project, where):
    """Real threads, each with a connection of its own, on both databases."""
    parcel = site()
    building = site("A1", kind="building", parent_id=parcel.id)
    places = [building.id] * 6 if where == "same site" else [parcel.id, building.id] * 3
    actors = [cast.actor("officer", name=f"第{number}位") for number in range(6)]
    drafts = [
        ReservationDraft(project_id=project(actor, name_zh=f"项目{actor.id}").id, kind="promise") for actor in actors
    ]
    cast.session.rollback()
    start = Barrier(6)

    def promise(number: int) -> str:
        with app.app_context():
            start.wait(20)
            try:
                service.reserve(actors[number], places[number], drafts[number])
            except Refusal as refusal:
                return type(refusal).__name__
            return "promised"

    with ThreadPoolExecutor(6) as crowd:
        outcomes = list(crowd.map(promise, range(6)))
    assert sorted(outcomes) == ["Conflict"] * 5 + ["promised"]
    assert len(cast.session.scalars(select(Reservation)).all()) == 1


def test_the_same_form_sent_six_times_at_once_makes_one_reservation(app, session, cast, site, project):
    actor, place = cast.actor("officer"), site().id
    draft = ReservationDraft(project_id=project().id, kind="contract")
    session.rollback()

    def send(_number: int) -> int:
        with app.app_context():
            return service.reserve(actor, place, draft, once="k" * 43).id

    with ThreadPoolExecutor(6) as crowd:
        assert len(set(crowd.map(send, range(6)))) == 1
    assert len(session.scalars(select(Reservation)).all()) == 1


def test_days_are_changed_under_the_same_rule(site, reserve, rival, cast):
    place, actor = site(), cast.actor("officer")
    ours = reserve(place, kind="promise", to_on=days(10))
    theirs = reserve(place, kind="promise", from_on=days(20), **rival)
    with pytest.raises(Conflict):
        service.change(actor, ours.id, ReservationChange(to_on=days(20), version=ours.version))
    changed = service.change(actor, ours.id, ReservationChange(to_on=days(19), note="延期", version=ours.version))
    assert (changed.to_on, changed.note) == (days(19), "延期")
    with pytest.raises(Conflict):
        service.change(actor, ours.id, ReservationChange(to_on=days(15), version=1))
    with pytest.raises(Forbidden):
        service.change(actor, theirs.id, ReservationChange(version=theirs.version))


def test_a_released_site_is_free_again_and_the_reason_stays(site, reserve, rival, cast):
    place, actor = site(), cast.actor("officer")
    ours = reserve(place, kind="contract")
    service.release(actor, ours.id, ReleaseDraft(reason="企业撤资", version=ours.version))
    assert parks.status_now(actor, place) == "available"
    assert queries.get(actor, ours.id).release_reason == "企业撤资"
    reserve(place, kind="contract", **rival)
    with pytest.raises(Conflict):
        service.release(actor, ours.id, ReleaseDraft(reason="再次", version=ours.version))


def test_only_those_who_may_change_the_project_reserve_for_it(cast, site, reserve, project):
    with pytest.raises(Forbidden):
        reserve(site(), actor=cast.actor("officer", unit="other_section"))
    hidden = project(disclosure="team")
    with pytest.raises(NotFound):
        reserve(site("LK-02"), actor=cast.actor("officer", unit="other_section"), of=hidden)


def test_a_site_that_cannot_be_had_and_a_project_that_is_over_are_refused(cast, site, reserve, project):
    with pytest.raises(Invalid):
        reserve(site(state="withdrawn"))
    occupied = site("LK-02", state="occupied", available_from=days(60))
    with pytest.raises(Invalid):
        reserve(occupied, kind="contract")
    reserve(occupied, kind="contract", from_on=days(60))
    over = project()
    status = StatusDraft.model_validate({"to": "lost", "reason": "企业另选他处", "version": over.version})
    projects.set_status(cast.actor("officer"), over.id, status)
    with pytest.raises(Invalid):
        reserve(site("LK-03"), of=over)
