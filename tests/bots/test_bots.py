"""From what people of a unit are told to their group: services that really answer, names only where all may know."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.bots import service
from app.bots.models import Bot, Verdict
from app.bots.schemas import BotChange, BotDraft
from app.bots.service import Reach
from app.bots.views.posts import post
from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.jobs import queries as job_queries
from app.jobs import service as jobs
from app.jobs.models import Job
from app.kernel import clock
from app.kernel.db import command
from app.kernel.errors import Invalid
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from tests.support.groups import KEY, SECRET, groups_of

TELL = command(notifications.notify)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def groups(app, session):
    with groups_of(app) as found:
        yield found


@pytest.fixture
def reader(cast):
    return cast.actor("officer", name="李华")


@pytest.fixture
def firm(cast):
    return enterprises.create(cast.actor("manager"), EnterpriseDraft(name_zh="云南欧铂斯医疗科技有限公司"))


@pytest.fixture
def set_up(cast, groups):
    """Give a unit a bot; its number."""

    def make(brand="wecom", unit="section", key=KEY, secret=None, **chosen):
        secret = SECRET if secret is None and brand != "wecom" else secret
        draft = {"brand": brand, "address": groups.address(brand, key), "secret": secret, "kinds": tuple(Kind)}
        named = frozenset({groups.origin})
        unit_id = cast.unit(unit).id
        service.set_up(cast.actor("admin"), unit_id, BotDraft.model_validate(draft | {"locale": "zh"} | chosen), named)
        return unit_id

    return make


def run(after=MINUTE):
    clock.freeze(clock.now() + after)
    jobs.run_due()
    jobs.dispatch()


def try_out(cast, groups, unit_id):
    return service.try_out(cast.actor("admin"), unit_id, "你好", Reach(frozenset({groups.origin}))).verdict


def test_what_somebody_of_the_unit_is_told_comes_to_its_group(groups, set_up, reader, firm):
    set_up()
    TELL("assigned", [reader.id], "enterprises", firm.id)
    run()
    assert groups.texts == [f"“云南欧铂斯医疗科技有限公司”现由李华负责\nhttps://crm.example.cn/enterprises/{firm.id}"]
    run()
    assert len(groups.texts) == 1


def test_several_at_once_are_one_message_and_several_readers_one_line(cast, groups, set_up, reader, firm):
    set_up()
    TELL("invited", [reader.id, cast.actor("officer", name="王芳").id], "enterprises", firm.id, place="三楼")
    TELL("due_soon", [reader.id], "enterprises", firm.id)
    run()
    (text,) = groups.texts
    heading, invited, due = text.split("\n\n")
    assert heading == "落地系统有 2 条通知"
    assert invited.startswith("李华、王芳将参加“云南欧铂斯医疗科技有限公司” · 地点：三楼")
    assert due.startswith("“云南欧铂斯医疗科技有限公司”即将到期（李华）")


def test_the_group_is_told_what_was_chosen_in_the_language_that_was_chosen(groups, set_up, reader, firm):
    set_up(kinds=("overdue",), locale="en")
    TELL("assigned", [reader.id], "enterprises", firm.id)
    TELL("overdue", [reader.id], "enterprises", firm.id)
    run()
    assert [text.splitlines()[0] for text in groups.texts] == ["“云南欧铂斯医疗科技有限公司” is overdue (李华)"]


def test_the_nearest_bot_tells_and_other_units_hear_nothing(cast, groups, set_up, reader, firm):
    set_up("dingtalk", unit="bureau")
    set_up("wecom", unit="section", kinds=())
    TELL("assigned", [reader.id], "enterprises", firm.id)
    TELL("assigned", [cast.actor("officer", unit="other_section", name="王芳").id], "enterprises", firm.id)
    run()
    assert [text.splitlines()[0] for text in groups.texts] == ["“云南欧铂斯医疗科技有限公司”现由王芳负责"]


def test_what_was_told_before_there_was_a_bot_stays_untold(groups, set_up, reader, firm):
    TELL("assigned", [reader.id], "enterprises", firm.id)
    run()
    set_up()
    run()
    assert groups.texts == []


@pytest.fixture
def project(cast, reader):
    firm = enterprises.create(cast.actor("manager"), EnterpriseDraft(name_zh="昆明南疆制药有限公司"))
    return projects.create(reader, ProjectDraft(name_zh="滴眼液扩产", enterprise_id=firm.id))


def test_of_a_confidential_record_the_group_hears_kind_and_number(session, groups, set_up, reader, project):
    set_up()
    project.disclosure, project.codename = "masked", "云杉"
    session.commit()
    TELL("milestone_returned", [reader.id], "projects", project.id, reason="滴眼液的合同不清楚")
    run()
    assert groups.texts == [f"节点被退回：项目第 {project.id} 号\nhttps://crm.example.cn/projects/{project.id}"]


def test_so_it_does_of_what_became_confidential_before_it_was_sent(session, groups, set_up, reader, project):
    set_up()
    TELL("assigned", [reader.id], "projects", project.id)
    session.merge(project).disclosure = "team"
    session.commit()
    run()
    assert "滴眼液" not in groups.texts[0]


def test_so_it_does_of_what_somebody_of_the_unit_may_not_see(cast, groups, set_up, reader, project):
    set_up()
    TELL("assigned", [reader.id], "projects", project.id)
    run()
    cast.actor("security_admin", name="保安")
    TELL("assigned", [reader.id], "projects", project.id)
    run()
    assert ["滴眼液" in text for text in groups.texts] == [True, False]


def test_a_wrong_key_ends_with_the_administrator(groups, set_up, reader, firm):
    set_up(key="wrong")
    TELL("assigned", [reader.id], "enterprises", firm.id)
    run()
    assert (groups.texts, job_queries.status().dead) == ([], 1)


def test_a_service_that_has_had_enough_is_tried_later(groups, set_up, reader, firm):
    set_up("feishu")
    groups.busy = True
    TELL("assigned", [reader.id], "enterprises", firm.id)
    run()
    assert (job_queries.status().waiting, job_queries.status().dead) == (1, 0)
    groups.busy = False
    run(2 * MINUTE)
    assert len(groups.texts) == 1


def test_an_address_sealed_by_another_installation_is_asked_for_anew(session, cast, groups, set_up):
    unit_id = set_up()
    session.scalars(select(Bot)).one().address_sealed = "gAAAAA"
    session.commit()
    assert try_out(cast, groups, unit_id) is Verdict.SEALED


def test_nobody_finds_key_or_secret_in_database_jobs_audit_log_or_program_log(
    session, cast, groups, set_up, reader, *, firm, caplog
):
    caplog.set_level(logging.DEBUG)
    unit_id = set_up("dingtalk")
    change = {"brand": "dingtalk", "address": groups.address("dingtalk"), "secret": SECRET, "locale": "en"}
    bot = session.scalars(select(Bot)).one()
    changed = BotChange.model_validate(change | {"kinds": ("assigned",), "version": bot.version})
    service.set_up(cast.actor("admin"), unit_id, changed, frozenset({groups.origin}))
    TELL("assigned", [reader.id], "enterprises", firm.id)
    groups.down = True
    run()
    try_out(cast, groups, unit_id)
    rows = [session.scalars(select(Bot)).one().__dict__, session.scalars(select(Job)).one().__dict__]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("bot.%")).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["bot.set_up", "bot.set_up", "bot.try_out"]
    told = str(rows) + str([(entry.changes, entry.details) for entry in entries])
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug"))
    assert KEY not in told + ours
    assert SECRET not in told + ours


def test_an_address_comes_with_its_own_secret_and_stays_when_none_is_typed(session, cast, groups, set_up):
    unit_id = set_up("dingtalk")
    named, admin = frozenset({groups.origin}), cast.actor("admin")

    def change(**typed):
        bot = session.scalars(select(Bot)).one()
        draft = {"brand": "dingtalk", "kinds": (), "locale": "zh", "version": bot.version} | typed
        service.set_up(admin, unit_id, BotChange.model_validate(draft), named)

    change()
    assert try_out(cast, groups, unit_id) is Verdict.ARRIVED
    change(address=groups.address("dingtalk"))
    assert try_out(cast, groups, unit_id) is Verdict.UNSIGNED
    change(secret=SECRET)
    assert try_out(cast, groups, unit_id) is Verdict.ARRIVED
    with pytest.raises(Invalid) as refusal:
        change(brand="feishu")
    assert set(refusal.value.fields) == {"address"}


def test_a_message_for_a_bot_that_is_gone_is_dropped(session, cast, groups, set_up, reader, *, firm):
    unit_id = set_up()
    service.remove(cast.actor("admin"), unit_id, session.scalars(select(Bot.version)).one())
    post({"unit": unit_id, "notifications": [1]})
    TELL("assigned", [reader.id], "enterprises", firm.id)
    run()
    assert (groups.texts, job_queries.status().waiting) == ([], 0)
