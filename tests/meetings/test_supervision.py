"""The way of a follow-up: who may do what in which state, what is kept, who comes second."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.schemas import AbsenceDraft
from app.accounts.service import absence
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.permissions import Actor, Role
from app.meetings import queries, service
from app.meetings.models import FollowUp, FollowUpStatus, Side
from app.meetings.rules.follow_ups import LEADS_TO, STATES, Deed, deeds, is_possible
from app.meetings.schemas import (
    CloseDraft,
    DueDraft,
    FollowUpChange,
    FollowUpDraft,
    MeetingDraft,
    NoteDraft,
    ReasonDraft,
    SubmitDraft,
)
from app.notifications.models import Kind, Notification

DUE = date(2022, 7, 22)


@pytest.fixture
def manager(cast, world):
    return cast.actor(Role.MANAGER, unit="bureau", name="局领导")


@pytest.fixture
def promise(world):
    """`promise(supervisor_id=…)`: a follow-up of the officer."""

    def made(actor: Actor | None = None, **facts) -> FollowUp:
        known = {"text": "寄送投资指南", "enterprise_id": world.sinopharm.id, "due_on": DUE} | facts
        return service.promise(actor or world.officer, FollowUpDraft(**known))

    return made


def submit(actor, one, note="已寄出"):
    return service.submit(actor, one.id, SubmitDraft(note=note, version=one.version))


def close(actor, one, outcome="closed", note="办妥"):
    return service.close(actor, one.id, CloseDraft(outcome=outcome, note=note, version=one.version))


def reason(one, why="材料不全"):
    return ReasonDraft(reason=why, version=one.version)


def test_a_supervised_follow_up_is_submitted_by_its_owner_and_closed_by_its_supervisor(world, manager, promise):
    one = promise(supervisor_id=manager.person_id)
    assert submit(world.officer, one).status is FollowUpStatus.SUBMITTED
    with pytest.raises(Forbidden):
        close(world.officer, one)
    assert close(manager, one).status is FollowUpStatus.CLOSED
    assert [note.step.value for note in queries.follow_ups.notes(one)] == ["submit", "close"]


def test_neither_head_nor_creator_nor_another_manager_closes_what_somebody_else_supervises(
    cast, world, manager, promise
):
    one = promise(supervisor_id=manager.person_id)
    for actor in (
        world.officer,
        cast.actor(Role.HEAD),
        cast.actor(Role.MANAGER, unit="other_section", name="另一位领导"),
    ):
        for outcome in ("closed", "cancelled"):
            with pytest.raises(Forbidden, match="supervisor"):
                close(actor, one, outcome)


def test_the_deputy_of_an_absent_supervisor_closes_in_their_place(cast, session, world, manager, promise):
    one = promise(supervisor_id=manager.person_id)
    deputy = cast.actor(Role.OFFICER, unit="bureau", name="代理人")
    with pytest.raises(Forbidden):
        close(deputy, one)
    today = clock.today()
    draft = AbsenceDraft(deputy_id=deputy.id, since=today, until=today + timedelta(3))
    absence.name_deputy(manager, manager.id, draft)
    session.rollback()
    assert close(cast.actor(Role.OFFICER, unit="bureau", name="代理人"), one).status is FollowUpStatus.CLOSED


def test_nobody_is_rid_of_the_supervision_but_by_the_supervisor_or_who_instructs(cast, world, manager, promise):
    one = promise(supervisor_id=manager.person_id)
    lift = FollowUpChange(text=one.text, owner_id=world.officer.person_id, version=one.version)
    for actor in (world.officer, cast.actor(Role.HEAD)):
        with pytest.raises(Forbidden):
            service.edit(actor, one.id, lift)
    submit(world.officer, one)
    free = service.edit(manager, one.id, lift.model_copy(update={"version": one.version}))
    assert (free.supervisor_id, free.status, free.submitted_on) == (None, FollowUpStatus.OPEN, None)
    assert close(world.officer, free).status is FollowUpStatus.CLOSED


def test_a_supervisor_needs_a_sign_in(world, promise):
    with pytest.raises(Invalid) as refused:
        promise(supervisor_id=world.leader.id)
    assert list(refused.value.fields) == ["supervisor_id"]


def test_sending_back_and_opening_again_keep_the_reason_and_what_was_said_before(world, manager, promise):
    one = promise(supervisor_id=manager.person_id)
    submit(world.officer, one)
    assert service.send_back(manager, one.id, reason(one)).status is FollowUpStatus.OPEN
    close(manager, one, note="看过")
    again = service.reopen(world.officer, one.id, reason(one, "又退回来了"))
    assert (again.status, again.closed_on, again.closing_note) == (FollowUpStatus.OPEN, None, "")
    assert [note.text for note in queries.follow_ups.notes(one)] == ["已寄出", "材料不全", "看过", "又退回来了"]


def test_the_supervisor_is_told_of_what_is_submitted_and_nobody_of_their_own(session, cast, world, manager, promise):
    submit(world.officer, promise(supervisor_id=manager.person_id))
    submit(manager, promise(manager, owner_id=manager.person_id, supervisor_id=manager.person_id))
    told = select(Notification.user_id).where(Notification.kind == Kind.SUBMITTED)
    assert session.scalars(told).all() == [manager.id]


def test_what_nobody_supervises_is_not_submitted(world, promise):
    with pytest.raises(Conflict, match="Nobody supervises"):
        submit(world.officer, promise())


def test_people_and_units_support_it_and_write_its_progress_but_do_not_close_it(cast, session, world, promise):
    helper = cast.actor(Role.OFFICER, unit="other_section", name="配合人")
    stranger = cast.actor(Role.OFFICER, unit="other_section", name="旁人")
    one = promise(supporters=(helper.person_id,), units=(cast.unit("other_section").id,))
    service.note(helper, one.id, NoteDraft(text="样本已备好"))
    with pytest.raises(Forbidden):
        service.note(stranger, one.id, NoteDraft(text="x"))
    with pytest.raises(Forbidden):
        close(helper, one)
    assert [note.text for note in queries.follow_ups.notes(one)] == ["样本已备好"]
    supported = queries.follow_ups.FollowUpFilters(whose="supported")
    assert [row.id for row in session.execute(queries.follow_ups.listing(helper, supported))] == [one.id]
    assert session.execute(queries.follow_ups.listing(stranger, supported)).all() == []


def test_a_note_sent_twice_is_written_once(world, promise):
    one = promise()
    for _ in range(2):
        service.note(world.officer, one.id, NoteDraft(text="已联系"), once="k" * 20)
    assert len(queries.follow_ups.notes(one)) == 1


def test_an_owner_and_a_supporter_know_what_was_agreed_in_confidence_and_a_stranger_does_not(cast, world):
    helper = cast.actor(Role.OFFICER, unit="other_section", name="配合人")
    stranger = cast.actor(Role.OFFICER, unit="other_section", name="旁人")
    draft = MeetingDraft(enterprises=(world.sinopharm.id,), text="谈判", is_confidential=True)
    meeting = service.log(world.officer, draft)
    known = {"text": "测算", "meeting_id": meeting.id, "due_on": DUE, "supporters": (helper.person_id,)}
    one = service.promise(world.officer, FollowUpDraft(**known))
    assert queries.follow_ups.get(helper, one.id).id == one.id
    with pytest.raises(NotFound):
        queries.follow_ups.get(stranger, one.id)


def test_who_supports_one_thing_agreed_in_confidence_knows_no_other(cast, world):
    helper = cast.actor(Role.OFFICER, unit="other_section", name="协办")
    drafts = {"enterprises": (world.sinopharm.id,), "text": "x", "is_confidential": True}
    helped, other = (service.log(world.officer, MeetingDraft(**drafts)) for _ in range(2))
    known = {"text": "测算", "due_on": DUE}
    theirs = FollowUpDraft(**known, meeting_id=helped.id, supporters=(helper.person_id,))
    mine = service.promise(world.officer, theirs)
    beside = service.promise(world.officer, FollowUpDraft(**known, meeting_id=helped.id))
    apart = service.promise(world.officer, FollowUpDraft(**known, meeting_id=other.id))
    assert queries.follow_ups.get(helper, mine.id).text == "测算"
    for hidden in (beside, apart):
        with pytest.raises(NotFound):
            queries.follow_ups.get(helper, hidden.id)


def test_moves_of_the_due_day_are_kept_with_reason_and_the_first_day_stays(world, promise):
    one = promise()
    for day in (date(2022, 8, 1), date(2022, 7, 25)):
        service.postpone(world.officer, one.id, DueDraft(due_on=day, reason="对方延期", version=one.version))
    moves = queries.follow_ups.moves(one)
    assert [(move.from_on, move.to_on, move.by_id) for move in moves] == [
        (DUE, date(2022, 8, 1), world.officer.id),
        (date(2022, 8, 1), date(2022, 7, 25), world.officer.id),
    ]
    assert (one.first_due_on, one.due_on) == (DUE, date(2022, 7, 25))


def _do(deed: Deed, actor: Actor, one: Any) -> None:
    """Any deed by its verb."""
    {
        Deed.NOTE: lambda: service.note(actor, one.id, NoteDraft(text="x")),
        Deed.EDIT: lambda: service.edit(
            actor,
            one.id,
            FollowUpChange(
                text="改",
                side=Side.PARK,
                owner_id=one.owner_id,
                supervisor_id=one.supervisor_id,
                version=one.version,
            ),
        ),
        Deed.POSTPONE: lambda: service.postpone(
            actor, one.id, DueDraft(due_on=one.due_on + timedelta(1), reason="x", version=one.version)
        ),
        Deed.SUBMIT: lambda: submit(actor, one),
        Deed.SEND_BACK: lambda: service.send_back(actor, one.id, reason(one)),
        Deed.CLOSE: lambda: close(actor, one),
        Deed.CANCEL: lambda: close(actor, one, "cancelled"),
        Deed.REOPEN: lambda: service.reopen(actor, one.id, reason(one)),
    }[deed]()


PATHS = {
    FollowUpStatus.OPEN: (),
    FollowUpStatus.SUBMITTED: (Deed.SUBMIT,),
    FollowUpStatus.CLOSED: (Deed.CLOSE,),
    FollowUpStatus.CANCELLED: (Deed.CANCEL,),
}


@pytest.mark.parametrize(("status", "deed"), list(product(FollowUpStatus, Deed)))
def test_the_machine_takes_each_step_from_the_states_of_its_table_and_from_no_other(
    world, manager, promise, status, deed
):
    """Supervised by who does it, so that only the state decides; the first due day outlives every step."""
    one = promise(manager, supervisor_id=manager.person_id, owner_id=world.officer.person_id)
    for step in PATHS[status]:
        _do(step, manager, one)
    assert one.status is status
    assert (deed in deeds(manager, one)) == is_possible(one, deed) == (status in STATES[deed])
    if status in STATES[deed]:
        _do(deed, manager, one)
        assert one.status is LEADS_TO.get(deed, status)
    else:
        with pytest.raises(Conflict):
            _do(deed, manager, one)
        assert one.status is status
    assert one.first_due_on == DUE


@pytest.mark.parametrize("deed", [deed for deed in Deed if deed is not Deed.NOTE])
def test_who_comes_second_changes_nothing(world, manager, promise, deed):
    one = promise(manager, supervisor_id=manager.person_id)
    if deed in {Deed.SEND_BACK, Deed.REOPEN}:
        _do(Deed.SUBMIT if deed is Deed.SEND_BACK else Deed.CLOSE, manager, one)
    status, seen = one.status, one.version

    stale = SimpleNamespace(
        id=one.id, due_on=one.due_on, owner_id=one.owner_id, supervisor_id=one.supervisor_id, version=seen + 7
    )
    with pytest.raises(Conflict):
        _do(deed, manager, stale)
    assert (one.status, one.version) == (status, seen)


def test_overdue_counts_working_days_in_list_and_count(session, world, promise):
    one = promise(due_on="2022-07-15")
    filters = queries.follow_ups.FollowUpFilters(due="overdue")
    for instant, late in (
        (datetime(2022, 7, 16, 2, tzinfo=UTC), False),  # Saturday
        (datetime(2022, 7, 17, 2, tzinfo=UTC), False),
        (datetime(2022, 7, 18, 2, tzinfo=UTC), True),  # Monday
    ):
        clock.freeze(instant)
        found = session.execute(queries.follow_ups.listing(world.officer, filters)).all()
        assert [row.id for row in found] == ([one.id] if late else [])
        assert queries.count_overdue(world.officer) == int(late)
        assert queries.follow_ups.span_of(one.due_on) == ("overdue" if late else "today")
