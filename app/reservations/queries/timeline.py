"""What reservations add to a project's timeline."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person, User
from app.kernel.db import db
from app.kernel.listing import Rows
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.kernel.timeline import TIMELINE, Entry, Subject
from app.parks.models import Site
from app.projects import queries as projects
from app.projects.models import Project
from app.reservations import rules
from app.reservations.models import Reservation


@TIMELINE.plug("reservations")
def entries(actor: Actor, subject: Subject, before: datetime | None, limit: int) -> Sequence[Entry]:
    """Sites reserved for one project, when it was done. An enterprise's timeline shows its projects' moves instead."""
    if subject.project_id is None:
        return []
    found: Rows = (
        select(
            Reservation.id,
            Reservation.kind,
            Reservation.created_at,
            Reservation.note,
            Site.code,
            Site.name_zh,
            Site.name_en,
            Person.name,
            Person.name_en.label("by_en"),
        )
        .join(Site, Site.id == Reservation.site_id)
        .join(Project, Project.id == Reservation.project_id)
        .join(User, User.id == Reservation.by_id)
        .join(Person, Person.id == User.person_id)
        .where(Reservation.project_id == subject.project_id, projects.visible_clause(actor))
        .order_by(Reservation.created_at.desc(), Reservation.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(Reservation.created_at < before)
    is_english = actor.locale == "en"
    return [
        Entry(
            at=row.created_at,
            kind="site",
            icon="map-pin",
            title=Message(
                "%(kind)s: %(site)s",
                kind=rules.KIND_NAMES[row.kind],
                site=(row.name_en if is_english else "") or row.name_zh,
            ),
            text=row.note,
            by=(row.by_en if is_english else "") or row.name,
            endpoint="reservations.show",
            values={"reservation_id": row.id},
        )
        for row in db.session.execute(found)
    ]
