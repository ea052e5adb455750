"""What parks show of reservations: plugged into their socket."""

from collections.abc import Sequence

from sqlalchemy import FromClause, case, null, or_, select

from app.kernel import clock
from app.kernel.db import lasting_alias
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.parks.models import Site
from app.parks.queries.claims import CLAIMS, CLOSED, CONTRACT, HOLD, PROMISE, Claim, Claimant
from app.projects.models import Project
from app.reservations import rules
from app.reservations.models import Reservation, ReservationKind
from app.reservations.queries.scope import Sight, called, knowledge_of, sight

FIRMNESS = {ReservationKind.HOLD: HOLD, ReservationKind.PROMISE: PROMISE, ReservationKind.CONTRACT: CONTRACT}
_TONES = {ReservationKind.HOLD: "warn", ReservationKind.PROMISE: "brand", ReservationKind.CONTRACT: "brand"}
_STANDS = (rules.Standing.COMING, rules.Standing.IN_FORCE)
Taken = lasting_alias(Site)


def standing(actor: Actor) -> FromClause:
    """What stands today or later. What the actor may know nothing of keeps a site closed without a day."""
    closed = sight(actor) == Sight.CLOSED.value
    return (
        select(
            Reservation.site_id,
            Taken.root_id,
            Taken.path,
            case((closed, CLOSED), else_=case(FIRMNESS, value=Reservation.kind)).label("firmness"),
            case((closed, null()), else_=Reservation.from_on).label("from_on"),
            case((closed, null()), else_=Reservation.to_on).label("to_on"),
        )
        .join(Taken, Taken.id == Reservation.site_id)
        .join(Project, Project.id == Reservation.project_id)
        .where(Reservation.released_at.is_(None), or_(Reservation.to_on.is_(None), Reservation.to_on >= clock.today()))
        .subquery()
    )


def on_site(actor: Actor, site: Site) -> Sequence[Claim]:
    """The claims on a site, standing ones first. An ended one of a project that is hidden leaves no trace."""
    today = clock.today()
    found = []
    for reservation, seen in knowledge_of(actor, site):
        state = rules.standing_on(today, reservation)
        if seen is not Sight.CLOSED:
            found.append(_told(actor, site, reservation, seen, state))
        elif state in _STANDS:
            found.append(Claim(Message("Not available"), "", "", None, None, where=_elsewhere(site, reservation)))
    return sorted(found, key=lambda claim: claim.ended is not None)


def _told(actor: Actor, site: Site, reservation: Reservation, seen: Sight, state: rules.Standing) -> Claim:
    is_full = seen is Sight.FULL
    return Claim(
        kind=rules.KIND_NAMES[reservation.kind],
        tone=_TONES[reservation.kind] if state in _STANDS else "",
        said=called(reservation, seen, actor.locale),
        from_on=reservation.from_on,
        to_on=reservation.to_on,
        by=reservation.by.person.name if is_full else "",
        note=reservation.note if is_full else "",
        ended=None if state in _STANDS else rules.STANDING_NAMES[state],
        endpoint="reservations.show" if is_full else "",
        values={"reservation_id": reservation.id} if is_full else None,
        where=_elsewhere(site, reservation),
    )


def _elsewhere(site: Site, reservation: Reservation) -> Site | None:
    return reservation.site if reservation.site_id != site.id else None


CLAIMS.plug("reservations")(Claimant(standing, on_site))
