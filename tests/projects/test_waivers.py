"""Waivers: whose word suffices, what stays open, and how it is settled."""

from datetime import timedelta
from io import BytesIO

import pytest

from app.attachments import service as attachments
from app.attachments.schemas import AttachmentDraft, Upload
from app.enterprises.models import Enterprise
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.settings import Practice
from app.projects import queries, rules, service
from app.projects.models import MilestoneKind, Project, Settled, Stage, WaiverState
from app.projects.schemas import (
    DecisionDraft,
    MilestoneDraft,
    MoveDraft,
    ProjectChange,
    SettleDraft,
    WaiverDraft,
    WithdrawDraft,
)
from tests.projects.history import claim, refused_at
from tests.projects.practice import choose, work_by
from tests.support.files import PDF
from tests.support.forms import post

SOON = (clock.today() + timedelta(30)).isoformat()


@pytest.fixture
def files_asked(session):
    """Of a signed project nothing but the agreement's file is asked, besides amount and date."""

    def ask(profile):
        work_by(session, profile)
        for code in ("talks.meeting", "intent.written", "signed.planned_start", "signed.planned_operation"):
            choose(session, rules.MODES[code], "off")

    return ask


def signing(project, **more):
    return MoveDraft(to="signed", happened_on="2022-03-01", version=project.version, **more)


def ask(actor, project, **more):
    claim_free = {"stage": "signed", "reason": "协议原件在市里盖章", "settle_by": SOON, "version": project.version}
    return service.request_waiver(actor, project.id, WaiverDraft(**(claim_free | more)))


def decide(actor, waiver, *, yes=True, note=None):
    return service.decide_waiver(actor, waiver.id, DecisionDraft(is_granted=yes, note=note, version=waiver.version))


def open_codes(actor):
    return [item.condition for item in queries.open_items(actor)]


def test_light_moves_on_with_one_line_of_reason_and_the_item_stays_open_until_it_is_there(officer, make):
    project = make(stage="intent")
    refused_at("total_fen", service.move, officer, project.id, signing(project))
    draft = signing(project, waive_reason="金额待评审", settle_by=SOON)
    service.move(officer, project.id, draft)
    assert project.stage is Stage.SIGNED
    assert "signed.amount" in open_codes(officer)
    [waiver] = queries.waivers_of(officer, project.id)
    assert (waiver.state, waiver.stage_change_id) == (WaiverState.USED, project.stage_changes[-1].id)
    service.change(officer, project.id, ProjectChange(total_fen="1亿", version=project.version))
    assert "signed.amount" not in open_codes(officer)
    [amount] = [item for item in waiver.items if item.condition == "signed.amount"]
    assert (amount.settled_how, amount.settled_by_id) == (Settled.FACT, officer.id)


def test_a_waiver_needs_a_day_to_settle_that_is_still_to_come(officer, make):
    project = make(stage="intent")
    past = (clock.today() - timedelta(1)).isoformat()
    refused_at("settle_by", service.move, officer, project.id, signing(project, waive_reason="待补", settle_by=past))
    with pytest.raises(ValueError, match="settled"):
        signing(project, waive_reason="待补")


def test_in_standard_the_managers_word_is_needed_and_suffices(cast, officer, make, files_asked):
    files_asked(Practice.STANDARD)
    project = make(stage="intent", total_fen="1亿")
    alone = signing(project, waive_reason="协议盖章中", settle_by=SOON)
    refused_at("waive_reason", service.move, officer, project.id, alone)
    waiver = ask(officer, project)
    with pytest.raises(Invalid):
        ask(officer, project)
    refused_at("signed.agreement", service.move, officer, project.id, signing(project))
    with pytest.raises(Forbidden):
        decide(officer, waiver)
    assert decide(cast.actor("manager"), waiver).state is WaiverState.GRANTED
    service.move(officer, project.id, signing(project))
    assert (waiver.state, open_codes(officer)) == (WaiverState.USED, ["signed.agreement"])


def test_a_head_decides_for_the_own_unit_only(cast, officer, make, files_asked):
    files_asked(Practice.STANDARD)
    waiver = ask(officer, make(stage="intent", total_fen="1亿"))
    with pytest.raises(Forbidden):
        decide(cast.actor("head", unit="other_section"), waiver)
    assert decide(cast.actor("head"), waiver).state is WaiverState.GRANTED


