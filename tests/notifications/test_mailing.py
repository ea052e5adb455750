"""Mail about notifications, from the command to the mail server: as each reader chose, with nothing hidden."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import User
from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.jobs import queries as job_queries
from app.jobs import service as jobs
from app.kernel import clock
from app.kernel.db import command
from app.kernel.errors import Conflict, Invalid
from app.notifications import queries, rules, service
from app.notifications.models import Mode
from app.notifications.schemas import ChoiceDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from tests.support import forms
from tests.support.post import post_office

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)  # 10:00 in the park
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TELL = command(service.notify)


@pytest.fixture
def office(app, session):
    clock.freeze(NOW)
    with post_office(app) as found:
        yield found


@pytest.fixture
def reader(cast, session):
    user = cast.user("officer")
    user.email = "officer@example.cn"
    session.commit()
    return cast.actor("officer")


@pytest.fixture
def enterprise(cast):
    return enterprises.create(
        cast.actor("manager"), EnterpriseDraft(name_zh="云南欧铂斯医疗科技有限公司", name_en="Oubosi")
    )


def choose(session, reader, **chosen):
    user = session.merge(session.get(User, reader.id), load=True)
    draft = {"email": user.email, "mode": "at_once", "hour": 8, "version": user.version} | chosen
    return service.choose(reader, ChoiceDraft.model_validate(draft))


def tell(reader, enterprise, count=1):
    for _ in range(count):
        TELL("assigned", [reader.id], "enterprises", enterprise.id)


def run(after=timedelta(minutes=1)):
    clock.freeze(clock.now() + after)
    jobs.run_due()
    jobs.dispatch()


def test_a_letter_comes_within_a_minute_in_the_readers_language(session, office, reader, enterprise):
    tell(reader, enterprise)
    run()
    assert office.subjects() == ["“云南欧铂斯医疗科技有限公司”现由您负责"]
    assert f"https://crm.example.cn/enterprises/{enterprise.id}" in office.plain()
    session.get(User, reader.id).locale = "en"
    session.commit()
    tell(reader, enterprise)
    run()
    assert office.subjects()[1] == "You are responsible for “Oubosi” now"
    run(DAY)
    assert len(office.letters) == 2


def test_five_come_each_and_six_as_one_summary(office, reader, enterprise):
    tell(reader, enterprise, 5)
    run()
    assert len(office.letters) == 5
    tell(reader, enterprise, 6)
    run()
    assert office.subjects()[5:] == ["落地系统有 6 条通知"]
    assert office.plain(5).count("云南欧铂斯医疗科技有限公司") == 6


def test_who_wants_no_mail_gets_none_and_none_later(session, office, reader, enterprise):
    choose(session, reader, mode="off")
    tell(reader, enterprise)
    run()
    choose(session, reader, mode="at_once")
    run()
    assert office.letters == []


def test_the_daily_mail_comes_at_its_hour_and_a_missed_day_is_caught_up_once(session, office, reader, enterprise):
    choose(session, reader, mode="daily", hour=17)
    tell(reader, enterprise, 2)
    run()
    run(6 * HOUR)
    assert office.letters == []
    run(HOUR)
    assert office.subjects() == ["落地系统有 2 条通知"]
    tell(reader, enterprise)
    run(HOUR)
    assert len(office.letters) == 1
    run(5 * DAY)
    run(timedelta(minutes=1))
    assert len(office.letters) == 2


def test_a_day_without_news_brings_no_mail(session, office, reader):
    choose(session, reader, mode="daily")
    run(3 * DAY)
    assert office.letters == []


def test_who_may_no_longer_see_the_record_gets_no_letter(session, cast, office, reader):
    manager = cast.actor("manager")
    enterprise = enterprises.create(manager, EnterpriseDraft(name_zh="昆明南疆制药有限公司"))
    project = projects.create(manager, ProjectDraft(name_zh="滴眼液扩产", enterprise_id=enterprise.id))
    TELL("assigned", [reader.id], "projects", project.id)
    project = session.merge(project)
    project.disclosure, project.codename = "team", "云杉"
    session.commit()
    run()
    assert office.letters == []
    assert job_queries.status().waiting == 0


def test_without_a_mail_server_nothing_fails(app, session, reader, enterprise):
    tell(reader, enterprise)
    run()
    assert (job_queries.status().waiting, job_queries.status().dead) == (0, 0)


def test_an_address_that_the_server_does_not_know_ends_with_the_administrator(office, reader, enterprise):
    office.answers["officer@example.cn"] = "550 unknown"
    tell(reader, enterprise)
    run()
    assert job_queries.status().dead == 1


def test_what_a_failed_command_would_have_told_is_never_sent(office, reader, enterprise):
    @command
    def fail() -> None:
        service.notify("assigned", [reader.id], "enterprises", enterprise.id)
        raise Conflict(rules.DETAILS["reason"])

    with pytest.raises(Conflict):
        fail()
    run()
    assert office.letters == []


def test_another_address_needs_the_password(session, office, reader):
    with pytest.raises(Invalid) as refusal:
        choose(session, reader, email="thief@example.cn", present="a guess")
    assert set(refusal.value.fields) == {"present"}
    session.rollback()
    assert session.get(User, reader.id).email == "officer@example.cn"


def test_the_choice_is_made_on_its_page(cast, session, reader):
    answer = forms.post(
        cast.client("officer"),
        "/notifications/choices",
        {"email": "officer@example.cn", "mode": "daily", "hour": "7", "present": ""},
    )
    assert answer.status_code == 303, answer.text
    assert queries.choice_of(reader) == (Mode.DAILY, 7)


def test_the_administrator_says_where_mail_reaches_a_user(session, cast, reader):
    answer = forms.post(cast.client("admin"), f"/admin/users/{reader.id}/mail", {"email": "new@example.cn"})
    assert answer.status_code == 303, answer.text
    session.rollback()
    session.expire_all()
    assert session.get(User, reader.id).email == "new@example.cn"
