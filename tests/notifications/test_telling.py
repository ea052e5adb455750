"""Telling people: in the command that is the reason, whoever may see the record, each key once."""

from datetime import date

import pytest
from sqlalchemy import select

from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel.db import command
from app.kernel.errors import Invalid, NotFound
from app.kernel.text import Message
from app.notifications import queries, rules, service
from app.notifications.models import Kind, Notification
from app.projects import service as projects
from app.projects.schemas import ProjectDraft

TELL = command(service.notify)
REMIND = command(service.remind)


@pytest.fixture
def officer(cast):
    return cast.actor("officer")


@pytest.fixture
def other(cast):
    return cast.actor("officer", unit="other_section")


@pytest.fixture
def project(officer):
    """One for its team only."""
    enterprise = enterprises.create(officer, EnterpriseDraft(name_zh="云南彩虹生物科技有限公司"))
    return projects.create(
        officer, ProjectDraft(name_zh="血液制品基地", enterprise_id=enterprise.id, disclosure="team", codename="云杉")
    )


@pytest.fixture
def open_project(officer):
    enterprise = enterprises.create(officer, EnterpriseDraft(name_zh="昆明南疆制药有限公司"))
    return projects.create(
        officer, ProjectDraft(name_zh="滴眼液扩产", name_en="Eye drops", enterprise_id=enterprise.id)
    )


def kept(session):
    session.rollback()
    return list(session.scalars(select(Notification).order_by(Notification.id)))


def told(actor, session):
    return queries.told(actor, [row for row in kept(session) if row.user_id == actor.id])


def test_who_is_told_reads_the_name_of_the_record_in_their_language(session, officer, other, open_project):
    TELL("assigned", [other.id], "projects", open_project.id, by=officer, due_on=date(2022, 7, 15))
    (one,) = told(other, session)
    assert (one.title, one.by, one.endpoint) == ("滴眼液扩产", officer.name, "projects.show")
    assert [str(detail) for detail in one.details] == ["due on 2022年7月15日"]
    assert "滴眼液扩产" not in str(kept(session)[0].params)


def test_whoever_does_it_is_not_told(session, officer, open_project):
    assert TELL("assigned", [officer.id, None], "projects", open_project.id, by=officer) == 0


def test_who_may_not_see_the_record_is_told_nothing(session, officer, other, project):
    assert TELL("assigned", [officer.id, other.id], "projects", project.id) == 1
    assert [row.user_id for row in kept(session)] == [officer.id]


def test_who_may_no_longer_see_the_record_reads_nothing_of_it(session, cast, officer, other, open_project):
    TELL("assigned", [other.id], "projects", open_project.id)
    found = session.merge(open_project)
    found.disclosure, found.codename = "team", "云杉"
    session.commit()
    assert told(other, session) == []
    page = cast.client("officer", unit="other_section").get("/notifications").text
    assert "滴眼液扩产" not in page
    assert "云杉" not in page


def test_a_key_is_told_once(session, officer, other, open_project):
    for _ in range(3):
        TELL("overdue", [other.id], "projects", open_project.id, once="overdue:1")
    assert len(kept(session)) == 1


def test_a_command_that_fails_tells_nobody(session, other, open_project):
    @command
    def fail() -> None:
        service.notify("assigned", [other.id], "projects", open_project.id)
        raise Invalid(Message("No."))

    with pytest.raises(Invalid):
        fail()
    assert kept(session) == []


def test_outside_of_a_command_nobody_is_told(session, other, open_project):
    with pytest.raises(RuntimeError):
        service.notify("assigned", [other.id], "projects", open_project.id)


def test_who_may_not_sign_in_is_told_nothing(session, cast, other, open_project):
    cast.user("officer", unit="other_section").is_active = False
    session.commit()
    assert TELL("assigned", [other.id], "projects", open_project.id) == 0


def test_a_detail_that_nobody_can_say_is_refused_at_once(session, other, open_project):
    with pytest.raises(ValueError, match="colour"):
        TELL("assigned", [other.id], "projects", open_project.id, colour="red")


def test_a_detail_that_is_a_sentence_is_said_in_the_readers_language(session, other, open_project):
    TELL("milestone_returned", [other.id], "projects", open_project.id, what=Message("%(a)s", a=Message("Contract")))
    (one,) = told(other, session)
    assert one.details == [Message("%(value)s", value=Message("%(a)s", a=Message("Contract")))]


def test_reminders_of_many_records_cost_the_same_as_of_one(session, officer, other, open_project, statements):
    def cost(numbers):
        with statements() as ran:
            REMIND("due_soon", "projects", [service.Reminder(other.id, open_project.id, f"due:{n}") for n in numbers])
        return len(ran)

    cost([0])
    assert cost([1]) == cost(range(100, 180))
    assert len(kept(session)) == 82


def test_every_kind_has_its_words():
    assert rules.READINGS.keys() == set(Kind)


def test_nobody_reads_another_ones(session, officer, other, open_project):
    TELL("assigned", [other.id], "projects", open_project.id)
    number = kept(session)[0].id
    with pytest.raises(NotFound):
        service.read(officer, number)
    assert kept(session)[0].read_at is None
