"""The triple, for each address of a record: the unrestricted may, the restricted and associated may, others may not.

Refused exactly as if there were no such record: 404 and the same page. See promises 2 and 3.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.activities import service as activities
from app.activities.schemas import ActivityDraft
from app.attachments import service as attachments
from app.attachments.schemas import AttachmentDraft, Upload
from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.kernel.permissions import Role
from app.meetings import service as meetings
from app.meetings.schemas import FollowUpRow, MeetingDraft
from app.projects import service as projects
from app.projects.rules import Week
from app.projects.schemas import MilestoneDraft, ProjectDraft, WaiverDraft
from tests.house.test_routes import MISSING, rules
from tests.support.files import JPEG, PDF
from tests.support.forms import token
from tests.support.people import Cast


@dataclass(frozen=True)
class Line:
    """Which record an address is about, the argument that holds its number, and what else the address says."""

    record: str
    key: str
    more: dict[str, str] = field(default_factory=dict)
    leaders_only: bool = False
    query: str = ""


PROJECT, MEETING = Line("project", "project_id"), Line("meeting", "meeting_id")
FOLLOW_UP, ACTIVITY = Line("follow_up", "follow_up_id"), Line("activity", "activity_id")
MILESTONE = Line("project", "project_id", {"kind": "contract"})

THIS_WEEK = str(Week.of(clock.today()))
WEEK = Line("project", "project_id", {"code": THIS_WEEK})
FILE, PICTURE = Line("file", "attachment_id"), Line("picture", "attachment_id")

#: Every address of a record that can be hidden.
RESTRICTED = {
    "activities.archive": ACTIVITY,
    "activities.edit": ACTIVITY,
    "activities.paper": ACTIVITY,
    "activities.restore": ACTIVITY,
    "activities.show": ACTIVITY,
    "agenda.meeting": MEETING,
    "attachments.create": Line("project", "subject_id", {"kind": "projects"}),
    "attachments.download": FILE,
    "attachments.picture": PICTURE,
    "attachments.view": PICTURE,
    "attachments.supersede": FILE,
    "attachments.withdraw": FILE,
    "audit.history": Line("project", "record_id", {"kind": "projects"}),
    "briefs.meeting": MEETING,
    "briefs.meeting_word": MEETING,
    "briefs.minutes": MEETING,
    "briefs.minutes_word": MEETING,
    "follow_ups.close": FOLLOW_UP,
    "follow_ups.edit": FOLLOW_UP,
    "follow_ups.note": FOLLOW_UP,
    "follow_ups.postpone": FOLLOW_UP,
    "follow_ups.reopen": FOLLOW_UP,
    "follow_ups.send_back": FOLLOW_UP,
    "follow_ups.show": FOLLOW_UP,
    "follow_ups.submit": FOLLOW_UP,
    "meetings.amend": MEETING,
    "meetings.archive": MEETING,
    "meetings.cancel": MEETING,
    "meetings.edit": MEETING,
    "meetings.finalize": MEETING,
    "meetings.hold": MEETING,
    "meetings.restore": MEETING,
    "meetings.saved": MEETING,
    "meetings.show": MEETING,
    "projects.archive": PROJECT,
    "projects.brief": PROJECT,
    "projects.edit": PROJECT,
    "projects.fact": Line("project", "project_id", {"name": "total_fen"}),
    "projects.let_in": PROJECT,
    "projects.milestone": MILESTONE,
    "projects.move": PROJECT,
    "projects.next_step": PROJECT,
    "projects.restore": PROJECT,
    "projects.show": PROJECT,
    "projects.shut_out": PROJECT,
    "projects.status": PROJECT,
    "projects.undo_move": Line("project", "project_id", {"move_id": "1", "version": "1"}),
    "projects.send_back": Line("claim", "milestone_id"),
    "projects.settle": Line("item", "item_id"),
    "projects.take_back": Line("waiver", "waiver_id"),
    "projects.waive": Line("project", "project_id", query="?to=signed"),
    "projects.waiver": Line("waiver", "waiver_id"),
    "projects.withdraw": MILESTONE,
    "projects.week": WEEK,
    "projects.same_week": WEEK,
    "projects.instruct": Line("project", "project_id", {"code": THIS_WEEK}, leaders_only=True),
}
#: Rooms and addresses whose records are there for everybody who holds the right of the door, and why.
COMMON = {
    "audit.show": "the auditor's, who sees everything",
    "home": "the people of the area and what they answer for; what is hidden of it is tested in tests/home",
    "projects.task_force": "task forces are known to all; their projects are tested in tests/projects",
    "projects.edit_task_force": "the same",
    "accounts": "somebody's own sessions; that they are nobody else's is tested in tests/accounts",
    "bots": "the bot of a unit, for who may change units",
    "admin": "users, units and people of the house itself",
    "jobs": "what the program has still to do: numbers and words without names",
    "notifications": "somebody's own; that nobody else opens them is tested in tests/notifications",
    "briefs.enterprise": "an enterprise is known to all; that its brief hides what it must is tested in tests/briefs",
    "briefs.enterprise_word": "the same",
    "contacts": "what is personal in a contact is masked, the contact is not hidden",
    "enterprises": "an enterprise is known to all; what is confidential is the project with it",
    "parks": "sites are known to all; for whom one is held is masked in its claims",
    "policies": "published",
    "projects.change_view": "somebody's own way to look at the list: nobody else's opens, tested in tests/projects",
    "projects.delete_view": "the same",
    "projects.open_with": "the same",
    "reservations": "what an outsider learns of them is tested in tests/reservations/test_views.py",
    "vocabularies": "words",
}

UNRESTRICTED = (Role.MANAGER, "bureau", "领导")
ASSOCIATED = (Role.HEAD, "section", "项目责任人")
OUTSIDER = (Role.HEAD, "section", "同科室的人")


@pytest.fixture
def numbers(cast: Cast, session: Session) -> dict[str, int]:
    """A project for its team only, with a meeting about it and a promise made there: all of the associated one."""
    role, unit, name = ASSOCIATED
    actor = cast.actor(role, unit=unit, name=name)
    enterprise = enterprises.create(actor, EnterpriseDraft(name_zh="云南彩虹生物科技有限公司"))
    draft = ProjectDraft(name_zh="某项目", enterprise_id=enterprise.id, disclosure="team", codename="云杉")
    project = projects.create(actor, draft)
    promise = FollowUpRow(text="寄资料", owner_id=actor.person_id)
    logged = MeetingDraft(projects=(project.id,), text="谈判", follow_ups=(promise,))
    meeting = meetings.log(actor, logged)
    signing = ActivityDraft(title="签约", kind="signing", begins_on=clock.today(), signings=(project.id,))
    activity = activities.create(actor, signing)
    document = (AttachmentDraft(kind="agreement"), [Upload("协议.pdf", BytesIO(PDF))])
    (file,) = attachments.add(actor, "projects", project.id, *document)
    photo = (AttachmentDraft(kind="other"), [Upload("现场.jpg", BytesIO(JPEG))])
    (picture,) = attachments.add(actor, "projects", project.id, *photo)
    claimed = MilestoneDraft(kind="framework", claimed_on=clock.today().isoformat(), version=project.version)
    project = projects.record_milestone(actor, project.id, claimed)
    wish = WaiverDraft(stage="signed", reason="协议在市里盖章", settle_by=clock.today(), version=project.version)
    waiver = projects.request_waiver(actor, project.id, wish)
    session.refresh(project)
    return {
        "project": project.id,
        "meeting": meeting.id,
        "activity": activity.id,
        "follow_up": meeting.follow_ups[0].id,
        "file": file.id,
        "picture": picture.id,
        "claim": project.milestones[0].id,
        "waiver": waiver.id,
        "item": waiver.items[0].id,
    }


@pytest.fixture
def ask(app: Flask, cast: Cast):
    """Go to an address about a record as somebody, by each method it answers; without a version nothing happens."""

    def go(who: tuple[Role, str, str], rule: Rule, line: Line, number: int, **typed: str) -> dict[str, TestResponse]:
        role, unit, name = who
        client = cast.client(role, unit=unit, name=name)
        values = line.more | {line.key: str(number)}
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], str(MISSING)), rule.rule) + line.query
        asked = {"GET": client.get, "POST": lambda to: client.post(to, data={"csrf_token": token(client)} | typed)}
        return {method: ask(path) for method, ask in asked.items() if method in (rule.methods or ())}

    return go


def lines(app: Flask) -> list[tuple[Rule, Line]]:
    return [(rule, RESTRICTED[rule.endpoint]) for rule in rules(app) if rule.endpoint in RESTRICTED]


def test_every_address_of_a_record_has_its_line(bare_app):
    with_record = {rule.endpoint for rule in rules(bare_app) if "<int:" in rule.rule}
    unsaid = {endpoint for endpoint in with_record if not {endpoint, endpoint.split(".")[0]} & COMMON.keys()}
    assert unsaid == RESTRICTED.keys()


@pytest.mark.parametrize("who", [UNRESTRICTED, ASSOCIATED], ids=["unrestricted", "associated"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_may_gets_to_the_record_by_each_address(app, numbers, ask, who):
    wrong = {
        f"{method} {rule.rule}": answer.status_code
        for rule, line in lines(app)
        if not line.leaders_only or who is UNRESTRICTED
        for method, answer in ask(who, rule, line, numbers[line.record]).items()
        if answer.status_code in {401, 403, 404} or answer.status_code >= 500
    }
    assert wrong == {}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_colleague_who_may_not_is_answered_as_if_there_were_no_such_record(app, numbers, ask):
    wrong = []
    for rule, line in lines(app):
        number = numbers[line.record]
        hidden, missing = (ask(OUTSIDER, rule, line, each, version="1") for each in (number, MISSING))
        wrong += [f"{method} {rule.rule}" for method in hidden if plain(hidden[method]) != plain(missing[method])]
        wrong += [
            f"{method} {rule.rule}: not refused"
            for method, answer in hidden.items()
            if answer.status_code != refused(line)
        ]
    assert wrong == []


def refused(line: Line) -> int:
    """How a stranger is answered: not found; forbidden where the door itself is for leaders alone."""
    return 403 if line.leaders_only else 404


def plain(answer: TestResponse) -> tuple[int, str]:
    """An answer without what differs at every asking: tokens, the number of the record, that of the request."""
    text = re.sub(r'"[\w.=-]{40,}"', '""', answer.text)
    text = re.sub(r"/\d+(?=[/\"?&]|%2F|$)", "/N", text)
    return answer.status_code, re.sub(r"\b[0-9a-f]{12,}\b", "", text)
