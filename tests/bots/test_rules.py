"""How the services are spoken to and understood, which bot tells whom, and how much one message holds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bots import rules
from app.bots.models import Brand, Verdict
from app.bots.rules import SERVICES, Answer
from app.kernel.errors import Invalid
from app.notifications.models import Kind

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)
GOOD = {
    Brand.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    Brand.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec",
    Brand.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/ef0d-4b1a",
}


def test_dingtalk_is_signed_in_the_address_as_its_handbook_says():
    parcel = SERVICES[Brand.DINGTALK].pack("会议", "SEC1", NOW)
    assert parcel.query == {"timestamp": "1657850400000", "sign": "dPBQSQuhIKfIdudwv2t4T21Yzki3B+qroefa1Wg5xJQ="}
    assert parcel.body == {"msgtype": "text", "text": {"content": "会议"}}


def test_feishu_is_signed_in_the_body_as_its_handbook_says():
    parcel = SERVICES[Brand.FEISHU].pack("会议", "SEC1", NOW)
    assert parcel.query == {}
    assert parcel.body == {
        "timestamp": "1657850400",
        "sign": "AJehOvQjFZiGMVOm7FCz/0g3MeLSqBdgJiHDLznoego=",
        "msg_type": "text",
        "content": {"text": "会议"},
    }


@pytest.mark.parametrize("brand", Brand)
def test_without_a_secret_nothing_is_signed(brand):
    parcel = SERVICES[brand].pack("会议", "", NOW)
    assert parcel.query == {}
    assert parcel.body.keys() in ({"msgtype", "text"}, {"msg_type", "content"})


@pytest.mark.parametrize("brand", Brand)
def test_an_address_of_the_service_is_taken_and_one_of_another_is_not(brand):
    for owner, address in GOOD.items():
        if owner is brand:
            rules.check_address(brand, address, frozenset())
        else:
            with pytest.raises(Invalid):
                rules.check_address(brand, address, frozenset())


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com@evil.cn/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=a",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a&x=y",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/upload?key=a",
        "https://127.0.0.1/cgi-bin/webhook/send?key=a",
        "https://[::1/cgi-bin/webhook/send?key=a",
        "nonsense",
    ],
)
def test_anything_else_is_refused_at_its_field(address):
    with pytest.raises(Invalid) as refusal:
        rules.check_address(Brand.WECOM, address, frozenset())
    assert set(refusal.value.fields) == {"address"}


def test_a_host_that_the_office_has_named_is_taken():
    rules.check_address(
        Brand.WECOM, "https://wecom.example.cn/cgi-bin/webhook/send?key=a", frozenset({"https://wecom.example.cn"})
    )


@pytest.mark.parametrize(
    ("brand", "status", "told", "answer"),
    [
        (Brand.WECOM, 200, {"errcode": 0}, Answer(Verdict.ARRIVED)),
        (Brand.WECOM, 200, {"errcode": 45009}, Answer(Verdict.BUSY, 45009)),
        (Brand.WECOM, 200, {"errcode": 93000}, Answer(Verdict.UNKNOWN, 93000)),
        (Brand.DINGTALK, 200, {"errcode": 410100}, Answer(Verdict.BUSY, 410100)),
        (
            Brand.DINGTALK,
            200,
            {"errcode": 310000, "errmsg": "keywords not in content"},
            Answer(Verdict.FORBIDDEN, 310000),
        ),
        (Brand.DINGTALK, 200, {"errcode": 310000, "errmsg": "sign not match"}, Answer(Verdict.UNSIGNED, 310000)),
        (Brand.FEISHU, 200, {"code": 0, "msg": "success"}, Answer(Verdict.ARRIVED)),
        (Brand.FEISHU, 400, {"code": 9499}, Answer(Verdict.BUSY, 9499)),
        (Brand.FEISHU, 200, {"errcode": 0}, Answer(Verdict.STRANGE, 200)),
        (Brand.WECOM, 503, {}, Answer(Verdict.BUSY, 503)),
        (Brand.WECOM, 200, {"errcode": "0"}, Answer(Verdict.STRANGE, 200)),
        (Brand.WECOM, 200, {"errcode": 10**12}, Answer(Verdict.STRANGE, 200)),
        (Brand.WECOM, 200, {"errcode": 7}, Answer(Verdict.STRANGE, 7)),
    ],
)
def test_answers_are_understood(brand, status, told, answer):
    assert rules.meaning(brand, status, told) == answer


def test_everything_has_words():
    assert rules.VERDICT_WORDS.keys() == set(Verdict)
    assert rules.KIND_WORDS.keys() == rules.SENTENCES.keys() == set(Kind)
    assert SERVICES.keys() == set(Brand)


PARENTS = {1: None, 2: 1, 3: 2, 4: 1, 8: 9, 9: 8}


def test_the_nearest_bot_above_tells_and_each_unit_has_one_at_most():
    assert [rules.bot_for(unit, {1, 2}, PARENTS) for unit in (1, 2, 3, 4)] == [1, 2, 2, 1]
    assert rules.covered(1, {1, 2}, PARENTS) == {1, 4}
    assert rules.covered(2, {1, 2}, PARENTS) == {2, 3}
    assert rules.bot_for(8, {1}, PARENTS) is None


@given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=40), st.integers(0, 5))
def test_a_message_fits_and_says_how_much_it_leaves_out(entries, more):
    limit, count = 600, len(entries) + more
    text = rules.fitted("十条", entries, count, lambda left: f"另有 {left} 条", limit)
    first = rules.fitted("十条", entries[:1], count, lambda left: f"另有 {left} 条", limit)
    assert len(text.encode()) <= max(limit, len(first.encode()))
    shown = next(n for n in range(len(entries), 0, -1) if text.startswith("\n\n".join(["十条", *entries[:n]])))
    assert text.endswith(f"另有 {count - shown} 条") == (shown < count)


def test_peoples_text_calls_nobody():
    assert rules.plain('<at user_id="all">\n所有人</at> @所有人') == '＜at user_id="all"> 所有人＜/at> ＠所有人'
