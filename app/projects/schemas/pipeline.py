"""What comes in about a project's way: moves, milestones, claims, waivers, status, next step."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, field_validator, model_validator

from app.kernel.fields import (
    Day,
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalMoney,
    OptionalProse,
    OptionalRecordId,
    Prose,
    Version,
    wrong,
)
from app.kernel.text import Message
from app.projects.models import MilestoneKind, Stage, Status
from app.projects.schemas.facts import Count

_MAX_DIGITS = 15


class Filling(Draft):
    """What a move or a claim fills in by the way where it is lacking, and the waiver for what stays lacking.

    With `waive_reason` everything that stays lacking becomes an open item, to be settled by `settle_by`.
    """

    total_fen: OptionalMoney = None
    jobs: Count = None
    planned_start: OptionalDay = None
    planned_operation: OptionalDay = None
    waive_reason: OptionalLine = None
    settle_by: OptionalDay = None

    @model_validator(mode="after")
    def _waives_until_a_day(self) -> Self:
        if self.waive_reason and self.settle_by is None:
            raise wrong(Message("Say by which day it is to be settled."), at="settle_by")
        return self


class MoveDraft(Filling):
    """A move to a stage, effective from a day (today when none is given).

    `happened_on` is the day of the milestone that opens the stage, where it is still lacking.
    """

    to: Stage
    effective_on: OptionalDay = None
    happened_on: OptionalDay = None
    note: OptionalProse = None
    evidence: OptionalProse = None
    version: Version


class MilestoneDraft(Filling):
    """The dates of a milestone, planned and real, and what proves it. A date that is left out stays as it is."""

    kind: MilestoneKind
    planned_on: OptionalDay = None
    claimed_on: OptionalDay = None
    note: OptionalProse = None
    evidence: OptionalProse = None
    version: Version


class WithdrawDraft(Draft):
    """A milestone that has not happened after all, and why it was thought so."""

    kind: MilestoneKind
    note: Prose
    version: Version


def _chosen(typed: Any) -> tuple[int, int]:
    """`12:3`: the record and the version of it that was seen."""
    number, _, version = str(typed).partition(":")
    if not (_is_number(number) and _is_number(version)):
        raise wrong(Message("This page does not say which version it shows. Reload it, then save again."))
    return int(number), int(version)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS


ChosenVersion = Annotated[tuple[int, int], BeforeValidator(_chosen)]


class VerifyDraft(Draft):
    """The claims that somebody verifies together."""

    chosen: tuple[ChosenVersion, ...]

    @field_validator("chosen")
    @classmethod
    def _some(cls, chosen: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        if not chosen:
            raise wrong(Message("Choose what to verify."))
        return chosen


class ReturnDraft(Draft):
    """A claim that goes back to be completed, and what is missing."""

    reason: Prose
    version: Version


class WaiverDraft(Draft):
    """Leave to be asked for: to enter a stage or to claim a milestone although something refuses."""

    stage: Stage | None = None
    milestone: MilestoneKind | None = None
    reason: Line
    settle_by: Day
    version: Version

    @model_validator(mode="before")
    @classmethod
    def _blank_is_none(cls, typed: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in typed.items() if value != "" or name not in {"stage", "milestone"}}

    @model_validator(mode="after")
    def _for_one(self) -> Self:
        if (self.stage is None) == (self.milestone is None):
            raise wrong(Message("Choose one of the options."), at="stage")
        return self


class DecisionDraft(Draft):
    """Yes or no to a waiver; a reason for no."""

    is_granted: bool = False
    note: OptionalLine = None
    version: Version

    @model_validator(mode="after")
    def _says_why_not(self) -> Self:
        if not self.is_granted and not self.note:
            raise wrong(Message("Give the reason in one sentence."), at="note")
        return self


class SettleDraft(Draft):
    """Why an open item is no longer owed although what it lacked has not appeared."""

    note: Line
    version: Version


class StatusDraft(Draft):
    """How the work goes; a reason for everything but active."""

    to: Status
    reason: OptionalLine = None
    effective_on: OptionalDay = None
    version: Version


class NextStepDraft(Draft):
    """What comes next, who does it and by when; nothing clears it."""

    next_step: OptionalLine = None
    next_owner_id: OptionalRecordId = None
    next_due_on: OptionalDay = None
    version: Version
