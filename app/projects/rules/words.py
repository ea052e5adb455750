"""What stages, milestones, statuses, tracks, disclosures and amounts are called."""

from app.kernel.text import Message
from app.projects.models import Disclosure, MilestoneKind, Stage, Status, Track
from app.projects.rules.history import Happening

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

HAPPENING_NAMES: dict[Happening, Message] = {
    Happening.PLANNED: Message("planned"),
    Happening.CLAIMED: Message("claimed"),
    Happening.VERIFIED: Message("verified"),
    Happening.RETURNED: Message("sent back"),
    Happening.WITHDRAWN: Message("withdrawn"),
}

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


def milestone_name(kind: MilestoneKind, track: Track) -> Message:
    """A milestone's name; where nothing is built or made, operating means that business has begun."""
    if track is Track.LIGHT and kind is MilestoneKind.OPERATING:
        return Message("Business begun")
    if track is Track.LEASED and kind is MilestoneKind.STARTED:
        return Message("Fit-out started")
    return MILESTONE_NAMES[kind]
