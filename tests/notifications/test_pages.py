"""The bell and the list."""

import re

import pytest
from sqlalchemy import select

from app.enterprises import service as enterprises
from app.enterprises.schemas import EnterpriseDraft
from app.kernel.db import command
from app.notifications import service
from app.notifications.models import Notification
from tests.support import forms

TELL = command(service.notify)


@pytest.fixture
def enterprise(cast):
    return enterprises.create(cast.actor("manager"), EnterpriseDraft(name_zh="云南欧铂斯医疗科技有限公司"))


@pytest.fixture
def browser(cast):
    return cast.client("officer")


def tell(cast, enterprise, count=1):
    for _ in range(count):
        TELL("assigned", [cast.user("officer").id], "enterprises", enterprise.id)


def bell(browser):
    found = re.search(r"bell-count[^>]*>([^<]*)<", browser.get("/notifications").text)
    return found[1] if found else ""


def test_the_bell_counts_what_is_not_read(cast, browser, enterprise):
    assert bell(browser) == ""
    tell(cast, enterprise, 3)
    assert bell(browser) == "3"
    tell(cast, enterprise, 120)
    assert bell(browser) == "99+"


def test_the_bell_costs_no_statement(cast, browser, enterprise, statements):
    browser.get("/policies")
    with statements() as before:
        browser.get("/policies")
    tell(cast, enterprise, 3)
    with statements() as after:
        browser.get("/policies")
    assert len(after) == len(before)
    assert not [one for one in after if one.startswith("SELECT") and "FROM notifications" in one.split("FROM")[1]]


def test_the_list_costs_the_same_with_five_and_fifty(cast, browser, enterprise, statements):
    def cost():
        with statements() as ran:
            browser.get("/notifications")
        return len(ran)

    tell(cast, enterprise, 5)
    cost()
    few = cost()
    tell(cast, enterprise, 45)
    assert cost() == few


def test_opening_one_leads_to_its_record_and_it_is_read(session, cast, browser, enterprise):
    tell(cast, enterprise, 2)
    number = session.scalars(select(Notification.id)).first()
    answer = forms.post(browser, f"/notifications/{number}/open", page="/notifications")
    assert answer.location == f"/enterprises/{enterprise.id}"
    assert bell(browser) == "1"


def test_all_that_the_page_showed_is_read_and_nothing_that_came_later(session, cast, browser, enterprise):
    tell(cast, enterprise, 2)
    page = browser.get("/notifications").text
    (door,) = re.findall(r'action="(/notifications/read/\d+)"', page)
    tell(cast, enterprise, 1)
    forms.post(browser, door, page="/notifications")
    assert bell(browser) == "1"


def test_another_ones_notification_is_missing(session, cast, browser, enterprise):
    tell(cast, enterprise)
    number = session.scalars(select(Notification.id)).one()
    answer = forms.post(cast.client("manager"), f"/notifications/{number}/open")
    assert answer.status_code == 404
