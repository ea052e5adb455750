"""Sites and reservations of the big world: trees of a parcel, two buildings and their floors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.kernel import clock
from app.kernel.db import db
from app.kernel.text import search_terms
from app.parks.models import Site, SiteKind, SiteState
from app.reservations.models import ReservationKind

#: Floors of each of the two buildings on a parcel.
_FLOORS = 3


@dataclass
class Grounds:
    """Draws the rows of `trees` trees; reservations are for the projects given, one at most on a floor."""

    draw: random.Random
    trees: int
    projects: Sequence[int]
    user_id: int
    floors: list[int] = field(default_factory=list)

    def sites(self) -> Iterator[dict[str, Any]]:
        parks = [unit.id for unit in accounts.list_units(kind="park")]
        number = (db.session.scalar(select(func.max(Site.id))) or 0) + 1
        for at in range(self.trees):
            root, park, code = number, parks[at % len(parks)], f"G{at:05d}"
            yield self._site(root, park, code, SiteKind.PARCEL, [root])
            for building in range(2):
                number += 1
                house = number
                yield self._site(house, park, f"{code}-{building}", SiteKind.BUILDING, [root, house])
                for floor in range(_FLOORS):
                    number += 1
                    self.floors.append(number)
                    path = [root, house, number]
                    yield self._site(number, park, f"{code}-{building}-{floor}", SiteKind.FLOOR, path)
            number += 1

    def _site(self, number: int, park: int, code: str, kind: SiteKind, path: list[int]) -> dict[str, Any]:
        draw, now = self.draw, clock.at_park(datetime.combine(clock.today(), datetime.min.time()))
        name = f"{code}号{'地块' if kind is SiteKind.PARCEL else '厂房'}"
        return {
            "id": number,
            "park_id": park,
            "parent_id": path[-2] if len(path) > 1 else None,
            "root_id": path[0],
            "path": "".join(["/", *(f"{step}/" for step in path)]),
            "kind": kind,
            "code": code,
            "name_zh": name,
            "search": search_terms(name, code),
            "state": draw.choices(list(SiteState), (1, 8, 2, 1))[0],
            "area": draw.randrange(10, 4_000) * 10_000,
            "height_cm": None if kind is SiteKind.PARCEL else draw.randrange(40, 120) * 10,
            "load_kg": None if kind is SiteKind.PARCEL else draw.randrange(1, 7) * 500,
            "power_kva": draw.randrange(1, 60) * 100,
            "price_fen": draw.randrange(8, 30) * 100,
            "version": 1,
            "is_sample": True,
            "created_at": now,
            "updated_at": now,
        }

    def reservations(self) -> Iterator[dict[str, Any]]:
        today = clock.today()
        now = clock.at_park(datetime.combine(today, datetime.min.time()))
        for floor in self.floors if self.projects else ():
            if self.draw.random() < 0.4:
                kind = self.draw.choice(list(ReservationKind))
                first = today - timedelta(days=self.draw.randrange(60))
                yield {
                    "site_id": floor,
                    "project_id": self.draw.choice(self.projects),
                    "kind": kind,
                    "from_on": first,
                    "to_on": first + timedelta(days=80 if kind is ReservationKind.HOLD else 1000),
                    "by_id": self.user_id,
                    "version": 1,
                    "is_sample": True,
                    "created_at": now,
                    "updated_at": now,
                }
