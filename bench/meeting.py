"""The meeting that is logged again and again: who and what is in it, and the form that says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import User
from app.enterprises.models import Contact, Enterprise
from app.kernel import clock
from app.projects.models import Project
from bench.program import OFFICER, Program
from tests.support.forms import hidden_fields


@dataclass(frozen=True)
class BenchMeeting:
    """One participant of each side and one follow-up; `form` is what the browser sends, but for the once-only key."""

    ids: Mapping[str, int]
    name_zh: str
    form: Mapping[str, str]


def enterprise_of(program: Program) -> int:
    """An enterprise with a project, contacts, meetings and follow-ups."""
    return int(program.rows(select(Project.enterprise_id).order_by(Project.id.desc()).limit(1))[0][0])


def bench_meeting(program: Program) -> BenchMeeting:
    """The meeting, in this world."""
    enterprise = enterprise_of(program)
    user = program.rows(select(User.id, User.person_id).where(User.username == OFFICER))[0]
    name, contact = program.rows(
        select(Enterprise.name_zh, Contact.id)
        .join(Contact, Contact.enterprise_id == Enterprise.id)
        .where(Enterprise.id == enterprise)
    )[0]
    form = {
        "csrf_token": hidden_fields(program.get("/meetings/log"))["csrf_token"],
        "enterprises": str(enterprise),
        "text": "bench",
        "mode": "formal",
        "day": clock.today().isoformat(),
        "ours": str(user.person_id),
        "theirs": str(contact),
        "follow_ups-0-text": "bench",
        "follow_ups-0-side": "park",
        "follow_ups-0-owner_id": str(user.person_id),
        "follow_ups-0-due_on": clock.today().isoformat(),
    }
    ids = {"user": user.id, "person": user.person_id, "enterprise": enterprise, "contact": contact}
    return BenchMeeting(ids, name, form)
