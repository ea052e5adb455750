"""How a site fits a need, how a plan is drawn: pure rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.parks import rules
from app.parks.models import SiteKind
from app.parks.rules import Need, Offer

TODAY = date(2026, 1, 10)
PLANT = Offer(SiteKind.BUILDING, park_id=1, area=300_000, height_cm=810, load_kg=2000, power_kva=800)


def gaps(need: Need, offer: Offer) -> list[str]:
    return [str(gap.said) for gap in rules.judge(need, offer, TODAY).gaps]


def test_a_site_with_everything_has_no_gap():
    need = Need(plant=300_000, height_cm=800, load_kg=2000, power_kva=800, park_id=1)
    assert rules.judge(need, PLANT, TODAY).is_whole


def test_every_gap_is_said_in_words():
    need = Need(plant=350_000, height_cm=900, load_kg=2500, power_kva=1300, water=50, park_id=2, by=TODAY)
    offer = Offer(**{**PLANT.__dict__, "free_from": date(2026, 3, 1), "is_held": True, "sector_ids": {7}})
    assert gaps(Need(**{**need.__dict__, "sector_ids": {9}}), offer) == [
        "500 m² too small",
        "clear height: 0.9 m lacking",
        "floor load: 0.5 t/m² lacking",
        "power: 500 kVA lacking",
        "water not known",
        "free only from 2026-03-01",
        "in another park than wished",
        "meant for other sectors",
        "held for another project too",
    ]


def test_land_is_measured_in_mu_and_asked_neither_height_nor_load():
    offer = Offer(SiteKind.PARCEL, park_id=1, area=3_200_000)
    assert gaps(Need(land=4_000_000, height_cm=900, load_kg=9000), offer) == ["12 mu too small"]


def test_what_lacks_is_never_rounded_away():
    assert gaps(Need(land=200_001), Offer(SiteKind.PARCEL, park_id=1, area=200_000)) == ["0.1 mu too small"]


def test_a_site_that_is_free_in_time_is_no_gap_and_one_without_a_date_is_asked_about():
    by = date(2026, 6, 1)
    assert gaps(Need(by=by), Offer(SiteKind.PARCEL, park_id=1, free_from=by)) == []
    assert gaps(Need(by=by), Offer(SiteKind.PARCEL, park_id=1, is_planned=True)) == [
        "planned; no date on which it is there"
    ]


def test_the_kinds_looked_at_follow_from_what_is_needed():
    assert rules.kinds_for(Need(land=1)) == (SiteKind.PARCEL,)
    assert rules.kinds_for(Need(plant=1)) == (SiteKind.BUILDING, SiteKind.FLOOR, SiteKind.ROOM)
    assert rules.kinds_for(Need()) == tuple(SiteKind)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_site_nearer_in_size_is_never_ranked_behind(wanted, one, other):
    """Among sites that suffice the one with less to spare is better; one that suffices beats one that does not."""
    ranks = {
        size: rules.judge(Need(land=wanted), Offer(SiteKind.PARCEL, 1, area=size), TODAY).rank for size in (one, other)
    }
    low, high = sorted((one, other))
    if wanted <= low:
        assert ranks[low] <= ranks[high]
    elif wanted <= high:
        assert ranks[high] < ranks[low]


@pytest.mark.parametrize(
    ("kind", "parent", "is_right"),
    [
        ("parcel", None, True),
        ("building", None, True),
        ("building", "parcel", True),
        ("room", "floor", True),
        ("room", "building", True),
        ("floor", None, False),
        ("room", None, False),
        ("parcel", "parcel", False),
        ("building", "floor", False),
    ],
)
def test_each_kind_lies_in_a_larger_one(kind, parent, is_right):
    above = SiteKind(parent) if parent else None
    if is_right:
        rules.check_place(SiteKind(kind), above)
    else:
        with pytest.raises(Invalid):
            rules.check_place(SiteKind(kind), above)


def test_two_corners_are_a_rectangle_and_more_are_kept():
    assert rules.parse_plan("100,100 300,250") == "100,100 300,100 300,250 100,250"
    assert rules.parse_plan("0,0 10,0 5，9") == "0,0 10,0 5,9"


@pytest.mark.parametrize("typed", ["100,100", "1001,0 5,5", "a,b c,d", "1;2 3;4", " ", "1,1 " * 41])
def test_what_is_no_place_on_a_plan_is_refused(typed):
    with pytest.raises(Invalid):
        rules.parse_plan(typed)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=60))
def test_every_site_gets_a_place_inside_the_plan(areas):
    shapes, height = rules.draw([(key, "", area) for key, area in enumerate(areas)])
    assert sorted(shape.key for shape in shapes) == list(range(len(areas)))
    for shape in shapes:
        assert 0 <= shape.x <= 1000
        assert 0 <= shape.y <= height
        assert shape.width > 0
        assert shape.height > 0


def test_what_is_drawn_stays_in_its_place_and_the_rest_comes_below():
    shapes, height = rules.draw([(1, "0,0 500,0 500,500 0,500", 10), (2, "", 10)])
    drawn = next(shape for shape in shapes if shape.key == 1)
    loose = next(shape for shape in shapes if shape.key == 2)
    assert (drawn.x, drawn.y, drawn.width) == (0, 0, 500)
    assert loose.y > drawn.y + drawn.height
    assert height > 620
