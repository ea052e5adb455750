"""Who may change an activity, when it takes place, and what it is found by."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from app.activities.models import Activity, ResultKind
from app.kernel.errors import Forbidden
from app.kernel.permissions import Actor, Can
from app.kernel.text import Message, search_terms
from app.meetings.rules import leads
from app.projects.models import Project


class Standing(StrEnum):
    """Where an activity stands in time."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"


STANDING_NAMES = {
    Standing.COMING: Message("Planned"),
    Standing.RUNNING: Message("Under way"),
    Standing.OVER: Message("Held"),
}


def standing_on(day: date, begins_on: date, ends_on: date) -> Standing:
    """Where an activity stands on a day; both its days belong to it."""
    if day < begins_on:
        return Standing.COMING
    return Standing.RUNNING if day <= ends_on else Standing.OVER


def may_edit(actor: Actor, activity: Activity) -> bool:
    """Whoever wrote it down, who takes part, and heads and managers in reach of its unit may change an activity."""
    return actor.may(Can.LOG_MEETINGS) and (
        activity.created_by_id in actor.user_ids
        or any(one.person_id in actor.person_ids for one in activity.people)
        or leads(actor, activity.unit_id)
    )


def check_may_edit(actor: Actor, activity: Activity) -> None:
    if not may_edit(actor, activity):
        raise Forbidden(Message("Only who wrote the activity down, who took part, or their head may change it."))


def projects_of(activity: Activity, kind: ResultKind) -> list[Project]:
    """The projects that it found, or signed."""
    return [result.project for result in activity.results if result.kind is kind]


def signed_fen(projects: Iterable[Project]) -> int:
    """The total investment of projects, as far as it is known."""
    return sum(project.total_fen or 0 for project in projects)


def search_column(activity: Activity, names: Iterable[str | None]) -> str:
    """What an activity is found by: title, place, and the names of those who were there."""
    return search_terms(activity.title, activity.place, *names)
