"""The pipeline's rules: words, milestones of a track, what opens a stage, who may change a project.

Everything here is pure. The tables are domain.md §3; the rights those of §1.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.errors import Forbidden, Invalid
from app.kernel.permissions import Actor, Can, Role
from app.kernel.text import Message
from app.projects.models import CLOSED_STATUSES, Disclosure, MilestoneKind, Project, Stage, Status, Track

STAGE_NAMES: dict[Stage, Message] = {
    Stage.LEAD: Message("Lead"),
    Stage.TALKS: Message("In talks"),
    Stage.INTENT: Message("Near signing"),
    Stage.SIGNED: Message("Signed"),
    Stage.BUILDING: Message("Under construction"),
    Stage.OPERATING: Message("In operation"),
}
STATUS_NAMES: dict[Status, Message] = {
    Status.ACTIVE: Message("Active"),
    Status.DELAYED: Message("Delayed"),
    Status.PAUSED: Message("Paused"),
    Status.LOST: Message("Lost"),
    Status.TERMINATED: Message("Terminated"),
    Status.DONE: Message("Finished"),
}
TRACK_NAMES: dict[Track, Message] = {
    Track.LAND: Message("Own land"),
    Track.LEASED: Message("Leased plant"),
    Track.EXPANSION: Message("Expansion"),
    Track.LIGHT: Message("Asset-light"),
}
DISCLOSURE_NAMES: dict[Disclosure, Message] = {
    Disclosure.OPEN: Message("Open to all colleagues"),
    Disclosure.MASKED: Message("Confidential: others see the codename"),
    Disclosure.TEAM: Message("Confidential: the team only"),
}
MILESTONE_NAMES: dict[MilestoneKind, Message] = {
    MilestoneKind.FRAMEWORK: Message("Framework agreement"),
    MilestoneKind.REVIEW: Message("Admission review"),
    MilestoneKind.CONTRACT: Message("Contract signed"),
    MilestoneKind.REGISTERED: Message("Company registered"),
    MilestoneKind.SITE: Message("Site secured"),
    MilestoneKind.PERMITS: Message("Construction permits"),
    MilestoneKind.STARTED: Message("Construction started"),
    MilestoneKind.STATISTICS: Message("Entered in statistics"),
    MilestoneKind.COMPLETED: Message("Construction completed"),
    MilestoneKind.OPERATING: Message("Gone into operation"),
    MilestoneKind.SCALE: Message("Above the size threshold"),
    MilestoneKind.CAPACITY: Message("Design capacity reached"),
}

#: The milestone that opens a stage, and the stage it opens.
ENTERS: dict[MilestoneKind, Stage] = {
    MilestoneKind.CONTRACT: Stage.SIGNED,
    MilestoneKind.STARTED: Stage.BUILDING,
    MilestoneKind.OPERATING: Stage.OPERATING,
}
OPENED_BY: dict[Stage, MilestoneKind] = {stage: kind for kind, stage in ENTERS.items()}

#: An asset-light business builds nothing; for it "operating" is the day on which business begins.
_NOT_LIGHT = frozenset({MilestoneKind.SITE, MilestoneKind.STARTED, MilestoneKind.COMPLETED})
MILESTONES_OF: dict[Track, tuple[MilestoneKind, ...]] = {
    track: tuple(kind for kind in MilestoneKind if track is not Track.LIGHT or kind not in _NOT_LIGHT)
    for track in Track
}

#: Facts whose history is kept (ProjectFact), besides the planned dates of milestones.
DATED_FACTS = (
    "total_fen",
    "contract_fen",
    "sector_id",
    "unit_id",
    "officer_id",
    "enterprise_id",
    "status",
    "disclosure",
)

_YI = 100_000_000 * 100  # 亿元 in fen

#: The bands in which others see the amount of a masked project, by their lower bound in fen, the highest first.
AMOUNT_BANDS: dict[int, Message] = {
    100 * _YI: Message("CNY 10bn and more"),
    50 * _YI: Message("CNY 5bn to 10bn"),
    30 * _YI: Message("CNY 3bn to 5bn"),
    10 * _YI: Message("CNY 1bn to 3bn"),
    5 * _YI: Message("CNY 500m to 1bn"),
    1 * _YI: Message("CNY 100m to 500m"),
    0: Message("below CNY 100m"),
}

#: A planned milestone this near is worth a line on the desk.
UPCOMING_DAYS = 30


class Happening(StrEnum):
    """What a MilestoneEvent says was done."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"