def test_in_strict_a_manager_and_a_second_person_decide(cast, officer, make, files_asked):
    files_asked(Practice.STRICT)
    project = make(stage="intent", total_fen="1亿")
    waiver = ask(officer, project)
    head, manager = cast.actor("head"), cast.actor("manager")
    assert decide(head, waiver).state is WaiverState.REQUESTED
    with pytest.raises(Invalid):
        decide(head, waiver)
    refused_at("signed.agreement", service.move, officer, project.id, signing(project))
    assert decide(manager, waiver).state is WaiverState.GRANTED
    assert {waiver.first_by_id, waiver.second_by_id} == {head.id, manager.id}
    service.move(officer, project.id, signing(project))
    assert project.stage is Stage.SIGNED


def test_two_heads_are_not_a_manager(cast, officer, make, files_asked):
    files_asked(Practice.STRICT)
    waiver = ask(officer, make(stage="intent", total_fen="1亿"))
    decide(cast.actor("head"), waiver)
    with pytest.raises(Invalid):
        decide(cast.actor("head", name="另一位科长"), waiver)


def test_a_managers_own_request_in_strict_still_waits_for_the_second(cast, make, files_asked):
    files_asked(Practice.STRICT)
    manager = cast.actor("manager")
    project = make(actor=manager, stage="intent", total_fen="1亿")
    refused_at(
        "waive_reason", service.move, manager, project.id, signing(project, waive_reason="盖章中", settle_by=SOON)
    )
    waiver = ask(manager, project)
    assert waiver.state is WaiverState.REQUESTED
    assert decide(cast.actor("head"), waiver).state is WaiverState.GRANTED


def test_no_needs_a_reason_ends_the_waiver_and_two_answers_at_once_are_one(cast, officer, make, files_asked):
    files_asked(Practice.STANDARD)
    project = make(stage="intent", total_fen="1亿")
    waiver = ask(officer, project)
    with pytest.raises(ValueError, match="reason"):
        DecisionDraft(is_granted=False, version=1)
    seen = waiver.version
    decide(cast.actor("manager"), waiver, yes=False, note="先补协议")
    late = DecisionDraft(is_granted=True, version=seen)
    with pytest.raises(Conflict):
        service.decide_waiver(cast.actor("head"), waiver.id, late)
    refused_at("signed.agreement", service.move, officer, project.id, signing(project))


def test_a_waiver_taken_back_serves_nobody(cast, officer, make, files_asked):
    files_asked(Practice.STANDARD)
    project = make(stage="intent", total_fen="1亿")
    waiver = ask(officer, project)
    decide(cast.actor("manager"), waiver)
    service.withdraw_waiver(officer, waiver.id, waiver.version)
    refused_at("signed.agreement", service.move, officer, project.id, signing(project))


def test_what_is_waived_is_not_asked_again_on_the_way_further(cast, officer, make, files_asked, session):
    files_asked(Practice.STANDARD)
    manager = cast.actor("manager")
    project = make(actor=manager, stage="intent", total_fen="1亿")
    service.move(manager, project.id, signing(project, waive_reason="盖章中", settle_by=SOON))
    for code in ("building.site", "building.permits"):
        choose(session, rules.MODES[code], "off")
    service.move(manager, project.id, MoveDraft(to="building", happened_on="2022-04-01", version=project.version))
    assert project.stage is Stage.BUILDING


def test_a_claim_can_be_waived_like_a_stage(officer, make, session):
    choose(session, rules.MODES["registered.company"], "refuse")
    project = make()
    draft = MilestoneDraft(
        kind="registered",
        claimed_on="2022-03-01",
        waive_reason="执照当周可取",
        settle_by=SOON,
        version=project.version,
    )
    service.record_milestone(officer, project.id, draft)
    assert open_codes(officer) == ["registered.company"]
    company = Enterprise(name_zh="新公司", name_sort="xin", search="", uscc="91530100MA6K5XAA0T")
    session.add(company)
    session.commit()
    service.change(officer, project.id, ProjectChange(company_id=company.id, version=project.version))
    assert open_codes(officer) == []


