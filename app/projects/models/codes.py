"""The codes of projects: stages, statuses, tracks, disclosures, milestones."""

from enum import StrEnum


class Stage(StrEnum):
    """Where the work is: the six columns of domain.md §3."""

    LEAD = "lead"
    TALKS = "talks"
    INTENT = "intent"
    SIGNED = "signed"
    BUILDING = "building"
    OPERATING = "operating"

    @property
    def position(self) -> int:
        """0 for a lead, 5 in operation."""
        return list(Stage).index(self)


class Status(StrEnum):
    """The second axis: how the work goes. `lost` only before signing, `terminated` only after."""

    ACTIVE = "active"
    DELAYED = "delayed"
    PAUSED = "paused"
    LOST = "lost"
    TERMINATED = "terminated"
    DONE = "done"


#: Statuses in which nobody expects the next step any more.
CLOSED_STATUSES = (Status.LOST, Status.TERMINATED, Status.DONE)


class Track(StrEnum):
    """What kind of landing: own land, leased plant, expansion of a settled enterprise, or without a site."""

    LAND = "land"
    LEASED = "leased"
    EXPANSION = "expansion"
    LIGHT = "light"


class Disclosure(StrEnum):
    """Who may know of a project: everybody with the right, everybody but masked, or its team only."""

    OPEN = "open"
    MASKED = "masked"
    TEAM = "team"


class MilestoneKind(StrEnum):
    """What can happen to a project, in the usual order; any order is allowed."""

    FRAMEWORK = "framework"
    REVIEW = "review"
    CONTRACT = "contract"
    REGISTERED = "registered"
    SITE = "site"
    PERMITS = "permits"
    STARTED = "started"
    STATISTICS = "statistics"
    COMPLETED = "completed"
    OPERATING = "operating"
    SCALE = "scale"
    CAPACITY = "capacity"
