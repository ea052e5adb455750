"""Reservations as what a line of the audit log points at."""

from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.projects import rules as project_rules
from app.projects.models import Disclosure
from app.reservations.queries import scope

SUBJECTS.plug("reservations")(
    SubjectKind(
        word=Message("Reservation"),
        get=scope.get,
        names=lambda reservation: (reservation.site.name_zh, reservation.site.name_en),
        endpoint="reservations.show",
        key="reservation_id",
        may_change=lambda actor, reservation: project_rules.may_edit(actor, reservation.project),
        is_confidential=lambda reservation: reservation.project.disclosure is not Disclosure.OPEN,
    )
)
