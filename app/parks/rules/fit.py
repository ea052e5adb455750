"""How a site fits what a project needs: every gap in words, and the order from best to worst."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from app.kernel import figures
from app.kernel.text import Message
from app.parks.models import SiteKind

LAND_KINDS = (SiteKind.PARCEL,)
PLANT_KINDS = (SiteKind.BUILDING, SiteKind.FLOOR, SiteKind.ROOM)
_MU = 200_000  # three 亩 in hundredths of m²: 1 亩 is 2000/3 m²


@dataclass(frozen=True)
class Need:
    """What a project needs of a site; None asks for nothing. Areas are hundredths of m²."""

    land: int | None = None
    plant: int | None = None
    height_cm: int | None = None
    load_kg: int | None = None
    power_kva: int | None = None
    water: int | None = None
    gas: int | None = None
    by: date | None = None
    park_id: int | None = None
    sector_ids: Collection[int] = ()

    def area_of(self, kind: SiteKind) -> int | None:
        """The area asked of a site of this kind."""
        return self.land if kind in LAND_KINDS else self.plant


@dataclass(frozen=True)
class Offer:
    """What a site has; None is not known. `sector_ids` are those it fits, none for all."""

    kind: SiteKind
    park_id: int
    area: int | None = None
    height_cm: int | None = None
    load_kg: int | None = None
    power_kva: int | None = None
    water: int | None = None
    gas: int | None = None
    free_from: date | None = None
    is_planned: bool = False
    is_held: bool = False
    sector_ids: Collection[int] = ()


@dataclass(frozen=True)
class Gap:
    """Something that a site lacks, or (with `is_question`) that nobody has written down yet. `weight` orders."""

    said: Message
    weight: int
    is_question: bool = False


@dataclass(frozen=True)
class Fit:
    """How one site fits: its gaps, and how it stands among others (the smaller, the better)."""

    gaps: tuple[Gap, ...]
    rank: tuple[int, int]

    @property
    def is_whole(self) -> bool:
        """Nothing lacks and nothing is unknown."""
        return not self.gaps


#: Field of both, the words for what lacks, the words when it is not known, parts of the unit, the unit.
_FIGURES = (
    ("height_cm", Message("clear height"), 100, "m"),
    ("load_kg", Message("floor load"), 1000, "t/m²"),
    ("power_kva", Message("power"), 1, "kVA"),
    ("water", Message("water"), 1, "m³"),
    ("gas", Message("gas"), 1, "m³"),
)
#: Without a building there is no floor: these are asked of plant only.
_OF_PLANT = frozenset({"height_cm", "load_kg"})
_LACKS, _TOO_SMALL, _LATE, _ELSEWHERE, _HELD, _UNKNOWN = 30, 100, 20, 10, 5, 3


def kinds_for(need: Need) -> tuple[SiteKind, ...]:
    """The kinds of sites that are looked at: land, plant, or both; all when neither is given."""
    kinds = (LAND_KINDS if need.land else ()) + (PLANT_KINDS if need.plant else ())
    return kinds or (*LAND_KINDS, *PLANT_KINDS)


def judge(need: Need, offer: Offer, today: date) -> Fit:
    """Every gap between what is needed and what a site has. Among equals the one nearest in size comes first."""
    gaps = tuple(compare(need, offer, today))
    wanted = need.area_of(offer.kind)
    spare = abs((offer.area or 0) - wanted) * 1000 // wanted if wanted else 0
    return Fit(gaps, (sum(gap.weight for gap in gaps), spare))


def compare(need: Need, offer: Offer, today: date) -> Iterator[Gap]:
    """The gaps, the gravest first."""
    yield from _area(need.area_of(offer.kind), offer)
    yield from _figures(need, offer)
    yield from _day(need.by or today, offer, today)
    if need.park_id and need.park_id != offer.park_id:
        yield Gap(Message("in another park than wished"), _ELSEWHERE)
    if offer.sector_ids and need.sector_ids and not set(offer.sector_ids) & set(need.sector_ids):
        yield Gap(Message("meant for other sectors"), _ELSEWHERE)
    if offer.is_held:
        yield Gap(Message("held for another project too"), _HELD)


def _area(wanted: int | None, offer: Offer) -> Iterator[Gap]:
    if not wanted:
        return
    if offer.area is None:
        yield Gap(Message("area not known"), _UNKNOWN, is_question=True)
    elif offer.area < wanted:
        weight = _TOO_SMALL + (wanted - offer.area) * 100 // wanted
        if offer.kind in LAND_KINDS:
            yield Gap(Message("%(area)s mu too small", area=_mu(wanted - offer.area)), weight)
        else:
            yield Gap(Message("%(area)s too small", area=figures.square_metres(wanted - offer.area)), weight)


def _figures(need: Need, offer: Offer) -> Iterator[Gap]:
    for field, word, parts, unit in _FIGURES:
        wanted, has = getattr(need, field), getattr(offer, field)
        if not wanted or (field in _OF_PLANT and offer.kind in LAND_KINDS):
            continue
        if has is None:
            yield Gap(Message("%(what)s not known", what=word), _UNKNOWN, is_question=True)
        elif has < wanted:
            lacking = f"{figures.measure(wanted - has, parts)} {unit}"
            yield Gap(Message("%(what)s: %(lacking)s lacking", what=word, lacking=lacking), _LACKS)


def _day(by: date, offer: Offer, today: date) -> Iterator[Gap]:
    if offer.free_from and offer.free_from > max(by, today):
        yield Gap(Message("free only from %(day)s", day=offer.free_from), _LATE)
    elif offer.is_planned and offer.free_from is None:
        yield Gap(Message("planned; no date on which it is there"), _LATE, is_question=True)


def _mu(hundredths: int) -> str:
    """An area in 亩 to one decimal, at least the smallest: what lacks is never rounded away."""
    tenths = (hundredths * 30 + _MU // 2) // _MU
    return figures.measure(max(tenths, 1), 10)
