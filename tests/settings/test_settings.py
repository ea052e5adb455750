"""The settings page: what holds, who may change it, what another profile would do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Grant
from app.accounts.rules import SEPARATION
from app.audit.models import AuditEntry
from app.kernel import settings
from app.kernel.permissions import Role, Scope
from app.kernel.rates import SEARCH
from app.kernel.settings import PRACTICE, SETTINGS, Practice, SettingValue
from tests.support.forms import post
from tests.support.people import Cast

SEARCHES = SEARCH.limit.code
PAGE = f"/admin/settings/{SEARCHES}"


@pytest.fixture
def security(cast: Cast) -> FlaskClient:
    return cast.client("security_admin")


def last(session: Session) -> AuditEntry:
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def holds(session: Session, setting):
    session.rollback()
    settings.forget()
    return settings.read(setting)


def test_every_setting_stands_on_the_page_with_its_words(cast: Cast) -> None:
    page = cast.client("auditor").get("/admin/settings/").text
    for code, setting in SETTINGS:
        if setting is not PRACTICE:
            assert f'id="{code.replace(".", "-")}"' in page


def test_a_changed_setting_holds_and_is_on_record_with_old_and_new(security, session) -> None:
    assert post(security, PAGE, {"value": "500"}).status_code == 303
    assert holds(session, SEARCH.limit) == 500
    entry = last(session)
    assert (entry.action, entry.details["setting"]) == ("setting.change", SEARCHES)
    assert (entry.details["old"], entry.details["new"]) == (300, 500)


@pytest.mark.parametrize("typed", ["0", "many", "999999999", ""])
def test_what_is_out_of_range_is_refused_and_stays_in_the_form(security, session, typed) -> None:
    answer = post(security, PAGE, {"value": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert holds(session, SEARCH.limit) == 300


def test_who_saves_second_is_told_and_loses_nothing(security, session) -> None:
    assert post(security, PAGE, {"value": "400"}).status_code == 303
    answer = post(security, PAGE, {"value": "600", "version": "0"})
    assert answer.status_code == 409
    assert 'value="600"' in answer.text
    assert holds(session, SEARCH.limit) == 400


def test_back_to_the_default(security, session) -> None:
    post(security, PAGE, {"value": "500"})
    assert post(security, f"{PAGE}/default", page=PAGE).status_code == 303
    assert holds(session, SEARCH.limit) == 300
    assert session.scalars(select(SettingValue)).all() == []
    assert last(session).details["is_default"] is True


def test_a_cell_is_a_form_and_a_cell_again(security) -> None:
    parts = {"HX-Request": "true"}
    assert "<form" in security.get(PAGE, headers=parts).text
    saved = post(security, PAGE, {"value": "500"}, headers=parts)
    assert saved.status_code == 200
    assert "500" in saved.text
    assert "<form" not in saved.text


def test_the_administrator_changes_no_security_setting_and_the_auditor_none(cast: Cast) -> None:
    assert cast.client("admin").get(PAGE).status_code == 403
    assert cast.client("auditor").get(PAGE).status_code == 403
    assert cast.client("security_admin").get(PAGE).status_code == 200


def test_another_profile_shows_what_it_changes_and_changes_nothing_yet(cast: Cast, session) -> None:
    admin = cast.client("admin")
    page = admin.get("/admin/settings/profile/strict").text
    assert "职责分离" in page
    assert holds(session, PRACTICE) == Practice.LIGHT
    assert post(admin, "/admin/settings/profile/strict").status_code == 303
    assert holds(session, PRACTICE) == Practice.STRICT
    assert holds(session, SEPARATION) is True


def test_strict_is_refused_while_somebody_holds_two_duties_and_names_them(cast: Cast, session) -> None:
    admin = cast.client("admin")
    both = cast.user("auditor", name="杨建国")
    session.add(Grant(user_id=both.id, role=Role.VERIFIER, scope=Scope.ALL))
    session.commit()
    answer = post(admin, "/admin/settings/profile/strict")
    assert answer.status_code == 422
    assert "杨建国" in answer.text
    assert holds(session, PRACTICE) == Practice.LIGHT


def test_duties_are_not_separated_on_their_own_either_while_they_are_not(cast: Cast, session, security) -> None:
    both = cast.user("auditor", name="杨建国")
    session.add(Grant(user_id=both.id, role=Role.VERIFIER, scope=Scope.ALL))
    session.commit()
    answer = post(security, f"/admin/settings/{SEPARATION.code}", {"value": "1"})
    assert answer.status_code == 422
    assert "杨建国" in answer.text


def test_unknown_settings_and_profiles_are_not_found(app: Flask, security) -> None:
    for path in ("/admin/settings/nothing", "/admin/settings/practice", "/admin/settings/profile/lax"):
        assert security.get(path).status_code == 404
