"""How money, areas, days and instants read in Chinese and in English."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import clock, figures


@pytest.fixture(autouse=True)
def in_july_2022():
    clock.freeze(datetime(2022, 7, 15, 2, 0, tzinfo=UTC))
    yield
    clock.freeze(None)


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (12_000_000_000, "1.2 亿元", "CNY 120m"),
        (300_000_000_00, "3 亿元", "CNY 300m"),
        (1_250_000_000_00, "12.5 亿元", "CNY 1.25bn"),
        (30_000_000_00, "3,000 万元", "CNY 30m"),
        (50_000_00, "5 万元", "CNY 50k"),
        (500_50, "500.5 元", "CNY 500.5"),
        (1, "0.01 元", "CNY 0.01"),
        (0, "0 元", "CNY 0"),
        (123_456_789_00, "1.23 亿元", "CNY 123.46m"),
        (100_500_00, "10.05 万元", "CNY 100.5k"),
        (10**14, "10,000 亿元", "CNY 1,000bn"),
        (None, "—", "—"),
    ],
)
def test_money_reads_in_the_largest_fitting_unit(fen, zh, en):
    assert (figures.money(fen, "zh"), figures.money(fen, "en")) == (zh, en)


def test_money_is_rounded_half_up():
    assert figures.money(1_005_000_00, "zh") == "100.5 万元"
    assert figures.money(100_005_000_00, "zh") == "1 亿元"
    assert figures.money(100_500_000_00, "zh") == "1.01 亿元"


@given(st.integers(0, 10**14), st.sampled_from(["zh", "en"]))
def test_money_has_at_most_two_decimals_and_no_idle_zeros(fen, locale):
    number = figures.money(fen, locale).removeprefix("CNY ").split(" ")[0].rstrip("bnmk")
    whole, _, decimals = number.partition(".")
    assert whole.replace(",", "").isdigit()
    assert len(decimals) <= 2
    assert not decimals.endswith("0")


def test_the_raw_value_of_money_is_yuan_with_its_fen():
    assert figures.yuan(12_345) == Decimal("123.45")
    assert figures.yuan(None) is None


def test_money_for_a_form_is_exact():
    assert figures.money_input(12_000_000_000) == "1.2亿"
    assert figures.money_input(3_000_000_000) == "3000万"
    assert figures.money_input(50_050) == "500.5元"
    assert figures.money_input(10_000_000_001) == "100000000.01元"
    assert figures.money_input(None) == ""


def test_an_area_reads_in_mu_and_square_metres():
    assert figures.area(8_000_000, "zh") == "120 亩（80,000 m²）"
    assert figures.area(8_000_000, "en") == "120 mu (80,000 m²)"
    assert figures.area(None, "en") == "—"


def test_a_day_reads_as_each_language_writes_it():
    assert figures.day(date(2022, 7, 15), "zh") == "2022年7月15日"
    assert figures.day(date(2022, 7, 15), "en") == "15 Jul 2022"
    assert figures.day(None, "zh") == "—"


def test_a_short_day_names_the_year_only_when_it_is_another():
    assert figures.day_short(date(2022, 7, 15), "zh") == "7月15日"
    assert figures.day_short(date(2022, 7, 15), "en") == "15 Jul"
    assert figures.day_short(date(2021, 12, 31), "zh") == "2021年12月31日"
    assert figures.day_short(date(2023, 1, 1), "en") == "1 Jan 2023"
    assert figures.day_short(None, "en") == "—"


def test_an_instant_reads_on_the_clock_of_the_park():
    late = datetime(2022, 7, 14, 16, 30, tzinfo=UTC)
    assert figures.moment(late, "zh") == "2022年7月15日 00:30"
    assert figures.moment(late, "en") == "15 Jul 2022 00:30"
    assert figures.moment(None, "en") == "—"
