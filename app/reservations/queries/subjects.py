"""Reservations as what a line of the audit log points at, and how their history reads."""

from collections.abc import Collection, Mapping

from app.kernel import histories
from app.kernel.db import db
from app.kernel.histories import HISTORIES, History, Names
from app.kernel.permissions import Actor
from app.kernel.subjects import SUBJECTS, SubjectKind
from app.kernel.text import Message
from app.parks.models import Site
from app.projects import rules as project_rules
from app.projects.models import Disclosure
from app.reservations import rules
from app.reservations.models import Reservation
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


def _names(actor: Actor, ids: Collection[int]) -> Mapping[int, Names]:
    found = scope.visible_to(actor).join(Site, Site.id == Reservation.site_id)
    named = found.with_only_columns(Reservation.id, Site.name_zh, Site.name_en).where(Reservation.id.in_(ids))
    return {row.id: (row.name_zh, row.name_en) for row in db.session.execute(named)}


HISTORIES.plug("reservations")(
    History(
        names=_names,
        fields={
            "site_id": histories.record(Message("Site"), "sites"),
            "project_id": histories.record(Message("Project"), "projects"),
            "kind": histories.code(Message("Kind"), rules.KIND_NAMES),
            "from_on": histories.day(Message("First day")),
            "to_on": histories.day(Message("Last day")),
            "note": histories.text(Message("Note")),
            "by_id": histories.record(Message("Reserved by"), "users"),
            "released_at": histories.moment(Message("Released")),
            "released_by_id": histories.record(Message("Released by"), "users"),
            "release_reason": histories.text(Message("Reason")),
            "is_sample": histories.yes_no(Message("sample")),
            "because": histories.code(Message("Became"), rules.KIND_NAMES),
            "over_holds": histories.text(Message("Over the holds")),
        },
    )
)
