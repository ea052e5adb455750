"""The rules of sites: their words, what lies in what, how a site fits a need, how a plan is drawn. All pure."""

from app.parks.rules.drawing import Shape, draw, parse_plan
from app.parks.rules.fit import Fit, Gap, Need, Offer, compare, judge, kinds_for
from app.parks.rules.words import (
    ENV_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    STATUS_NAMES,
    SiteStatus,
    check_place,
)

__all__ = [
    "ENV_NAMES",
    "KIND_NAMES",
    "STATE_NAMES",
    "STATUS_NAMES",
    "Fit",
    "Gap",
    "Need",
    "Offer",
    "Shape",
    "SiteStatus",
    "check_place",
    "compare",
    "draw",
    "judge",
    "kinds_for",
    "parse_plan",
]
