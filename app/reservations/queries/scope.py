"""How much of a reservation somebody may know: as much as of its project."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.permissions import Actor, Can
from app.parks.models import Site
from app.projects import queries as projects
from app.projects.models import Disclosure, Project
from app.reservations.models import Reservation


class Sight(StrEnum):
    """All of it; the codename with kind and days; kind and days; or only that the site is not available."""

    FULL = "full"
    CODENAME = "codename"
    NAMELESS = "nameless"
    CLOSED = "closed"


def visible_to(actor: Actor) -> Select[Reservation]:
    """Reservations whose project the actor may see fully, released and expired ones too."""
    found = select(Reservation).join(Project, Project.id == Reservation.project_id)
    return found.where(literal(actor.may(Can.SEE_SITES)), projects.visible_clause(actor))


def sight(actor: Actor) -> ColumnElement[str]:
    """The `Sight` that the actor has of each reservation of a statement that joins its project."""
    masked = Sight.CODENAME if actor.may(Can.LIST_MASKED) else Sight.NAMELESS
    return case(
        (projects.visible_clause(actor), Sight.FULL.value),
        (Project.disclosure == Disclosure.MASKED, masked.value),
        else_=Sight.CLOSED.value,
    )


def find(actor: Actor, reservation_id: int) -> Reservation | None:
    """A reservation with its site and project."""
    return db.session.scalar(
        visible_to(actor)
        .where(Reservation.id == reservation_id)
        .options(
            joinedload(Reservation.site).joinedload(Site.park),
            joinedload(Reservation.project),
            joinedload(Reservation.by).joinedload(User.person),
            joinedload(Reservation.released_by).joinedload(User.person),
        )
    )


def get(actor: Actor, reservation_id: int) -> Reservation:
    """`find`, or NotFound: one of a hidden project answers exactly like a missing one."""
    found = find(actor, reservation_id)
    if found is None:
        raise NotFound
    return found


def is_near(site: Site) -> ColumnElement[bool]:
    """The reservation (with `Site` joined) is on this site, on what it lies in, or on something inside it."""
    above = [int(step) for step in site.path.split("/") if step]
    return and_(Site.root_id == site.root_id, or_(Site.id.in_(above), Site.path.startswith(site.path)))


def near(
    actor: Actor, site: Site, from_on: date, to_on: date | None, besides: int | None = None
) -> Sequence[tuple[Reservation, Sight]]:
    """What stands in these days on a site, above or below it, with the actor's sight of each; firm ones first."""
    found = (
        select(Reservation, sight(actor))
        .join(Project, Project.id == Reservation.project_id)
        .join(Site, Site.id == Reservation.site_id)
        .where(
            is_near(site),
            Reservation.released_at.is_(None),
            or_(Reservation.to_on.is_(None), Reservation.to_on >= from_on),
            Reservation.from_on <= (to_on or date.max),
            Reservation.id != (besides or 0),
        )
        .options(joinedload(Reservation.site), joinedload(Reservation.project))
        .order_by(Reservation.kind, Reservation.id)
    )
    return [(reservation, Sight(seen)) for reservation, seen in db.session.execute(found)]


def knowledge_of(actor: Actor, site: Site) -> Sequence[tuple[Reservation, Sight]]:
    """Every reservation on, above or below a site with the actor's sight of it, newest first."""
    found = (
        select(Reservation, sight(actor))
        .join(Project, Project.id == Reservation.project_id)
        .join(Site, Site.id == Reservation.site_id)
        .where(is_near(site))
        .options(
            joinedload(Reservation.site),
            joinedload(Reservation.project),
            joinedload(Reservation.by).joinedload(User.person),
        )
        .order_by(Reservation.from_on.desc(), Reservation.id.desc())
        .limit(100)
    )
    return [(reservation, Sight(seen)) for reservation, seen in db.session.execute(found)]


def called(reservation: Reservation, seen: Sight, locale: str) -> str:
    """What its project is called for somebody with this sight of it; empty where there is nothing to say."""
    project = reservation.project
    if seen is Sight.FULL:
        return (project.name_en if locale == "en" else "") or project.name_zh
    return project.codename if seen is Sight.CODENAME else ""
