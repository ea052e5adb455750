"""Handing a text over to services that really answer, with a wrong key, a wrong signature, too much, late or never."""

import pytest

from app.bots.models import Brand, Verdict
from app.bots.rules import SERVICES
from app.bots.service import Reach
from app.bots.service.sending import ask
from app.kernel import clock, outbound
from tests.support.groups import KEY, SECRET, services


@pytest.fixture(scope="module")
def running():
    with services() as found:
        yield found


@pytest.fixture
def groups(running):
    running.texts, running.busy, running.down, running.slow = [], False, False, 0
    return running


def send(groups, brand, key=KEY, secret=SECRET):
    parcel = SERVICES[brand].pack("会议改到周五 & “下午”", secret, clock.now())
    return ask(brand, groups.address(brand.value, key), parcel, Reach(frozenset({groups.origin}))).verdict


@pytest.mark.parametrize("brand", Brand)
def test_a_text_arrives_as_it_was_written(groups, brand):
    assert send(groups, brand) is Verdict.ARRIVED
    assert groups.texts == ["会议改到周五 & “下午”"]


@pytest.mark.parametrize("brand", Brand)
def test_a_wrong_key_is_told(groups, brand):
    assert send(groups, brand, key="wrong") is Verdict.UNKNOWN


@pytest.mark.parametrize("secret", ["wrong", ""])
@pytest.mark.parametrize("brand", [Brand.DINGTALK, Brand.FEISHU])
def test_so_is_a_wrong_signature(groups, brand, secret):
    assert send(groups, brand, secret=secret) is Verdict.UNSIGNED
    assert groups.texts == []


@pytest.mark.parametrize("brand", Brand)
def test_a_service_that_has_had_enough_or_is_down_is_busy(groups, brand):
    groups.busy = True
    assert send(groups, brand) is Verdict.BUSY
    groups.down = True
    assert send(groups, brand) is Verdict.BUSY


@pytest.mark.parametrize("brand", Brand)
def test_a_slow_one_is_not_waited_for(groups, brand, monkeypatch):
    monkeypatch.setattr(outbound, "ANSWER_SECONDS", 0.1)
    groups.slow = 0.3
    assert send(groups, brand) is Verdict.SILENT


def test_a_host_that_is_not_named_is_not_asked(groups):
    parcel = SERVICES[Brand.WECOM].pack("会议", "", clock.now())
    assert ask(Brand.WECOM, groups.address("wecom"), parcel, Reach()).verdict is Verdict.NOT_ALLOWED
    assert groups.texts == []


def test_nobody_who_is_not_there_is_waited_for(groups):
    gone = "http://127.0.0.1:1"
    parcel = SERVICES[Brand.WECOM].pack("会议", "", clock.now())
    address = f"{gone}/cgi-bin/webhook/send?key=a"
    assert ask(Brand.WECOM, address, parcel, Reach(frozenset({gone}))).verdict is Verdict.SILENT
