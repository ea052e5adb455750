"""The plan of a park: parcels where somebody has drawn them, the others laid out by their size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.errors import Invalid
from app.kernel.text import Message

SIDE = 1000
#: The plan is wider than high: per mille of its height are drawn this much shorter.
HEIGHT = 620
_MOST_CORNERS = 40
_POINT = re.compile(r"^([0-9]{1,4})[,，]([0-9]{1,4})$")
_GAP = 6

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One site on the plan: its corners as SVG wants them, and the box in which its words stand."""

    key: int
    points: str
    x: float
    y: float
    width: float
    height: float

    @property
    def is_roomy(self) -> bool:
        """Whether its words have room in it."""
        return self.width >= 84 and self.height >= 44


def parse_plan(typed: str) -> str:
    """The corners as they are kept. Two are opposite ones of a rectangle; Invalid for anything but corners."""
    corners = [_POINT.match(part) for part in typed.split()]
    found = [(int(corner[1]), int(corner[2])) for corner in corners if corner]
    if len(found) < len(corners) or not 2 <= len(found) <= _MOST_CORNERS or max(max(p) for p in found) > SIDE:
        raise Invalid.at("plan", Message("Write corners in per mille of the plan, such as 100,100 300,250."))
    if len(found) == 2:
        (left, top), (right, bottom) = found
        found = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return " ".join(f"{x},{y}" for x, y in found)


def draw(sites: Sequence[tuple[int, str, int]]) -> tuple[list[Shape], int]:
    """The shapes of (key, plan, area) and how high the plan is.

    What has no place of its own is laid out by size below the drawn ones; where nothing is drawn it fills the plan.
    """
    drawn = [_placed(key, plan) for key, plan, _ in sites if plan]
    areas = [(key, area) for key, plan, area in sites if not plan]
    if not areas:
        return drawn, HEIGHT
    least = sum(area for _, area in areas) // (3 * len(areas)) + 1  # the smallest can still be hit
    loose = sorted(((key, max(area, least)) for key, area in areas), key=lambda item: -item[1])
    whole = sum(area for _, _, area in sites)
    share = sum(area for _, area in areas) / whole if whole else 1.0
    top, height = (HEIGHT + 2 * _GAP, int(HEIGHT * min(max(share, 0.15), 0.5))) if drawn else (0, HEIGHT)
    _tile(loose, (0, top, SIDE, height), drawn)
    return drawn, top + height


def _placed(key: int, plan: str) -> Shape:
    corners = [(float(x), float(y) * HEIGHT / SIDE) for x, y in (corner.split(",") for corner in plan.split())]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    points = " ".join(f"{x:g},{y:.1f}" for x, y in corners)
    return Shape(key, points, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _tile(items: Sequence[tuple[int, int]], box: tuple[float, float, float, float], into: list[Shape]) -> None:
    """Halve the items by size and the box by its longer side, until each item has a box."""
    x, y, width, height = box
    if len(items) == 1:
        into.append(_boxed(items[0][0], box))
        return
    total, first, count = sum(size for _, size in items), items[0][1], 1
    while count < len(items) - 1 and first + items[count][1] / 2 < total / 2:
        first += items[count][1]
        count += 1
    share = first / total
    if width >= height:
        _tile(items[:count], (x, y, width * share, height), into)
        _tile(items[count:], (x + width * share, y, width * (1 - share), height), into)
    else:
        _tile(items[:count], (x, y, width, height * share), into)
        _tile(items[count:], (x, y + height * share, width, height * (1 - share)), into)


def _boxed(key: int, box: tuple[float, float, float, float]) -> Shape:
    x, y, width, height = box
    inset = min(_GAP, width / 4, height / 4) / 2
    left, top, right, bottom = x + inset, y + inset, x + width - inset, y + height - inset
    points = f"{left:.1f},{top:.1f} {right:.1f},{top:.1f} {right:.1f},{bottom:.1f} {left:.1f},{bottom:.1f}"
    return Shape(key, points, left, top, right - left, bottom - top)
