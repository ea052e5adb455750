"""The page of one project: what is urgent on it, its brief, and its text for a chat."""

import re

import pytest
from sqlalchemy import update

from app.accounts.models import User
from app.kernel.settings import Practice
from app.projects import queries, rules, service
from app.projects.models import MilestoneKind, Stage
from app.projects.schemas import MoveDraft, ReturnDraft, VerifyDraft
from tests.projects.history import claim
from tests.projects.practice import choose, work_by
from tests.support.forms import token

HX = {"HX-Request": "true"}


@pytest.fixture
def english(client, session):
    """The officer's browser, in English."""
    session.execute(update(User).values(locale="en"))
    session.commit()
    return client


def section(page, name):
    """The part of the page with this id."""
    found = re.search(rf'<section[^>]*id="{name}".*?</section>', page, re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def milestone(page, kind):
    found = re.search(rf'<tr id="milestone-{kind}">.*?</tr>', page, re.DOTALL)
    assert found
    return " ".join(found[0].split())


def test_what_the_next_stage_lacks_leads_to_where_it_is_filled_in(client, make):
    project = make(stage=Stage.INTENT)
    lacking = section(client.get(f"/projects/{project.id}").text, "lacking")
    assert f'href="/projects/{project.id}/edit#total_fen" hx-get="/projects/{project.id}/facts/total_fen"' in lacking
    assert f'href="/files/projects/{project.id}/new" data-open="files-dialog"' in lacking
    assert f'href="/projects/{project.id}/milestones/operating" data-open="step"' in lacking
    assert f'href="/meetings/log?project={project.id}" data-open="log"' in lacking


def test_who_only_reads_is_shown_what_is_lacking_without_buttons(cast, make):
    project = make(stage=Stage.INTENT)
    lacking = section(cast.client("viewer").get(f"/projects/{project.id}").text, "lacking")
    assert lacking.count("<li>") > 2
    assert "<a " not in lacking


def test_a_lack_is_gone_once_it_is_filled_in(client, make):
    project = make(stage=Stage.INTENT)
    typed = {"total_fen": "1.2亿", "version": project.version, "csrf_token": token(client)}
    saved = client.post(f"/projects/{project.id}/facts/total_fen", data=typed, headers=HX)
    assert saved.status_code == 200
    assert "facts/total_fen" not in section(client.get(f"/projects/{project.id}").text, "lacking")


def test_a_legacy_project_lacks_nothing(client, make):
    project = make(stage=Stage.BUILDING, is_legacy=True)
    assert section(client.get(f"/projects/{project.id}").text, "lacking") == ""


def test_the_light_says_why_and_what_would_turn_it_green(english, officer, make):
    project = make()
    claim(officer, project, MilestoneKind.FRAMEWORK, "2022-01-20")
    page = english.get(f"/projects/{project.id}").text
    assert "No meeting and no weekly progress" in page
    assert "Log the last meeting" in page


def test_what_was_put_off_is_listed_with_its_day(client, officer, make, session):
    project = make(stage=Stage.INTENT, total_fen="1亿")
    draft = MoveDraft(
        to="signed",
        happened_on="2022-03-01",
        waive_reason="协议用印中",
        settle_by="2030-08-01",
        version=project.version,
    )
    service.move(officer, project.id, draft)
    page = client.get(f"/projects/{project.id}").text
    items = section(page, "open-items")
    assert "协议用印中" in items
    assert re.search(r'/projects/open-items/\d+/settle" data-open="step"', items)
    assert "attachments" not in section(page, "lacking")


def test_a_milestone_goes_from_planned_to_claimed_returned_and_verified(english, cast, officer, make):
    project, verifier, kind = make(), cast.actor("verifier"), MilestoneKind.REGISTERED
    address = f"/projects/{project.id}"
    assert "Claim:" in milestone(english.get(address).text, kind)
    claim(officer, project, kind, "2022-03-01")
    assert "claimed</span>" in milestone(english.get(address).text, kind)
    [waiting] = queries.claims_to_verify(verifier, queries.ClaimFilters())
    service.return_claim(verifier, waiting.row.id, ReturnDraft(reason="缺执照", version=waiting.row.version))
    returned = milestone(english.get(address).text, kind)
    assert "缺执照" in returned
    assert "Claim again" in returned
    claim(officer, project, kind, "2022-03-01", evidence="执照已传")
    [waiting] = queries.claims_to_verify(verifier, queries.ClaimFilters())
    service.verify_claims(verifier, VerifyDraft(chosen=[waiting.chosen]))
    verified = milestone(english.get(address).text, kind)
    assert "is-good" in verified
    assert f"/milestones/{kind}/withdraw" in verified
    assert f'href="/projects/{project.id}/milestones/{kind}"' not in verified


def test_the_stage_bar_says_the_limit_and_warns_beyond_it(english, make, session):
    project = make()
    page = english.get(f"/projects/{project.id}").text
    assert 'class="is-now is-over"' in page
    assert "of 30 days" in page
    choose(session, rules.STAGE_DAYS[Stage.LEAD], 3650)
    assert "is-over" not in english.get(f"/projects/{project.id}").text


def test_the_timeline_is_narrowed_by_kind(client, officer, make):
    project = make()
    claim(officer, project, MilestoneKind.FRAMEWORK, "2022-03-01")
    every = client.get(f"/projects/{project.id}", headers=HX).text
    assert ("is-stage" in every, "is-milestone" in every) == (True, True)
    some = client.get(f"/projects/{project.id}?happened=milestone", headers=HX).text
    assert ("is-stage" in some, "is-milestone" in some) == (False, True)
    assert "is-stage" in client.get(f"/projects/{project.id}?happened=nonsense", headers=HX).text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_brief_reads_in_both_languages(client, officer, make, session, language):
    session.execute(update(User).values(locale=language))
    session.commit()
    project = make(stage=Stage.INTENT, total_fen="6.2亿", next_step="办结消防备案", next_due_on="2022-07-20")
    claim(officer, project, MilestoneKind.FRAMEWORK, "2022-03-01")
    page = client.get(f"/projects/{project.id}/brief").text
    enterprise = "国药控股云南有限公司" if language == "zh" else "Sinopharm Group Yunnan"
    for shown in ("国药控股医药健康产业园", enterprise, "LD-2022-0001", "办结消防备案"):
        assert shown in page
    plain = page.partition('id="brief-plain">')[2].partition("</pre>")[0]
    wanted = ("总投资：6.2 亿元", "框架协议 2022年3月1日") if language == "zh" else ("CNY 620m", "Framework agreement")
    assert all(words in plain for words in wanted)


def test_a_brief_is_as_confidential_as_its_project(cast, officer, make):
    project = make(disclosure="team", stage=Stage.INTENT)
    assert cast.client("officer").get(f"/projects/{project.id}/brief").status_code == 200
    outsider = cast.client("head", name="同科室的人")
    assert outsider.get(f"/projects/{project.id}/brief").status_code == 404
    assert [look.name for look in queries.looks(officer, project.id)] == [officer.name]


def test_strictness_shows_in_what_is_needed(client, make, session):
    project = make(stage=Stage.INTENT)
    counts = {}
    for profile in Practice:
        work_by(session, profile)
        counts[profile] = section(client.get(f"/projects/{project.id}").text, "lacking").count("is-bad")
    assert counts[Practice.LIGHT] < counts[Practice.STANDARD] <= counts[Practice.STRICT]
