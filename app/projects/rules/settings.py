"""What an office decides for itself about the pipeline."""

from collections.abc import Mapping

from app.kernel.settings import Choice, Choices, Flag, Practice, WholeNumber, declare
from app.kernel.text import Message
from app.projects.models import MilestoneKind, Stage, Track
from app.projects.rules.backward import STANDARD_DAYS
from app.projects.rules.conditions import CONDITIONS, MODE_NAMES, Condition
from app.projects.rules.stages import ENTERS, MILESTONES_OF
from app.projects.rules.words import MILESTONE_NAMES, STAGE_NAMES, TRACK_NAMES

_CONDITIONS = Message("Conditions")
_VERIFYING = Message("Verifying and waiving")
_LIGHT = Message("Traffic light")
_DAYS = Message("Standard working days")
_DAY = Message("days")


def _belongs_to(condition: Condition) -> Message:
    return MILESTONE_NAMES[condition.milestone] if condition.milestone else STAGE_NAMES[condition.stage or Stage.LEAD]


MODES: Mapping[str, Choice] = {
    condition.code: declare(
        Choice(
            code=f"projects.condition.{condition.code}",
            group=_CONDITIONS,
            title=Message("%(where)s: %(what)s", where=_belongs_to(condition), what=condition.title),
            explanation=Message("What happens when it is lacking. A refusal can be waived."),
            default=condition.modes[Practice.LIGHT],
            by_practice=condition.modes,
            options={str(mode): name for mode, name in MODE_NAMES.items()},
        )
    )
    for condition in CONDITIONS
}
TRACKS: Mapping[str, Choices] = {
    condition.code: declare(
        Choices(
            code=f"projects.condition.{condition.code}.tracks",
            group=_CONDITIONS,
            title=Message("%(what)s: tracks", what=condition.title),
            explanation=Message("The tracks of which it is asked."),
            default=frozenset(condition.tracks),
            options={str(track): name for track, name in TRACK_NAMES.items()},
        )
    )
    for condition in CONDITIONS
}
LEAST: Mapping[str, WholeNumber] = {
    "funds_share": declare(
        WholeNumber(
            code="projects.funds_share",
            group=_CONDITIONS,
            title=Message("Verified funds at completion"),
            explanation=Message("The part of the fixed assets that verified funds should cover by then."),
            default=50,
            lowest=1,
            highest=100,
            unit=Message("percent"),
        )
    )
}
MILESTONES: Mapping[Track, Choices] = {
    track: declare(
        Choices(
            code=f"projects.milestones.{track}",
            group=Message("Milestones"),
            title=Message("Milestones: %(track)s", track=name),
            explanation=Message("Those that open a stage always belong to the track."),
            default=frozenset(kind for kind in MILESTONES_OF[track] if kind not in ENTERS),
            options={kind: MILESTONE_NAMES[kind] for kind in MILESTONES_OF[track] if kind not in ENTERS},
        )
    )
    for track, name in TRACK_NAMES.items()
}
VERIFYING_ROLES = declare(
    Choices(
        code="projects.verifying_roles",
        group=_VERIFYING,
        title=Message("Who verifies milestones"),
        explanation=Message("Nobody ever verifies what they claimed, or a project for which they are responsible."),
        default=frozenset({"verifier", "manager", "head"}),
        by_practice={
            Practice.STANDARD: frozenset({"verifier", "manager"}),
            Practice.STRICT: frozenset({"verifier"}),
        },
        options={"verifier": Message("Verifier"), "manager": Message("Manager"), "head": Message("Head of unit")},
    )
)
EVIDENCE_NEEDED = declare(
    Flag(
        code="projects.evidence_needed",
        group=_VERIFYING,
        title=Message("Verification needs evidence"),
        explanation=Message("A note that says what proves it, or a file of the kind that does."),
        default=False,
        by_practice={Practice.STRICT: True},
    )
)
WAIVING = declare(
    Choice(
        code="projects.waiving",
        group=_VERIFYING,
        title=Message("Who allows moving on although something is lacking"),
        explanation=Message("What was waived stays an open item until it is settled."),
        default="anyone",
        by_practice={Practice.STANDARD: "leader", Practice.STRICT: "two"},
        options={
            "anyone": Message("Whoever may change the project"),
            "leader": Message("The manager, or the head for the own unit"),
            "two": Message("A manager and a second person"),
        },
    )
)
LATE_MONTHS = declare(
    WholeNumber(
        code="projects.light.late_months",
        group=_LIGHT,
        title=Message("Missed plan turns red after"),
        explanation=Message("A planned start, completion or operation that is missed is yellow until then."),
        default=3,
        lowest=1,
        highest=24,
        unit=Message("months"),
    )
)
QUIET_DAYS_NEAR = declare(
    WholeNumber(
        code="projects.light.quiet_days_near",
        group=_LIGHT,
        title=Message("Silence on projects near signing and key projects"),
        explanation=Message("Days without a meeting or weekly progress until the light turns yellow; red after twice."),
        default=14,
        lowest=1,
        highest=365,
        unit=_DAY,
    )
)
QUIET_DAYS = declare(
    WholeNumber(
        code="projects.light.quiet_days",
        group=_LIGHT,
        title=Message("Silence on other projects"),
        explanation=Message("Days without a meeting or weekly progress until the light turns yellow; red after twice."),
        default=30,
        lowest=1,
        highest=365,
        unit=_DAY,
    )
)
STAGE_DAYS: Mapping[Stage, WholeNumber] = {
    stage: declare(
        WholeNumber(
            code=f"projects.stage_days.{stage}",
            group=Message("Days in a stage"),
            title=STAGE_NAMES[stage],
            explanation=Message("How long a project usually stays; longer is marked. Paused time is left out."),
            default=days,
            lowest=1,
            highest=3650,
            unit=_DAY,
        )
    )
    for stage, days in (
        (Stage.LEAD, 30),
        (Stage.TALKS, 120),
        (Stage.INTENT, 90),
        (Stage.SIGNED, 180),
        (Stage.BUILDING, 730),
    )
}
WORKING_DAYS: Mapping[tuple[Track, MilestoneKind], WholeNumber] = {
    (track, kind): declare(
        WholeNumber(
            code=f"projects.days.{track}.{kind}",
            group=_DAYS,
            title=Message("%(track)s: %(milestone)s", track=TRACK_NAMES[track], milestone=MILESTONE_NAMES[kind]),
            explanation=Message("Working days after the contract, as a rule; the backward plan counts with them."),
            default=days,
            lowest=0,
            highest=5000,
            unit=Message("working days"),
        )
    )
    for track, table in STANDARD_DAYS.items()
    for kind, days in table.items()
}
