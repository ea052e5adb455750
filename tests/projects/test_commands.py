"""`flask projects …`: the conditions as they stand, what a project lacks, and open items that settle."""

import json

from app.kernel import clock
from app.kernel.settings import Practice
from app.projects import rules, service
from app.projects.models import Track
from app.projects.schemas import MoveDraft
from tests.projects.practice import choose, work_by


def run(app, *words):
    return app.test_cli_runner().invoke(args=["projects", *words])


def test_gates_prints_the_conditions_as_the_office_has_set_them_and_what_waits(app, session):
    work_by(session, Practice.STANDARD)
    choose(session, rules.MODES["signed.agreement"], "off")
    found = json.loads(run(app, "gates", "--json").output)
    modes = {one["code"]: one["mode"] for one in found["conditions"]}
    assert (modes["signed.agreement"], modes["signed.amount"], modes["talks.meeting"]) == ("off", "refuse", "warn")
    assert {one["code"] for one in found["conditions"] if one["awaits"]} == {
        "signed.clauses",
        "building.funds",
        "completed.funds",
    }
    assert set(found["tracks"]) == set(Track)
    assert "signed.agreement" in run(app, "gates").output


def test_check_says_what_is_lacking_and_ends_with_one(app, officer, make):
    project = make(received_on=clock.today().isoformat())
    answer = run(app, "check", project.code, "--json")
    found = json.loads(answer.output)
    assert answer.exit_code == 1
    assert [one["code"] for one in found["lacking"]] == ["talks.meeting"]
    assert (found["light"], found["history"]) == ("green", [])


def test_check_ends_with_nought_when_nothing_is_lacking(app, officer, make, session):
    choose(session, rules.MODES["talks.meeting"], "off")
    project = make(received_on=clock.today().isoformat())
    assert run(app, "check", project.code).exit_code == 0
    assert run(app, "check", "LD-1900-0001").exit_code == 1


def test_settle_says_how_many(app, officer, make, session):
    project = make(stage="intent")
    soon = clock.today().isoformat()
    draft = MoveDraft(to="signed", happened_on=soon, waive_reason="待补", settle_by=soon, version=project.version)
    service.move(officer, project.id, draft)
    project.total_fen = 100
    session.commit()
    assert run(app, "settle").output.startswith("Settled 1 ")
