"""What a brief knows, how often it asks, and what it never tells."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.briefs import queries, rules
from app.briefs.views.brief import brief_of
from app.enterprises import service as enterprises
from app.enterprises.schemas import ContactDraft, EnterpriseDraft
from app.kernel.papers import as_text
from app.kernel.permissions import Role
from app.meetings.models import Side
from app.meetings.schemas import FollowUpRow

TODAY = date(2022, 7, 15)


def text_for(app, actor, enterprise_id):
    """The brief as it reads for somebody; on the command line it is said in English."""
    return as_text(brief_of(queries.for_enterprise(actor, enterprise_id)), "en")


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_year_before_is_the_same_day_of_that_year(day):
    before = rules.year_before(day)
    assert before.year == day.year - 1
    assert (before.month, before.day) in {(day.month, day.day), (2, 28)}


def test_a_brief_knows_the_group_the_people_the_promises_the_projects_and_the_policies(app, world):
    said = text_for(app, world.officer, world.firm.id)
    for part in (
        "国药控股云南有限公司",
        "CNPGC",
        "管朝晖",
        "5 Jul 2022",
        "医药健康产业园",
        "CNY 300m",
        "生物医药支持政策",
    ):
        assert part in said
    assert "办结消防备案, 段若溪, 11 Jul 2022, 4 working days late" in said
    assert "报送企业名单, 管朝晖 / 段若溪, 22 Jul 2022" in said


def test_the_history_of_the_whole_group_is_seen_from_each_member(app, world):
    sister = enterprises.create(world.officer, EnterpriseDraft(name_zh="中国生物", parent_id=world.group.id))
    said = text_for(app, world.officer, sister.id)
    assert "医药健康产业园" in said
    assert "办结消防备案" in said


def test_personal_details_are_in_no_brief(app, world):
    assert "1234" not in text_for(app, world.officer, world.firm.id)


def test_figures_count_kept_promises_and_what_is_seen(world):
    figures = queries.for_enterprise(world.officer, world.firm.id).figures
    assert figures.kept == {Side.PARK: (0, 1), Side.ENTERPRISE: (0, 1)}
    assert (figures.meetings, figures.projects, figures.total_fen) == (1, 1, 3 * 10**10)


@pytest.mark.parametrize("disclosure", ["masked", "team"])
def test_an_outsiders_brief_leaves_no_trace_of_a_confidential_project(app, cast, world, disclosure):
    """Whatever hangs on it: its money, its meeting, its promises, the day on which its people were last met."""
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    before = text_for(app, outsider, world.firm.id)
    hidden = world.project("某项目", disclosure=disclosure, codename="春晓", total_fen="9亿")
    world.log(
        projects=(hidden.id,),
        title="密谈",
        theirs=(world.chairman.id,),
        follow_ups=(FollowUpRow(text="保密协议"), FollowUpRow(text="出具方案", side="enterprise")),
    )
    assert text_for(app, outsider, world.firm.id) == before
    seen = text_for(app, world.officer, world.firm.id)
    for part in ("某项目", "密谈", "保密协议", "出具方案", "CNY 1.2bn", "Confidential"):
        assert part in seen


def test_a_confidential_meeting_is_not_quoted_to_outsiders(app, cast, world):
    outsider = cast.actor(Role.OFFICER, unit="other_section", name="局外人")
    before = text_for(app, outsider, world.firm.id)
    world.log(title="密谈", is_confidential=True, theirs=(world.chairman.id,), follow_ups=(FollowUpRow(text="保密"),))
    assert text_for(app, outsider, world.firm.id) == before


def test_a_brief_asks_as_often_about_a_large_group_as_about_a_small_one(app, world, statements):
    def asked() -> int:
        with statements() as ran:
            text_for(app, world.officer, world.firm.id)
        return len(ran)

    asked()
    few = asked()
    for number in range(12):
        member = enterprises.create(world.officer, EnterpriseDraft(name_zh=f"子公司{number}", parent_id=world.firm.id))
        person = enterprises.create_contact(
            world.officer, ContactDraft(enterprise_id=world.firm.id, name=f"联系人{number}")
        )
        project = world.project(f"项目{number}", enterprise_id=member.id)
        world.log(projects=(project.id,), theirs=(person.id,), follow_ups=(FollowUpRow(text=f"事项{number}"),))
    asked()
    assert asked() == few


def test_what_has_no_room_is_said_to_be_in_the_system(app, world):
    for number in range(rules.PROJECTS + 1):
        world.project(f"项目{number}")
    said = text_for(app, world.officer, world.firm.id)
    assert "More are in the system." in said
    assert sum(f"项目{number}" in said for number in range(9)) <= rules.PROJECTS


def test_a_brief_for_a_meeting_is_about_its_people(app, world):
    other = enterprises.create_contact(world.officer, ContactDraft(enterprise_id=world.firm.id, name="缪长卿"))
    meeting = world.log(day=TODAY + timedelta(days=3), theirs=(other.id,), place="一号会议室", title="再谈")
    paper = brief_of(queries.for_meeting(world.officer, meeting), meeting)
    said = as_text(paper, "en")
    assert "一号会议室" in said
    assert "Whom we will meet:\n1. 缪长卿, never\n" in said
    assert "管朝晖, " not in said.split("Whom we will meet")[1].split("\n\n")[0]
