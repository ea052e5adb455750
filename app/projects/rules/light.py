"""The traffic light: its colour, the reasons in words, and what would turn it green."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.text import Message
from app.projects.models import MilestoneKind, Stage, Status, Track
from app.projects.rules.conditions import Place
from app.projects.rules.stages import MILESTONES_OF
from app.projects.rules.words import milestone_name


class Light(StrEnum):
    """How a project does. Off: paused, closed or archived, so nobody watches it."""

    OFF = "off"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def gravity(self) -> int:
        return list(Light).index(self)


LIGHT_NAMES: dict[Light, Message] = {
    Light.OFF: Message("Not watched"),
    Light.GREEN: Message("On course"),
    Light.YELLOW: Message("Needs attention"),
    Light.RED: Message("In trouble"),
}

#: Planned days that count for the light.
WATCHED = (MilestoneKind.STARTED, MilestoneKind.COMPLETED, MilestoneKind.OPERATING)
UNWATCHED_STATUSES = (Status.PAUSED, Status.LOST, Status.TERMINATED, Status.DONE)


@dataclass(frozen=True)
class Limits:
    """The days beyond which a light changes: planned or silent before `late` is yellow, before `very` is red."""

    today: date
    missed_before: date
    long_missed_before: date
    quiet_before: date
    very_quiet_before: date
    near_quiet_before: date
    near_very_quiet_before: date

    @classmethod
    def on(cls, today: date, *, late_months: int, quiet_days: int, quiet_days_near: int) -> "Limits":
        """The limits of a day. Silence of exactly so many days is still in order; so is a plan for today."""
        return cls(
            today=today,
            missed_before=today,
            long_missed_before=months_before(today, late_months),
            quiet_before=today - timedelta(quiet_days),
            very_quiet_before=today - timedelta(2 * quiet_days),
            near_quiet_before=today - timedelta(quiet_days_near),
            near_very_quiet_before=today - timedelta(2 * quiet_days_near),
        )


@dataclass(frozen=True)
class Watched:
    """What a project's light depends on. `open_plans` are planned days of what has not happened."""

    stage: Stage
    status: Status
    track: Track
    last_contact_on: date
    is_key: bool = False
    is_archived: bool = False
    open_plans: Mapping[MilestoneKind, date] | None = None
    supervised_overdue: int = 0

    @property
    def is_near(self) -> bool:
        """Whether a shorter silence counts: near signing, or a key project."""
        return self.is_key or self.stage is Stage.INTENT


@dataclass(frozen=True)
class Reason:
    """Why a light is not green, since which day, what would turn it green, and where that is done."""

    code: str
    light: Light
    words: Message
    remedy: Message
    place: Place


@dataclass(frozen=True)
class Signal:
    """A light with its reasons, the gravest first."""

    light: Light
    reasons: tuple[Reason, ...] = ()


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_open_plan(track: Track, open_plans: Mapping[MilestoneKind, date | None]) -> date | None:
    """The first planned day of what counts for the light and has not happened."""
    days = [open_plans.get(kind) for kind in WATCHED if kind in MILESTONES_OF[track]]
    return min((day for day in days if day is not None), default=None)


def signal(watched: Watched, limits: Limits) -> Signal:
    """The light of a project and everything that keeps it from being green."""
    if watched.is_archived or watched.status in UNWATCHED_STATUSES:
        return Signal(Light.OFF)
    reasons = [*_missed(watched, limits), *_quiet(watched, limits), *_overdue(watched)]
    reasons.sort(key=lambda reason: -reason.light.gravity)
    return Signal(reasons[0].light if reasons else Light.GREEN, tuple(reasons))


def _missed(watched: Watched, limits: Limits) -> list[Reason]:
    found = []
    for kind in WATCHED:
        planned = (watched.open_plans or {}).get(kind)
        if planned is None or planned >= limits.missed_before or kind not in MILESTONES_OF[watched.track]:
            continue
        found.append(
            Reason(
                code=f"missed_{kind}",
                light=Light.RED if planned < limits.long_missed_before else Light.YELLOW,
                words=Message(
                    "%(milestone)s was planned for %(day)s and has not happened: %(days)s days late.",
                    milestone=milestone_name(kind, watched.track),
                    day=planned,
                    days=(limits.today - planned).days,
                ),
                remedy=Message("Record that it has happened, or agree on a new planned day."),
                place=Place("projects.milestone", values={"kind": kind}),
            )
        )
    return found


def _quiet(watched: Watched, limits: Limits) -> list[Reason]:
    yellow = limits.near_quiet_before if watched.is_near else limits.quiet_before
    red = limits.near_very_quiet_before if watched.is_near else limits.very_quiet_before
    if watched.last_contact_on >= yellow:
        return []
    words = Message(
        "No meeting and no weekly progress for %(days)s days.", days=(limits.today - watched.last_contact_on).days
    )
    light = Light.RED if watched.last_contact_on < red else Light.YELLOW
    remedy = Message("Log the last meeting, or write this week's progress.")
    return [Reason("quiet", light, words, remedy, Place("meetings.log", key="project"))]


def _overdue(watched: Watched) -> list[Reason]:
    if not watched.supervised_overdue:
        return []
    words = Message("Supervised follow-ups are overdue: %(count)s.", count=watched.supervised_overdue)
    remedy = Message("Submit them to their supervisor, who closes them.")
    return [
        Reason(
            "supervised",
            Light.RED,
            words,
            remedy,
            Place("follow_ups.index", key="project", values={"whose": "all", "due": "overdue"}),
        )
    ]