def test_by_hand_an_item_is_settled_with_a_reason_by_whose_word_waives(cast, officer, make, files_asked):
    files_asked(Practice.STANDARD)
    project = make(stage="intent", total_fen="1亿")
    decide(cast.actor("manager"), ask(officer, project))
    service.move(officer, project.id, signing(project))
    [row] = queries.open_items(officer)
    draft = SettleDraft(note="协议存市档案馆，编号 2022-88", version=row.version)
    with pytest.raises(Forbidden):
        service.settle_item(officer, row.id, draft)
    item = service.settle_item(cast.actor("head"), row.id, draft)
    assert (item.settled_how, queries.count_open_items(officer)) == (Settled.HAND, 0)
    with pytest.raises(Conflict):
        service.settle_item(cast.actor("manager"), row.id, SettleDraft(note="再次", version=item.version))


def test_the_nightly_run_settles_what_came_in_by_other_doors(officer, make, session):
    project = make(stage="intent")
    service.move(officer, project.id, signing(project, waive_reason="金额待评审", settle_by=SOON))
    before = queries.count_open_items(officer)
    project.total_fen = 100
    session.commit()
    assert service.settle_everything() == 1
    assert queries.count_open_items(officer) == before - 1


def test_back_and_on_again_keeps_every_row(officer, make):
    project = make(stage="intent", total_fen="1亿")
    service.move(officer, project.id, signing(project))
    service.move(officer, project.id, MoveDraft(to="intent", note="合同未生效", version=project.version))
    draft = WithdrawDraft(kind="contract", note="合同未生效", version=project.version)
    service.withdraw_milestone(officer, project.id, draft)
    claim(officer, project, MilestoneKind.CONTRACT, "2022-05-01")
    entered = [change.entered for change in project.stage_changes]
    assert entered == [Stage.INTENT, Stage.SIGNED, Stage.INTENT, Stage.SIGNED]
    assert queries.broken_history(project) == []


def test_the_pages_ask_decide_list_and_settle(cast, officer, make, files_asked, session):
    files_asked(Practice.STANDARD)
    project = make(stage="intent", total_fen="1亿")
    client, manager = cast.client("officer"), cast.client("manager")
    english = {"Accept-Language": "en"}
    dialog = client.get(f"/projects/{project.id}/move?to=signed", headers=english).text
    assert f"/projects/{project.id}/waive?to=signed" in dialog
    assert f"projects/{project.id}/new" in dialog
    address = f"/projects/{project.id}/waive?to=signed"
    assert post(client, address, {"reason": "盖章中", "settle_by": SOON}).status_code == 303
    [waiver] = queries.requests(officer)
    assert f"/projects/waivers/{waiver.id}" in manager.get("/projects/open-items").text
    assert client.get(f"/projects/waivers/{waiver.id}").status_code == 403
    assert post(manager, f"/projects/waivers/{waiver.id}", {"is_granted": "0"}).status_code == 422
    assert post(manager, f"/projects/waivers/{waiver.id}", {"is_granted": "1"}).status_code == 303
    sent = {"happened_on": "2022-03-01"}
    assert post(client, f"/projects/{project.id}/move?to=signed", sent).status_code == 303
    session.expire_all()
    assert session.get(Project, project.id).stage is Stage.SIGNED
    [item] = queries.open_items(officer)
    assert post(manager, f"/projects/open-items/{item.id}/settle", {"note": "已归档"}).status_code == 303
    assert queries.count_open_items(officer) == 0


def test_in_light_the_dialog_takes_the_reason_itself(cast, officer, make, session):
    project = make(stage="intent")
    client = cast.client("officer")
    sent = {"happened_on": "2022-03-01", "waive_reason": "金额待定", "settle_by": SOON}
    assert post(client, f"/projects/{project.id}/move?to=signed", sent).status_code == 303
    assert "signed.amount" in open_codes(officer)


def test_a_file_that_comes_in_settles_what_lacked_it(officer, make, session):
    choose(session, rules.MODES["signed.agreement"], "refuse")
    project = make(stage="intent", total_fen="1亿")
    service.move(officer, project.id, signing(project, waive_reason="盖章中", settle_by=SOON))
    assert "signed.agreement" in open_codes(officer)
    upload = Upload("协议.pdf", BytesIO(PDF))
    attachments.add(officer, "projects", project.id, AttachmentDraft(kind="agreement"), [upload])
    assert "signed.agreement" not in open_codes(officer)
