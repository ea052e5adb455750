"""The second factor: set up with the first right code, asked for at every door, taken once, counted with passwords."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pyotp
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts import queries, rules
from app.accounts.models import RecoveryCode, SecondFactor, SignInStep, UserSession
from app.accounts.schemas import CodeDraft, ReasonDraft, SignInDraft
from app.accounts.service import second_factor, signing
from app.accounts.service.signing import Passed, Visitor
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.passwords import digest
from app.kernel.permissions import Role
from app.kernel.settings import SettingValue
from tests.accounts.conftest import PASSWORD, WRONG, is_in
from tests.support import forms

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)
PAGE = "/profile/second-factor"


@pytest.fixture(autouse=True)
def at_ten(app):
    clock.freeze(NOW)


@pytest.fixture
def browser(app, lihua, sign_in):
    found = app.test_client()
    sign_in(browser=found)
    return found


class App:
    """What is on the telephone."""

    codes: list[str]

    def __init__(self, secret):
        self._clockwork = pyotp.TOTP(secret)

    def code(self, seconds=0):
        return self._clockwork.at(clock.now() + timedelta(seconds=seconds))


@pytest.fixture
def telephone(browser):
    """Her app, once the second factor is set up in her browser; `codes` are the recovery codes."""
    forms.post(browser, f"{PAGE}/begin", page=PAGE)
    app = App(key_on(browser.get(PAGE).text))
    page = forms.post(browser, f"{PAGE}/confirm", {"code": app.code(-30)}, page=PAGE)
    assert page.status_code == 200
    app.codes = codes_on(page.text)
    return app


def key_on(page):
    """The key as the page shows it."""
    found = re.search(r'<code id="key">(\w+)</code>', page)
    assert found
    return found[1]


def codes_on(page):
    """The recovery codes of the page that shows them once."""
    found = re.search(r'id="codes">([^<]+)<', page)
    assert found
    return found[1].split()


def give(browser, code, **options):
    return forms.post(browser, "/sign-in/code", {"code": code}, **options)


def test_a_secret_is_shown_as_a_picture_and_as_text_and_kept_sealed(app, browser, session, lihua):
    forms.post(browser, f"{PAGE}/begin", page=PAGE)
    page = browser.get(PAGE).text
    secret = key_on(page)
    assert len(secret) == 32
    picture = re.search(r'role="img"[^>]*><svg.*?</svg>', page, re.DOTALL)
    assert picture
    assert "style" not in picture[0]
    kept = session.get(SecondFactor, lihua.id)
    assert secret not in kept.secret_sealed
    assert kept.confirmed_at is None


def test_before_the_first_right_code_it_is_not_asked_for(app, browser, sign_in):
    forms.post(browser, f"{PAGE}/begin", page=PAGE)
    assert forms.post(browser, f"{PAGE}/confirm", {"code": "000000"}, page=PAGE).status_code == 422
    assert sign_in().location == "/"


def test_setting_it_up_gives_ten_recovery_codes_once_and_ends_the_sessions_elsewhere(
    app, session, lihua, browser, sign_in
):
    elsewhere = app.test_client()
    sign_in(browser=elsewhere)
    forms.post(browser, f"{PAGE}/begin", page=PAGE)
    secret = key_on(browser.get(PAGE).text)
    page = forms.post(browser, f"{PAGE}/confirm", {"code": App(secret).code()}, page=PAGE).text
    codes = codes_on(page)
    assert len(set(codes)) == 10
    assert is_in(browser)
    assert not is_in(elsewhere)
    kept = set(session.scalars(select(RecoveryCode.code_digest)))
    assert kept == {digest(f"{lihua.id}:{code}") for code in codes}
    again = browser.get(PAGE).text
    assert secret not in again
    assert codes[0] not in again


def test_the_password_alone_opens_nothing(app, telephone, sign_in):
    browser = app.test_client()
    answer = sign_in(browser=browser, to="?next=/policies/")
    assert answer.location == "/sign-in/code?next=/policies/"
    assert not is_in(browser)
    answer = forms.post(browser, "/sign-in/code?next=/policies/", {"code": telephone.code()})
    assert (answer.status_code, answer.location) == (303, "/policies/")
    assert is_in(browser)


def test_the_token_of_the_step_is_no_session_and_is_renewed_after_the_code(app, session, telephone, sign_in):
    browser, thief = app.test_client(), app.test_client()
    sign_in(browser=browser)
    with browser.session_transaction() as cookie:
        step = cookie["sign_in_step"]
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = step
    assert not is_in(thief)
    give(browser, telephone.code())
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != step
        assert "sign_in_step" not in cookie
    assert session.scalars(select(SignInStep)).all() == []


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 422), (0, 303), (30, 303), (60, 422)])
def test_a_clock_may_be_wrong_by_one_step(app, telephone, sign_in, seconds, status):
    """-30 would do, but the code of that step was taken at the set-up."""
    browser = app.test_client()
    sign_in(browser=browser)
    assert give(browser, telephone.code(seconds)).status_code == status


def test_a_code_is_taken_once_and_none_of_before_is_taken_after_it(app, telephone, sign_in):
    one, other = app.test_client(), app.test_client()
    sign_in(browser=one)
    sign_in(browser=other)
    assert give(one, telephone.code(30)).status_code == 303
    assert give(other, telephone.code(30)).status_code == 422
    assert give(other, telephone.code()).status_code == 422
    clock.freeze(NOW + timedelta(seconds=60))
    assert give(other, telephone.code()).status_code == 303


def test_a_code_sent_twice_at_the_same_moment_lets_one_in(app, session, telephone, sign_in, lihua):
    tokens = [signing.sign_in(SignInDraft(username="lihua", password=PASSWORD), Visitor()).token for _ in range(2)]
    start, code = Barrier(2), telephone.code()
    session.rollback()

    def enter(token):
        with app.app_context():
            start.wait(10)
            try:
                return signing.give_code(token, CodeDraft(code=code), Visitor())
            except Invalid as refusal:
                return refusal

    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(enter, tokens))
    assert sorted(isinstance(end, Passed) for end in ends) == [False, True]


def test_a_recovery_code_is_taken_once_however_it_is_typed(app, telephone, sign_in):
    one, other = app.test_client(), app.test_client()
    sign_in(browser=one)
    assert give(one, telephone.codes[0].upper().replace("-", " ")).status_code == 303
    sign_in(browser=other)
    assert give(other, telephone.codes[0]).status_code == 422
    assert give(other, telephone.codes[1]).status_code == 303


def test_new_recovery_codes_replace_the_old_ones(app, browser, telephone, sign_in):
    page = forms.post(browser, f"{PAGE}/codes", {"code": telephone.code()}, page=PAGE)
    fresh = codes_on(page.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(telephone.codes)
    other = app.test_client()
    sign_in(browser=other)
    assert give(other, telephone.codes[0]).status_code == 422
    assert give(other, fresh[0]).status_code == 303


def test_wrong_codes_lock_the_name_at_every_door_and_no_live_session(app, browser, telephone, sign_in):
    other = app.test_client()
    sign_in(browser=other)
    for turn in range(5):
        assert give(other, "000000" if turn % 2 else "abcd-efgh-jkmn-pqrs").status_code == 422
    assert give(other, telephone.code()).status_code == 422
    assert give(other, telephone.codes[0]).status_code == 422
    assert sign_in().status_code == 422
    assert is_in(browser)
    clock.freeze(NOW + rules.LOCKED_FOR + timedelta(seconds=1))
    assert sign_in().status_code == 303


def test_the_right_password_does_not_forget_wrong_codes(app, telephone, sign_in):
    """Whoever has the password would otherwise have four guesses for ever anew."""
    for _ in range(4):
        browser = app.test_client()
        sign_in(browser=browser)
        give(browser, "000000")
    assert sign_in(password=WRONG).status_code == 422
    assert sign_in().status_code == 422


def test_codes_guessed_at_the_same_moment_are_all_counted(app, session, telephone, sign_in):
    token = signing.sign_in(SignInDraft(username="lihua", password=PASSWORD), Visitor()).token
    start = Barrier(6)
    session.rollback()

    def guess(_):
        with app.app_context():
            start.wait(10)
            with pytest.raises(Invalid):
                signing.give_code(token, CodeDraft(code="000000"), Visitor())

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(guess, range(6)))
    session.rollback()
    failures = queries.find_failures("lihua")
    assert failures
    assert failures.tries == 5


def test_a_step_is_over_after_ten_minutes(app, telephone, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    clock.freeze(NOW + rules.STEP_LASTS)
    answer = give(browser, telephone.code())
    assert answer.location == "/sign-in"
    assert not is_in(browser)


def test_who_has_passed_nothing_is_asked_for_no_code(app, session):
    assert app.test_client().get("/sign-in/code").location == "/sign-in"
    with pytest.raises(NotFound):
        signing.give_code("", CodeDraft(code="000000"), Visitor())


def test_who_is_deactivated_between_password_and_code_stays_out(app, session, lihua, telephone, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    lihua.is_active = False
    session.commit()
    assert give(browser, telephone.code()).location == "/sign-in"


def test_it_is_switched_off_with_a_code(app, browser, telephone, sign_in):
    assert forms.post(browser, f"{PAGE}/off", {"code": "000000"}, page=PAGE).status_code == 422
    assert forms.post(browser, f"{PAGE}/off", {"code": telephone.code()}, page=PAGE).status_code == 303
    assert sign_in().location == "/"


@pytest.fixture
def required(session):
    session.add(SettingValue(code=rules.SECOND_FACTOR_ROLES.code, value=[Role.OFFICER.value]))
    session.commit()


def test_where_a_role_requires_it_nothing_comes_before_it(app, required, browser):
    for path in ("/", "/policies/", "/profile", "/people/options?q=x"):
        assert browser.get(path).location == PAGE
    assert forms.post(browser, "/profile", {"present": "x"}, page=PAGE).location == PAGE
    forms.post(browser, f"{PAGE}/begin", page=PAGE)
    secret = key_on(browser.get(PAGE).text)
    forms.post(browser, f"{PAGE}/confirm", {"code": App(secret).code()}, page=PAGE)
    assert browser.get("/policies/").status_code == 200
    page = browser.get(PAGE).text
    assert f"{PAGE}/off" not in page


def test_where_a_role_requires_it_it_is_not_switched_off(cast, required, lihua):
    with pytest.raises(Conflict):
        second_factor.switch_off(cast.actor(Role.OFFICER, name="李华"), CodeDraft(code="000000"))


def test_an_administrator_takes_it_away_with_a_reason_on_record(session, cast, browser, telephone, *, lihua, sign_in):
    guard = cast.client("security_admin")
    door = f"/admin/users/{lihua.id}/second-factor"
    assert forms.post(guard, door, {"reason": ""}).status_code == 422
    assert forms.post(guard, door, {"reason": "她带着身份证来过"}).status_code == 303
    assert not is_in(browser)
    assert sign_in().location == "/"
    assert session.scalars(select(RecoveryCode)).all() == []
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.reset_second_factor")).one()
    assert entry.subject_id == lihua.id


def test_the_secret_of_another_installation_lets_nobody_in(app, session, lihua, telephone, sign_in):
    session.get(SecondFactor, lihua.id).secret_sealed = "gAAAAA"
    session.commit()
    browser = app.test_client()
    sign_in(browser=browser)
    assert give(browser, telephone.code()).status_code == 422
    assert give(browser, telephone.codes[0]).status_code == 303


def test_all_of_it_is_on_record_without_any_secret(app, session, browser, telephone, sign_in):
    other = app.test_client()
    sign_in(browser=other)
    give(other, telephone.codes[0])
    session.rollback()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "account.sign_in",
        "account.second_factor_begun",
        "account.second_factor_on",
        "account.sign_in",
    ]
    told = repr([(entry.changes, entry.details) for entry in entries])
    assert "password, recovery code" in told
    assert telephone.codes[0] not in told


@tuned(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=80))
def test_any_text_as_a_code_is_answered(app, browser, code):
    assert forms.post(browser, f"{PAGE}/codes", {"code": code}, page=PAGE).status_code in {200, 422}


def test_signing_out_on_another_device(app, session, browser, sign_in):
    elsewhere, third = app.test_client(), app.test_client()
    for one, words in ((elsewhere, "Mozilla/5.0 (iPhone) MicroMessenger/8.0"), (third, "curl/8")):
        forms.post(one, "/sign-in", {"username": "lihua", "password": PASSWORD}, headers={"User-Agent": words})
    page = browser.get("/profile").text
    assert "WeChat" in page
    assert "127.0.0.1" in page
    ids = re.findall(r"/profile/sessions/(\d+)/end", page)
    assert len(ids) == 2
    newest = session.scalars(select(UserSession.id).where(UserSession.browser.contains("MicroMessenger"))).one()
    assert forms.post(browser, f"/profile/sessions/{newest}/end", page="/profile").status_code == 303
    assert not is_in(elsewhere)
    assert is_in(third)
    assert forms.post(browser, "/profile/sessions/end-others", page="/profile").status_code == 303
    assert not is_in(third)
    assert is_in(browser)


def test_nobody_ends_the_session_of_somebody_else(app, session, cast, browser):
    colleague = cast.client("head")
    other = session.scalars(select(UserSession.id).where(UserSession.user_id == cast.user("head").id)).one()
    assert forms.post(browser, f"/profile/sessions/{other}/end", page="/profile").status_code == 404
    assert is_in(colleague)


def test_reasons_are_needed(app):
    with pytest.raises(ValueError, match="needed"):
        ReasonDraft(reason=" ")
