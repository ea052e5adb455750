"""The page of working days."""

import pytest

from tests.support.forms import post


@pytest.fixture
def admin(cast):
    return cast.client("admin")


def test_a_month_shows_what_is_unusual_and_why(admin):
    page = admin.get("/admin/workdays/?month=2022-10").text
    assert "国庆节" in page
    assert page.count('class="month-day') == 42
    assert "18 个工作日" in page


def test_a_day_is_decided_without_scripts_and_given_back(admin):
    saved = post(admin, "/admin/workdays/2022-07-16", {"work": "working", "note": "投产保障"})
    assert saved.status_code == 303
    page = admin.get("/admin/workdays/?month=2022-07").text
    assert "投产保障" in page
    assert "22 个工作日" in page
    post(admin, "/admin/workdays/2022-07-16/announced", page="/admin/workdays/2022-07-16", data={"version": "1"})
    assert "21 个工作日" in admin.get("/admin/workdays/?month=2022-07").text


def test_a_provisional_year_is_said(admin):
    assert "尚未公布" in admin.get("/admin/workdays/?month=2031-01").text
    assert "尚未公布" not in admin.get("/admin/workdays/?month=2022-01").text


@pytest.mark.parametrize("month", ["", "x", "2022-13", "0000-00", "99999-01", "2022-7"])
def test_a_month_that_is_none_is_this_month(admin, month):
    assert admin.get(f"/admin/workdays/?month={month}").status_code == 200


@pytest.mark.parametrize("month", ["1900-01", "1949-10", "2100-12", "9999-12", "0001-01"])
def test_the_ends_of_time_are_pages_too(admin, month):
    assert admin.get(f"/admin/workdays/?month={month}").status_code == 200


@pytest.mark.parametrize("day", ["x", "20220716", "2022-7-16", "2022-02-30", "1900-01-01", "2101-01-01"])
def test_what_is_no_day_is_not_found(admin, day):
    assert admin.get(f"/admin/workdays/{day}").status_code == 404


def test_the_second_writer_is_told_and_keeps_what_was_typed(admin):
    post(admin, "/admin/workdays/2022-07-16", {"work": "working"})
    second = post(admin, "/admin/workdays/2022-07-16", {"work": "off", "note": "我也改", "version": "0"})
    assert second.status_code == 409
    assert "我也改" in second.text


def test_who_reads_the_settings_sees_the_month_and_changes_nothing(cast):
    auditor = cast.client("auditor")
    page = auditor.get("/admin/workdays/?month=2022-07")
    assert page.status_code == 200
    assert "/admin/workdays/2022-07-16" not in page.text
    assert auditor.get("/admin/workdays/2022-07-16").status_code == 403
