"""Conditions (进入条件): the one table of what should be there before a project enters a stage or passes a milestone.

What applies to which track, whether it warns or refuses, and thresholds are settings; the defaults stand here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.kernel.settings import Practice
from app.kernel.text import Message
from app.projects.models import MilestoneKind, Stage, Track


class Mode(StrEnum):
    """What a condition that is not met does."""

    OFF = "off"
    WARN = "warn"
    REFUSE = "refuse"


MODE_NAMES: dict[Mode, Message] = {
    Mode.OFF: Message("Not asked"),
    Mode.WARN: Message("Warns"),
    Mode.REFUSE: Message("Refuses"),
}

#: Light warns and lists, standard refuses for signed and later, strict refuses always (domain.md §0).
_EARLY = {Practice.LIGHT: Mode.WARN, Practice.STANDARD: Mode.WARN, Practice.STRICT: Mode.REFUSE}
_LATER = {Practice.LIGHT: Mode.WARN, Practice.STANDARD: Mode.REFUSE, Practice.STRICT: Mode.REFUSE}
_ALWAYS = dict.fromkeys(Practice, Mode.REFUSE)
_NEVER = dict.fromkeys(Practice, Mode.WARN)

_ALL = frozenset(Track)
_WITH_WORKS = _ALL - {Track.LIGHT}


@dataclass(frozen=True)
class Place:
    """Where something is filled in: an endpoint that takes the project's number as `key`, and a part of its page."""

    endpoint: str
    key: str = "project_id"
    values: Mapping[str, str] = field(default_factory=dict)
    fragment: str = ""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition, of a stage or of a milestone.

    `fact` must be there; with `least` (the name of a threshold) it must reach it. `field` is what a dialog fills in
    on the spot, `awaits` the issue that brings a fact which no room knows yet.
    """

    code: str
    stage: Stage | None = None
    milestone: MilestoneKind | None = None
    fact: str
    title: Message
    lacking: Message
    place: Place
    modes: Mapping[Practice, Mode]
    tracks: frozenset[Track] = _ALL
    field: str = ""
    least: str = ""
    awaits: str = ""


def _milestone(kind: MilestoneKind) -> Place:
    return Place("projects.milestone", values={"kind": kind})


def _fact(name: str) -> Place:
    return Place("projects.edit", fragment=name)


_FILES = Place("attachments.create", key="subject_id", values={"kind": "projects"})
_MONEY = Place("projects.show", fragment="money")

CONDITIONS: tuple[Condition, ...] = (
    Condition(
        code="talks.meeting",
        stage=Stage.TALKS,
        fact="first_meeting",
        title=Message("First meeting held"),
        lacking=Message("No meeting about the project has been held yet."),
        place=Place("meetings.log", key="project"),
        modes=_EARLY,
    ),
    Condition(
        code="intent.written",
        stage=Stage.INTENT,
        fact="written_intent",
        title=Message("Framework agreement or written intent"),
        lacking=Message("There is no framework agreement or written intent yet."),
        place=_milestone(MilestoneKind.FRAMEWORK),
        modes=_EARLY,
    ),
    Condition(
        code="signed.amount",
        stage=Stage.SIGNED,
        fact="amount",
        title=Message("Amount"),
        lacking=Message("A signed project needs an amount: the total investment or the contract amount."),
        place=_fact("total_fen"),
        modes=_ALWAYS,
        field="total_fen",
    ),
    Condition(
        code="signed.date",
        stage=Stage.SIGNED,
        fact="contract_on",
        title=Message("Date of the contract"),
        lacking=Message("A signed project needs the date of the contract."),
        place=_milestone(MilestoneKind.CONTRACT),
        modes=_ALWAYS,
        field="happened_on",
    ),
    Condition(
        code="signed.agreement",
        stage=Stage.SIGNED,
        fact="file_agreement",
        title=Message("Agreement as a file"),
        lacking=Message("The signed agreement is not among the files yet."),
        place=_FILES,
        modes=_LATER,
    ),
    Condition(
        code="signed.planned_start",
        stage=Stage.SIGNED,
        fact="planned_started",
        title=Message("Planned start"),
        lacking=Message("Nobody has said when construction is to start."),
        place=_milestone(MilestoneKind.STARTED),
        modes=_LATER,
        tracks=_WITH_WORKS,
        field="planned_start",
    ),
    Condition(
        code="signed.planned_operation",
        stage=Stage.SIGNED,
        fact="planned_operating",
        title=Message("Planned operation"),
        lacking=Message("Nobody has said when it is to go into operation."),
        place=_milestone(MilestoneKind.OPERATING),
        modes=_LATER,
        field="planned_operation",
    ),
    Condition(
        code="signed.clauses",
        stage=Stage.SIGNED,
        fact="promises_cite_clauses",
        title=Message("Promised money cites a clause in force"),
        lacking=Message("Money that the park promises cites no clause in force."),
        place=_MONEY,
        modes=_LATER,
        awaits="the policies and incentives issue",
    ),
    Condition(
        code="building.start",
        stage=Stage.BUILDING,
        fact="started_on",
        title=Message("Date of the start"),
        lacking=Message("The day on which construction started is not recorded."),
        place=_milestone(MilestoneKind.STARTED),
        modes=_LATER,
        tracks=_WITH_WORKS,
        field="happened_on",
    ),
    Condition(
        code="building.site",
        stage=Stage.BUILDING,
        fact="site_on",
        title=Message("Site secured"),
        lacking=Message("The site is not secured yet."),
        place=_milestone(MilestoneKind.SITE),
        modes=_LATER,
        tracks=_WITH_WORKS,
    ),
    Condition(
        code="building.permits",
        stage=Stage.BUILDING,
        fact="file_permit",
        title=Message("Permits as a file"),
        lacking=Message("The construction permits are not among the files yet."),
        place=_FILES,
        modes=_LATER,
        tracks=_WITH_WORKS,
    ),
    Condition(
        code="building.funds",
        stage=Stage.BUILDING,
        fact="verified_funds",
        title=Message("Verified funds at the start"),
        lacking=Message("No verified funds have come in yet."),
        place=_MONEY,
        modes=_NEVER,
        tracks=_WITH_WORKS,
        awaits="the funds issue",
    ),
    Condition(
        code="operating.date",
        stage=Stage.OPERATING,
        fact="operating_on",
        title=Message("Date of going into operation"),
        lacking=Message("The day on which it went into operation is not recorded."),
        place=_milestone(MilestoneKind.OPERATING),
        modes=_LATER,
        field="happened_on",
    ),
    Condition(
        code="operating.proof",
        stage=Stage.OPERATING,
        fact="file_proof",
        title=Message("Proof of operation as a file"),
        lacking=Message("A proof of operation (first invoice or tax) is not among the files yet."),
        place=_FILES,
        modes=_LATER,
    ),
    Condition(
        code="operating.jobs",
        stage=Stage.OPERATING,
        fact="jobs",
        title=Message("Jobs expected"),
        lacking=Message("The number of jobs is not known."),
        place=_fact("jobs"),
        modes=_LATER,
        field="jobs",
    ),
    Condition(
        code="registered.company",
        milestone=MilestoneKind.REGISTERED,
        fact="company_uscc",
        title=Message("Project company with a valid credit code"),
        lacking=Message("There is no project company with a valid credit code."),
        place=_fact("company_id"),
        modes=_LATER,
    ),
    Condition(
        code="completed.funds",
        milestone=MilestoneKind.COMPLETED,
        fact="verified_funds_share",
        title=Message("Verified funds at completion"),
        lacking=Message("Verified funds cover less of the fixed assets than they should at completion."),
        place=_MONEY,
        modes=_NEVER,
        tracks=_WITH_WORKS,
        least="funds_share",
        awaits="the funds issue",
    ),
)
BY_CODE: dict[str, Condition] = {condition.code: condition for condition in CONDITIONS}


@dataclass(frozen=True)
class Standing:
    """A condition as the office has set it: `least` is the threshold that its fact must reach."""

    condition: Condition
    mode: Mode
    tracks: frozenset[Track]
    least: int = 1


@dataclass(frozen=True)
class Lack:
    """A condition that is not met (待补要件). An open waiver explains it (容缺事项)."""

    condition: Condition
    mode: Mode
    is_waived: bool = False

    @property
    def refuses(self) -> bool:
        return self.mode is Mode.REFUSE and not self.is_waived


def asked_for_stage(standings: Iterable[Standing], track: Track, stage: Stage) -> list[Standing]:
    """The conditions of a stage and of all before it: who comes later owes what the earlier ones asked for."""
    return [
        one
        for one in standings
        if one.mode is not Mode.OFF
        and track in one.tracks
        and one.condition.stage is not None
        and one.condition.stage.position <= stage.position
    ]


def asked_for_milestone(standings: Iterable[Standing], track: Track, kind: MilestoneKind) -> list[Standing]:
    """The conditions of one milestone."""
    return [
        one for one in standings if one.mode is not Mode.OFF and track in one.tracks and one.condition.milestone is kind
    ]


def lacking(
    asked: Iterable[Standing], facts: Mapping[str, object], *, waived: Collection[str] = (), is_legacy: bool = False
) -> tuple[Lack, ...]:
    """What is not met, in the order of the table. Legacy projects owe nothing; unknown facts are not asked."""
    if is_legacy:
        return ()
    return tuple(
        Lack(one.condition, one.mode, one.condition.code in waived)
        for one in asked
        if one.condition.fact in facts and not is_met(one, facts)
    )


def is_met(standing: Standing, facts: Mapping[str, object]) -> bool:
    """Whether the fact that a condition asks for is there; False for one that no room knows."""
    fact = facts.get(standing.condition.fact)
    return fact >= standing.least if isinstance(fact, int) else bool(fact)


def waiting(known: Collection[str]) -> tuple[Condition, ...]:
    """The conditions whose facts no room knows yet."""
    return tuple(condition for condition in CONDITIONS if condition.fact not in known)
