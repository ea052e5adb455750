"""Stages and the milestones that open them, statuses, and the days on which things may happen."""

from collections.abc import Collection
from datetime import date

from app.kernel.errors import Invalid
from app.kernel.text import Message
from app.projects.models import CLOSED_STATUSES, MilestoneKind, Stage, Status, Track

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

#: A planned milestone this near is worth a line on the desk.
UPCOMING_DAYS = 30


def stages_of(track: Track) -> tuple[Stage, ...]:
    """The stages that a track passes through: an asset-light project has nothing under construction."""
    return tuple(stage for stage in Stage if not (track is Track.LIGHT and stage is Stage.BUILDING))


def next_stage(track: Track, stage: Stage) -> Stage | None:
    """The stage that usually follows; None at the end."""
    return next((later for later in stages_of(track) if later.position > stage.position), None)


def previous_stage(track: Track, stage: Stage) -> Stage | None:
    """The stage that usually comes before; None for a lead."""
    return next((earlier for earlier in reversed(stages_of(track)) if earlier.position < stage.position), None)


def is_forward(left: Stage, entered: Stage) -> bool:
    return entered.position > left.position


def stage_opened(stage: Stage, claimed: Collection[MilestoneKind], *, is_legacy: bool = False) -> Stage:
    """Where a project stands once these milestones are claimed: never behind its present stage.

    Until the contract is signed nothing opens; a legacy project owes no contract.
    """
    is_signed = is_legacy or MilestoneKind.CONTRACT in claimed or stage.position >= Stage.SIGNED.position
    opened = [ENTERS[kind] for kind in claimed if kind in ENTERS] if is_signed else []
    return max([stage, *opened], key=lambda one: one.position)


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
            Message("The present stage began on %(day)s. Choose that day or a later one.", day=stage_since),
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
