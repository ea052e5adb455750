"""What is reserved of sites, as far as the reader may know it, and the status that follows from it.

Reservations live in a room above: it plugs in a `Claimant`. Where nothing is plugged in nothing is reserved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import clock
from app.kernel.db import db, lasting_alias
from app.kernel.permissions import Actor
from app.kernel.sockets import Socket
from app.kernel.text import Message
from app.parks.models import Site, SiteState
from app.parks.rules import SiteStatus

#: How firmly a site is reserved: a hold lets others in, everything above keeps them out.
HOLD, CLOSED, PROMISE, CONTRACT = 1, 2, 3, 4
_SAID = {
    CONTRACT: SiteStatus.CONTRACTED,
    PROMISE: SiteStatus.PROMISED,
    CLOSED: SiteStatus.UNAVAILABLE,
    HOLD: SiteStatus.HELD,
}


@dataclass(frozen=True)
class Claim:
    """One reservation on a site's page, with nothing in it that the reader may not know.

    `id` and `endpoint` are None and empty where there is no page for the reader; `where` names another site than
    the one asked about (a floor of the building, the parcel below it).
    """

    kind: Message
    tone: str
    said: str
    from_on: date | None
    to_on: date | None
    by: str = ""
    note: str = ""
    ended: Message | None = None
    endpoint: str = ""
    values: dict[str, int] | None = None
    where: Site | None = None


@dataclass(frozen=True)
class Claimant:
    """What the room of reservations offers.

    `standing` gives rows (site_id, root_id, path, firmness, from_on, to_on) of all that stands today or later, with
    the firmness that this reader may know. `on_site` gives the claims of a site: standing ones first, then earlier.
    """

    standing: Callable[[Actor], FromClause]
    on_site: Callable[[Actor, Site], Sequence[Claim]]


class Claims:
    """What stands today or later, as one reader sees it, for conditions about the sites of a statement.

    `site` is the table (or alias) whose rows are judged.
    """

    def __init__(self, actor: Actor, site: Any = Site) -> None:
        self._site = site
        plugs = [claimant for _, claimant in CLAIMS]
        self._standing = [claimant.standing(actor).alias() for claimant in plugs]

    def firmness(self) -> ColumnElement[int]:
        """The firmest claim on the site itself or on what it lies in; 0 for none."""
        found = [
            func.coalesce(
                select(func.max(c.c.firmness)).where(self._is_at_or_above(c)).correlate(self._site).scalar_subquery(), 0
            )
            for c in self._standing
        ]
        return found[0] if found else literal(0)

    def blocks_until(self) -> ColumnElement[Any]:
        """The last day of what keeps others out of the site or something in it; the far future for an open end."""
        ends = [
            select(func.max(func.coalesce(c.c.to_on, date.max)))
            .where(or_(self._is_at_or_above(c), self._is_below(c)), c.c.firmness > HOLD)
            .correlate(self._site)
            .scalar_subquery()
            for c in self._standing
        ]
        return ends[0] if ends else literal(None)

    def something_below(self) -> ColumnElement[bool]:
        """Something inside the site is occupied, promised or under contract."""
        site = self._site
        occupied = exists().where(
            Inner.root_id == site.root_id,
            Inner.id != site.id,
            Inner.path.startswith(site.path),
            Inner.state == SiteState.OCCUPIED,
            Inner.archived_at.is_(None),
        )
        reserved = [exists().where(self._is_below(c), c.c.firmness > HOLD).correlate(site) for c in self._standing]
        return or_(occupied.correlate(site), *reserved)

    def _is_at_or_above(self, c: FromClause) -> ColumnElement[bool]:
        return and_(c.c.root_id == self._site.root_id, self._site.path.startswith(c.c.path))

    def _is_below(self, c: FromClause) -> ColumnElement[bool]:
        site: InstrumentedAttribute[str] = self._site.path
        return and_(c.c.root_id == self._site.root_id, c.c.path.startswith(site), c.c.path != site)


CLAIMS: Socket[Claimant] = Socket("claims on sites")
Inner = lasting_alias(Site)


def status_of(actor: Actor, site: Any = Site) -> ColumnElement[str]:
    """The code of `SiteStatus` of each site of a statement, as this reader may know it."""
    claims = Claims(actor, site)
    firmness = claims.firmness()
    return case(
        (site.state == SiteState.WITHDRAWN, SiteStatus.WITHDRAWN.value),
        (site.state == SiteState.OCCUPIED, SiteStatus.OCCUPIED.value),
        *((firmness == step, said.value) for step, said in _SAID.items() if step != HOLD),
        (claims.something_below(), SiteStatus.PARTLY.value),
        (firmness == HOLD, SiteStatus.HELD.value),
        (site.state == SiteState.PLANNED, SiteStatus.PLANNED.value),
        else_=SiteStatus.AVAILABLE.value,
    )


def status_now(actor: Actor, site: Site) -> SiteStatus:
    """The status of one site, as this reader may know it."""
    return SiteStatus(db.session.scalars(select(status_of(actor)).where(Site.id == site.id)).one())


def claims_on(actor: Actor, site: Site) -> list[Claim]:
    """Everything reserved of a site or of what it lies in, standing ones first."""
    return [claim for _, claimant in CLAIMS for claim in claimant.on_site(actor, site)]


def is_free_on(actor: Actor, day: date, site: Any = Site) -> ColumnElement[bool]:
    """From this day on the site can be had: it is there, nobody is in it and nothing keeps others out."""
    until = Claims(actor, site).blocks_until()
    today = clock.today()
    ready = or_(
        and_(site.available_from.is_not(None), site.available_from <= max(day, today)),
        and_(site.available_from.is_(None), site.state == SiteState.AVAILABLE),
    )
    unclaimed = or_(until.is_(None), until < day)
    return and_(site.state != SiteState.WITHDRAWN, ready, unclaimed)
