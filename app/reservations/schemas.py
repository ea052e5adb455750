"""What comes in for a reservation."""

from app.kernel.fields import (
    Draft,
    OptionalDay,
    OptionalProse,
    Prose,
    RecordId,
    Version,
)
from app.reservations.models import ReservationKind


class ReservationDraft(Draft):
    """A site for a project. It begins today and, if it is no hold, has an open end, unless days are given.

    `knows_holds` are the holds of others that a promise or contract sets itself over, each named knowingly.
    """

    project_id: RecordId
    kind: ReservationKind = ReservationKind.HOLD
    from_on: OptionalDay = None
    to_on: OptionalDay = None
    note: OptionalProse = None
    knows_holds: tuple[RecordId, ...] = ()


class ReservationChange(Draft):
    """Other days or another note for one that stands."""

    from_on: OptionalDay = None
    to_on: OptionalDay = None
    note: OptionalProse = None
    version: Version


class ReleaseDraft(Draft):
    """Why a site is let go."""

    reason: Prose
    version: Version
