"""Registers of a period: which days count, what stands in the head, and what outsiders never find in them."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel import clock
from app.kernel.permissions import Role
from app.meetings import service as meetings
from app.meetings.schemas import FollowUpRow, MeetingDraft
from app.projects import service as projects
from app.projects.schemas import ProjectDraft
from app.reports import rules

TODAY = date(2022, 7, 15)
days = st.dates(date(1953, 1, 1), date(2099, 12, 31))


@given(day=days)
def test_each_day_lies_in_one_month_one_quarter_and_one_year(day):
    month = rules.whole(f"{day:%Y-%m}")
    quarter = rules.whole(f"{day.year}-Q{(day.month + 2) // 3}")
    year = rules.whole(str(day.year))
    for period in (month, quarter, year):
        assert period.first <= day <= period.last
    assert year.first <= quarter.first <= month.first <= month.last <= quarter.last <= year.last


@given(day=days)
def test_quarters_and_months_follow_upon_each_other(day):
    for codes in ([f"{day.year}-Q{n}" for n in range(1, 5)], [f"{day.year}-{n:02}" for n in range(1, 13)]):
        periods = [rules.whole(code) for code in codes]
        for before, after in pairwise(periods):
            assert after.first == before.last + timedelta(days=1)


@given(day=days)
def test_what_is_offered_begins_with_the_present_and_has_no_period_twice(day):
    codes = [period.code for period in rules.offered(day)]
    assert len(codes) == len(set(codes))
    assert {f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", str(day.year)} <= set(codes)
    assert all(rules.whole(code).first <= day for code in codes)


@pytest.mark.parametrize("code", ["", "2022-Q5", "2022-13", "22", "2022-7", "0000", "9999", "２０２２", "2022-Q1x"])
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(ValueError, match=f"^{re.escape(code)}$"):
        rules.whole(code)


@pytest.fixture
def officer(cast, session):
    clock.freeze(datetime(2022, 7, 15, 2, 30, tzinfo=UTC))
    officer = cast.actor(Role.OFFICER, name="段若溪")
    enterprises.create(officer, EnterpriseDraft(name_zh="国药控股股份有限公司"))
    return officer


def log(officer, day, title, **more):
    said = {"enterprises": (1,), "text": "谈判", "title": title, "day": day} | more
    return meetings.log(officer, MeetingDraft.model_validate(said))


def lines(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_register_of_meetings_has_those_held_in_the_period_numbered_in_order(cast, officer):
    log(officer, date(2022, 6, 30), "六月的")
    log(officer, date(2022, 7, 15), "后")
    log(officer, date(2022, 7, 1), "先")
    log(officer, date(2022, 7, 20), "还没开的")
    browser = cast.client(Role.OFFICER, name="段若溪")
    found = lines(browser, "/reports/registers/meetings.csv?period=2022-07")
    assert [(line["序号"], line["标题"]) for line in found] == [("1", "先"), ("2", "后")]
    assert len(lines(browser, "/reports/registers/meetings.csv?period=2022-Q2")) == 1
    assert len(lines(browser, "/reports/registers/meetings.csv?since=2022-06-30&until=2022-07-01")) == 2


def test_the_register_of_follow_ups_goes_by_the_first_due_day_whatever_became_of_them(cast, officer):
    steps = (FollowUpRow(text="七月的", due_on=date(2022, 7, 31)), FollowUpRow(text="八月的", due_on=date(2022, 8, 1)))
    log(officer, TODAY, "会", follow_ups=steps)
    browser = cast.client(Role.OFFICER, name="段若溪")
    [line] = lines(browser, "/reports/registers/follow_ups.csv?period=2022-07")
    assert "七月的" in line.values()
    assert len(lines(browser, "/reports/registers/follow_ups.csv?period=2022-Q3")) == 2


def test_the_workbook_has_the_head_of_the_form(cast, officer):
    log(officer, TODAY, "会")
    answer = cast.client(Role.OFFICER, name="段若溪").get("/reports/registers/meetings.xlsx?period=2022-Q3")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "对接台账 · 2022年第3季度"
    assert str(rows[1][0]).startswith("期间：2022年7月1日 – 2022年9月30日")
    assert rows[2][0] == "序号"
    assert rows[3][0] == 1


def test_the_page_counts_what_the_files_hold(cast, officer):
    log(officer, TODAY, "会", follow_ups=(FollowUpRow(text="寄资料"),))
    page = cast.client(Role.OFFICER, name="段若溪").get("/reports/registers?period=2022-07").text
    assert page.count(">1 条<") == 2
    assert page.count(">0 条<") == 1


def test_an_outsiders_register_leaves_no_trace_of_a_confidential_project(cast, officer):
    draft = ProjectDraft(name_zh="某项目", enterprise_id=1, disclosure="team", codename="春晓")
    hidden = projects.create(officer, draft)
    log(officer, TODAY, "密谈", projects=(hidden.id,), follow_ups=(FollowUpRow(text="保密", due_on=TODAY),))
    outsider = cast.client(Role.OFFICER, unit="other_section", name="局外人")
    for name in ("meetings", "activities", "follow_ups"):
        assert lines(outsider, f"/reports/registers/{name}.csv?period=2022-07") == []
    assert outsider.get("/reports/registers?period=2022-07").text.count(">0 条<") == 3
    assert cast.client(Role.MANAGER).get("/reports/registers?period=2022-07").text.count(">0 条<") == 1
    assert cast.client(Role.VIEWER).get("/reports/registers/meetings.csv").status_code == 403
    assert outsider.get("/reports/registers/secrets.csv").status_code == 404
