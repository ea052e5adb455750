"""Waivers (容缺推进): who may let a project move on although something refuses, and with how many signatures."""

from datetime import date
from enum import StrEnum

from app.kernel.errors import Invalid
from app.kernel.permissions import Actor, Can, Role
from app.kernel.text import Message
from app.projects.models import Project, WaiverState
from app.projects.rules.rights import reaches

WAIVER_STATE_NAMES: dict[WaiverState, Message] = {
    WaiverState.REQUESTED: Message("Waits for a yes"),
    WaiverState.GRANTED: Message("Granted"),
    WaiverState.REFUSED: Message("Refused"),
    WaiverState.USED: Message("Moved on"),
    WaiverState.WITHDRAWN: Message("Taken back"),
}


class Waiving(StrEnum):
    """Who allows it: whoever may change the project, one leader, or a manager and a second person."""

    ANYONE = "anyone"
    LEADER = "leader"
    TWO = "two"


def may_waive(actor: Actor, project: Project) -> bool:
    """Whether the actor's word counts: a manager, or the head for the own unit."""
    return reaches(actor, project.unit_id, (Role.HEAD, Role.MANAGER), Can.WAIVE)


def may_settle(actor: Actor, project: Project, waiving: Waiving) -> bool:
    """Whose word waives is whose word settles by hand; whether they may change the project is asked besides."""
    return waiving is Waiving.ANYONE or may_waive(actor, project)


def is_manager_of(actor: Actor, project: Project) -> bool:
    return reaches(actor, project.unit_id, (Role.MANAGER,), Can.WAIVE)


def suffices(waiving: Waiving, signed: int, *, by_manager: bool) -> bool:
    """Whether so many people who may waive are enough; `by_manager` says whether a manager is among them."""
    if waiving is Waiving.ANYONE:
        return True
    if waiving is Waiving.LEADER:
        return signed > 0
    return signed > 1 and by_manager


def check_settle_by(day: date, today: date) -> None:
    """Raise Invalid for a day to settle that has passed."""
    if day < today:
        raise Invalid.at("settle_by", Message("This day has passed."))
