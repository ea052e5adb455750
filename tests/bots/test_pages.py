"""The administrator's page of a unit's bot."""

import pytest

from tests.support import forms
from tests.support.groups import KEY, SECRET, groups_of


@pytest.fixture
def page(cast):
    return f"/admin/units/{cast.unit('section').id}/bot"


def test_a_bot_is_set_up_tried_out_and_taken_away_and_its_keys_are_never_shown(app, cast, page):
    admin = cast.client("admin")
    with groups_of(app) as groups:
        typed = {"brand": "dingtalk", "address": groups.address("dingtalk"), "secret": SECRET, "locale": "zh"}
        assert forms.post(admin, page, typed | {"kinds": ["assigned", "overdue"]}).status_code == 303
        shown = admin.get(page).text
        assert KEY not in shown
        assert SECRET not in shown
        assert shown.count(" checked") == 2
        assert forms.post(admin, f"{page}/try", page=page).status_code == 303
        assert "消息已送达群聊" in admin.get(page).text
        assert groups.texts == ["落地系统：这是一条测试消息，本单位的通知将发到这里。"]
    assert forms.post(admin, f"{page}/remove", page=page).status_code == 303
    assert forms.post(admin, f"{page}/try", page=page).status_code == 404


def test_what_is_refused_is_told_at_its_field_and_the_key_is_not_sent_back(cast, page):
    typed = {"brand": "wecom", "address": "https://evil.cn/cgi-bin/webhook/send?key=leaked", "locale": "zh"}
    answer = forms.post(cast.client("admin"), page, typed)
    assert answer.status_code == 422
    assert "LUODI_BOT_HOSTS" in answer.text
    assert "leaked" not in answer.text


def test_only_who_may_change_units_gets_there(cast, page):
    assert cast.client("manager").get(page).status_code == 403