def stages_of(track: Track) -> tuple[Stage, ...]:
    """The stages that a track passes through: an asset-light project has nothing under construction."""
    return tuple(stage for stage in Stage if not (track is Track.LIGHT and stage is Stage.BUILDING))


def next_stage(track: Track, stage: Stage) -> Stage | None:
    """The stage that usually follows; None at the end."""
    return next((later for later in stages_of(track) if later.position > stage.position), None)


def previous_stage(track: Track, stage: Stage) -> Stage | None:
    """The stage that usually comes before; None for a lead."""
    return next((earlier for earlier in reversed(stages_of(track)) if earlier.position < stage.position), None)


def milestone_name(kind: MilestoneKind, track: Track) -> Message:
    """A milestone's name; where nothing is built or made, operating means that business has begun."""
    if track is Track.LIGHT and kind is MilestoneKind.OPERATING:
        return Message("Business begun")
    if track is Track.LEASED and kind is MilestoneKind.STARTED:
        return Message("Fit-out started")
    return MILESTONE_NAMES[kind]


def planned_fact(kind: MilestoneKind) -> str:
    """The name under which a milestone's planned date is kept as a dated fact."""
    return f"planned_{kind}"


def is_forward(left: Stage, entered: Stage) -> bool:
    return entered.position > left.position


def stage_opened(stage: Stage, claimed: Collection[MilestoneKind], *, is_legacy: bool = False) -> Stage:
    """Where a project stands once these milestones are claimed: never behind its present stage.

    Until the contract is signed nothing opens; a legacy project owes no contract.
    """
    is_signed = is_legacy or MilestoneKind.CONTRACT in claimed or stage.position >= Stage.SIGNED.position
    opened = [ENTERS[kind] for kind in claimed if kind in ENTERS] if is_signed else []
    return max([stage, *opened], key=lambda one: one.position)


def lacking_for(
    stage: Stage, *, amount: int | None, contract_on: date | None, is_legacy: bool = False
) -> dict[str, Message]:
    """What the light profile demands before a project counts as signed or later: an amount and the contract's date.

    Empty when nothing is lacking; else what to fill in, by field. Legacy projects owe nothing.
    """
    if stage.position < Stage.SIGNED.position or is_legacy:
        return {}
    lacking = {}
    if not amount:
        lacking["total_fen"] = Message("A signed project needs an amount: the total investment or the contract amount.")
    if contract_on is None:
        lacking["contract_on"] = Message("A signed project needs the date of the contract.")
    return lacking


def statuses_for(stage: Stage) -> tuple[Status, ...]:
    """The statuses possible in a stage: `lost` only before signing, `terminated` only from then on."""
    barred = Status.TERMINATED if stage.position < Stage.SIGNED.position else Status.LOST
    return tuple(status for status in Status if status is not barred)


def check_status(stage: Stage, status: Status, reason: str) -> None:
    """Raise Invalid unless a project in this stage can have this status, with this reason."""
    if status not in statuses_for(stage):
        raise Invalid.at("to", _BARRED[status])
    if status is not Status.ACTIVE and not reason:
        raise Invalid.at("reason", Message("Give the reason in one sentence."))


_BARRED = {
    Status.LOST: Message("Only a project that is not signed yet can be lost. A signed one is terminated."),
    Status.TERMINATED: Message("Only a signed project can be terminated. Before signing it is lost."),
}


def check_can_move(status: Status) -> None:
    """Raise Invalid for a project on which nobody works any more."""
    if status in CLOSED_STATUSES:
        raise Invalid(Message("This project is closed. Set it to active again before it moves."))


