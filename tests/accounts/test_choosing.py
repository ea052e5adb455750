"""Choosing a password: the two policies, passwords that grow old, and the link that works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.accounts import queries, rules
from app.accounts.models import PastPassword, ResetLink
from app.accounts.schemas import NewPasswordDraft
from app.accounts.service import choosing
from app.kernel import clock, passwords
from app.kernel.errors import Invalid
from app.kernel.passwords import MLPS, MODERN
from app.kernel.settings import SettingValue
from tests.accounts.conftest import PASSWORD, WRONG, is_in
from tests.support import forms

NOW = datetime(2022, 7, 15, 2, tzinfo=UTC)
NEW = "the lake is blue in july"


@pytest.fixture
def mlps(session):
    session.add(SettingValue(code=rules.PASSWORD_POLICY.code, value="mlps"))
    session.commit()


def change(browser, chosen, present=PASSWORD):
    return forms.post(browser, "/profile", {"present": present, "chosen": chosen, "repeated": chosen})


def test_the_installation_gives_the_default_and_the_office_may_choose(session, mlps):
    assert queries.password_policy() is MLPS


def test_without_a_choice_the_environment_holds(session):
    assert queries.password_policy() is MODERN
    passwords.use_by_default("mlps")
    try:
        assert queries.password_policy() is MLPS
    finally:
        passwords.use_by_default("modern")


def test_the_page_says_what_is_asked_for(app, lihua, mlps, sign_in):
    browser = app.test_client()
    browser.set_cookie("luodi_locale", "en")
    sign_in(browser=browser)
    lihua_page = browser.get("/profile").text
    assert "90" in lihua_page


def test_under_mlps_the_last_five_do_not_come_back(app, session, lihua, mlps, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    present = PASSWORD
    for number in range(5):
        fresh = f"Lake {number} July"
        assert change(browser, fresh, present).status_code == 303
        present = fresh
    assert change(browser, "Lake 0 July", present).status_code == 422
    assert change(browser, present, present).status_code == 422
    assert change(browser, "Lake 5 July", present).status_code == 303
    assert change(browser, "Lake 0 July", "Lake 5 July").status_code == 303
    kept = session.scalars(select(PastPassword).where(PastPassword.user_id == lihua.id)).all()
    assert len(kept) == MLPS.past - 1


def test_under_modern_no_past_password_is_kept_and_the_present_one_is_no_new_one(app, session, lihua, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    assert change(browser, PASSWORD).status_code == 422
    assert change(browser, NEW).status_code == 303
    assert session.scalars(select(PastPassword)).all() == []


def test_under_mlps_a_password_of_ninety_days_is_changed_at_the_next_sign_in(app, session, lihua, mlps, sign_in):
    clock.freeze(NOW)
    lihua.password_changed_at = NOW - timedelta(days=90)
    session.commit()
    browser = app.test_client()
    sign_in(browser=browser)
    assert browser.get("/policies/").status_code == 200
    clock.freeze(NOW + timedelta(seconds=1))
    again = app.test_client()
    sign_in(browser=again)
    assert again.get("/policies/").location == "/profile"
    assert change(again, "Lake 7 July").status_code == 303
    assert again.get("/policies/").status_code == 200


def test_under_mlps_sessions_end_after_a_quarter_of_an_hour(app, lihua, mlps, sign_in):
    clock.freeze(NOW)
    browser = app.test_client()
    sign_in(browser=browser)
    clock.freeze(NOW + timedelta(minutes=15))
    assert is_in(browser)
    clock.freeze(NOW + timedelta(minutes=30, seconds=1))
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("setting", "value", "lasts"),
    [(rules.IDLE_MINUTES, 10, timedelta(minutes=10)), (rules.SESSION_HOURS, 1, timedelta(hours=1))],
)
def test_the_office_says_how_long_sessions_last(app, session, lihua, sign_in, *, setting, value, lasts):
    session.add(SettingValue(code=setting.code, value=value))
    session.commit()
    clock.freeze(NOW)
    browser = app.test_client()
    sign_in(browser=browser)
    clock.freeze(NOW + lasts + timedelta(seconds=1))
    assert not is_in(browser)


def test_wrong_present_passwords_are_counted_and_end_no_session(app, lihua, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    for _ in range(5):
        change(browser, NEW, WRONG)
    assert change(browser, NEW).status_code == 422
    assert sign_in().status_code == 422
    assert is_in(browser)


@pytest.fixture
def link(cast, session, lihua):
    """What the administrator hands to her."""
    return choosing.reset(cast.actor("admin"), lihua.id)[1]


def use(app, link, chosen=NEW, code=None, browser=None):
    url = f"/new-password/{link.number}/{code or link.code}"
    return forms.post(browser or app.test_client(), url, {"chosen": chosen, "repeated": chosen})


def test_a_link_sets_a_password_once_and_the_old_one_is_dead_from_the_start(app, link, sign_in):
    assert sign_in().status_code == 422
    assert app.test_client().get(f"/new-password/{link.number}/{link.code}").status_code == 200
    assert use(app, link).location == "/sign-in"
    assert sign_in(password=NEW).location == "/"
    assert use(app, link, "another lake in august").status_code == 422


def test_a_link_is_of_no_use_after_a_day_nor_after_a_newer_one(app, cast, session, lihua, link):
    clock.freeze(clock.now() + rules.LINK_LASTS + timedelta(seconds=1))
    assert use(app, link).status_code == 422
    clock.freeze(None)
    choosing.reset(cast.actor("admin"), lihua.id)
    assert use(app, link).status_code == 422


def test_whatever_is_wrong_with_a_link_its_page_looks_the_same(app, session, lihua, link):
    def page(number, code):
        browser = app.test_client()
        url = f"/new-password/{number}/{code}"
        shown = browser.get(url)
        sent = forms.post(browser, url, {"chosen": NEW, "repeated": NEW})
        texts = []
        for answer in (shown, sent):
            text = answer.text.replace(url, "?")
            for value in forms.hidden_fields(text).values():
                text = text.replace(value, "")
            texts.append((answer.status_code, text))
        return texts

    wrong, unknown = page(link.number, "aaaa-aaaa-aaaa-aaaa"), page(10**9, link.code)
    assert wrong == unknown
    assert "lihua" not in wrong[0][1]


def test_wrong_codes_of_a_link_lock_the_name(app, link, sign_in):
    for _ in range(5):
        use(app, link, code="aaaa-aaaa-aaaa-aaaa")
    assert use(app, link).status_code == 422
    failures = queries.find_failures("lihua")
    assert failures
    assert failures.tries == 5


def test_a_reset_ends_the_lock(app, cast, session, lihua, sign_in):
    for _ in range(5):
        sign_in(password=WRONG)
    _, link = choosing.reset(cast.actor("admin"), lihua.id)
    use(app, link)
    assert sign_in(password=NEW).location == "/"


def test_a_link_used_twice_at_the_same_moment_works_once(app, session, link):
    start = Barrier(2)
    session.rollback()

    def choose(number):
        with app.app_context():
            start.wait(10)
            try:
                text = f"the lake is blue in july {number}"
                return choosing.choose_by_link(link.number, link.code, NewPasswordDraft(chosen=text, repeated=text))
            except Invalid as refusal:
                return refusal

    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(choose, range(2)))
    assert sum(isinstance(end, Invalid) for end in ends) == 1


@pytest.mark.parametrize("chosen", ["short", "lihua lihua lihua", "", "\x00" * 12, "x" * 5000])
def test_a_password_that_will_not_do_leaves_the_link_as_it_was(app, session, link, chosen):
    assert use(app, link, chosen).status_code == 422
    assert session.scalars(select(ResetLink)).one().id == link.number
    assert use(app, link).status_code == 303


@pytest.mark.parametrize("code", ["x" * 3000, "%00", "' OR 1=1 --", "字", "..%2f..", "{{7*7}}"])
def test_any_code_is_answered(app, link, code):
    assert app.test_client().get(f"/new-password/{link.number}/{code}").status_code in {200, 404}
    token = forms.token(app.test_client())
    assert app.test_client().post(f"/new-password/1/{code}", data={"csrf_token": token}).status_code in {400, 404}


def test_the_administrator_sees_the_link_once(app, cast, session, lihua):
    admin = cast.client("admin")
    page = f"/admin/users/{lihua.id}"
    shown = forms.post(admin, f"{page}/password", page=page).text
    assert "/new-password/" in shown
    assert "/new-password/" not in admin.get(page).text