def check_effective(day: date, *, stage_since: date, today: date) -> None:
    """Raise Invalid unless a move can take effect on this day: the dates of the stages never run backwards."""
    check_not_ahead("effective_on", day, today)
    if day < stage_since:
        raise Invalid.at(
            "effective_on",
            Message("The present stage began on %(day)s. Choose that day or a later one.", day=stage_since.isoformat()),
        )


def check_not_ahead(field: str, day: date, today: date) -> None:
    """Raise Invalid at the field for a day that has not come yet."""
    if day > today:
        raise Invalid.at(field, Message("This day has not come yet."))


def check_not_over(until: date | None, today: date) -> None:
    """Raise Invalid for a last day that has passed."""
    if until is not None and until < today:
        raise Invalid.at("until", Message("This day has passed."))


def check_first_stage(stage: Stage, *, is_legacy: bool) -> None:
    """Raise Invalid for a project that would enter the pool as signed without having been moved there."""
    if stage.position >= Stage.SIGNED.position and not is_legacy:
        raise Invalid.at("stage", Message("Enter it in an earlier stage, then record its contract."))


@dataclass(frozen=True)
class Stay:
    """A project's time in one stage: the day it last came in, and its days there altogether."""

    since: date
    days: int


def stays(moves: Sequence[tuple[Stage, date]], today: date) -> dict[Stage, Stay]:
    """How long a project stayed in each stage it was in, from its moves in their order."""
    found: dict[Stage, Stay] = {}
    ends = [day for _, day in moves[1:]] + [today]
    for (stage, since), end in zip(moves, ends, strict=True):
        before = found[stage].days if stage in found else 0
        found[stage] = Stay(since, before + (end - since).days)
    return found


def slip_in_days(planned: date | None, happened: date | None, today: date) -> int | None:
    """How many days a milestone is late (negative: early). None without a plan, or while the plan is still ahead."""
    if planned is None or (happened is None and today <= planned):
        return None
    return ((happened or today) - planned).days


def reaches(actor: Actor, unit_id: int, roles: Collection[Role], right: Can) -> bool:
    """Whether the actor holds a right over a unit by one of these roles."""
    reached = reach_of(actor, roles, right)
    return reached is None or unit_id in reached


def reach_of(actor: Actor, roles: Collection[Role], right: Can) -> frozenset[int] | None:
    """The units over which the actor holds a right by one of these roles; None is everywhere."""
    held = tuple(held for held in actor.held if held.role in roles)
    return Actor(actor.id, actor.person_id, actor.name, actor.unit_id, held=held).reach(right)


def may_edit(actor: Actor, project: Project) -> bool:
    """Whether the actor may change and move a project: its officer, its team, or who leads its unit."""
    if not actor.may(Can.EDIT_PROJECTS):
        return False
    if actor.id == project.officer_id or any(member.id == actor.id for member in project.team):
        return True
    return reaches(actor, project.unit_id, (Role.HEAD, Role.MANAGER), Can.EDIT_PROJECTS)


def check_may_edit(actor: Actor, project: Project) -> None:
    """Raise Forbidden unless `may_edit`."""
    if not may_edit(actor, project):
        raise Forbidden(Message("Only the officer of the project, its team and the leaders of its unit may change it."))


def check_codename(disclosure: Disclosure, codename: str, names: Collection[str]) -> None:
    """Raise Invalid for a confidential project that others could not be shown under a name of its own."""
    if disclosure is Disclosure.OPEN:
        return
    if not codename:
        raise Invalid.at("codename", Message("A confidential project needs a codename: others know it by that."))
    if codename.casefold() in {name.casefold() for name in names}:
        raise Invalid.at("codename", Message("The codename must not be the name."))


def may_see_access(actor: Actor, project: Project) -> bool:
    """Whether the actor is shown who is let in and who looked: those who answer for the project, and the auditor."""
    return actor.may(Can.SEE_AUDIT) or may_edit(actor, project)


def kept(value: object) -> str | None:
    """A dated fact as it is kept: text, or None for nothing."""
    return None if value is None else str(value)
