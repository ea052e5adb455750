"""Signing in and out: one answer for known and unknown names, a lock that holds everywhere, sessions that end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts import queries, rules
from app.accounts.models import FailedSignIns, UserSession
from app.accounts.schemas import SignInDraft
from app.accounts.service import directory, signing
from app.accounts.service.signing import Visitor
from app.audit.models import AuditEntry
from app.factory import create_app
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.passwords import digest
from tests.accounts.conftest import PASSWORD, WRONG, is_in
from tests.support import forms
from tests.support.databases import disconnect, settings

REFUSED = "User name or password is wrong."
LOCKED = "This name is locked after too many wrong tries."
IDLE_FOR, SESSION_LASTS = timedelta(hours=8), timedelta(days=7)


@pytest.fixture
def english(app):
    browser = app.test_client()
    browser.set_cookie("luodi_locale", "en")
    return browser


def token_of(browser):
    with browser.session_transaction() as cookie:
        return cookie.get("_user_id")


def test_the_right_password_leads_to_the_desk(app, lihua, sign_in):
    browser = app.test_client()
    answer = sign_in(browser=browser)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(browser)


@pytest.mark.parametrize("typed", ["LIHUA", " lihua ", "LiHua"])
def test_a_user_name_is_known_without_case_and_outer_blanks(lihua, sign_in, typed):
    assert sign_in(typed).status_code == 303


def test_a_wrong_password_and_an_unknown_name_look_the_same(lihua, sign_in, english, app):
    def page_for(username):
        page = sign_in(username, WRONG, browser=english)
        hidden = forms.hidden_fields(page.text)
        text = page.text.replace(username, "?")
        for value in hidden.values():
            text = text.replace(value, "")
        return page.status_code, text

    wrong, unknown = page_for("lihua"), page_for("nobody")
    assert wrong == unknown
    assert wrong[0] == 422
    assert REFUSED in wrong[1]


def test_a_name_that_is_not_active_looks_like_an_unknown_one(session, cast, lihua, sign_in, english):
    lihua.is_active = False
    session.commit()
    assert REFUSED in sign_in(browser=english).text


@pytest.mark.parametrize("username", ["lihua", "nobody", "locked", "retired"])
def test_every_try_costs_one_hash(cast, lihua, sign_in, hasher, username):
    session, retired = cast.session, cast.user("head")
    retired.username, retired.is_active, retired.password_hash = "retired", False, lihua.password_hash
    session.add(
        FailedSignIns(
            name_digest=digest("locked"), tries=5, last_at=clock.now(), locked_until=clock.now() + timedelta(minutes=5)
        )
    )
    session.commit()
    sign_in(username, WRONG)
    assert hasher.compared == 1


def test_no_transaction_is_open_while_a_password_is_compared(session, lihua, monkeypatch):
    seen = []

    def compare(_hash, _password):
        seen.append(session.info.get("in_command"))
        return False

    monkeypatch.setattr(signing, "fits", compare)
    with pytest.raises(Invalid):
        signing.sign_in(SignInDraft(username="lihua", password=WRONG), Visitor())
    assert seen in ([None], [False])


@pytest.mark.parametrize("username", ["lihua", "nobody"])
def test_after_five_wrong_tries_the_right_password_is_refused_too(lihua, sign_in, english, username):
    for _ in range(4):
        assert REFUSED in sign_in(username, WRONG, browser=english).text
    assert LOCKED in sign_in(username, WRONG, browser=english).text
    assert LOCKED in sign_in(username, PASSWORD, browser=english).text


def test_tries_are_counted_across_workers(database, data_dir, lihua, sign_in):
    others = [create_app(settings(database, data_dir)) for _ in range(2)]
    for turn in range(5):
        sign_in(password=WRONG, browser=others[turn % 2].test_client())
    for app in others:
        assert sign_in(browser=app.test_client()).status_code == 422
        disconnect(app)
    assert sign_in().status_code == 422


def test_tries_at_the_same_moment_are_all_counted(app, session, lihua):
    """Counting is read and write: two workers must not write the same number."""
    session.rollback()
    start = Barrier(6)

    def guess(_):
        with app.app_context():
            start.wait(10)
            with pytest.raises(Invalid):
                signing.sign_in(SignInDraft(username="lihua", password=WRONG), Visitor())

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(guess, range(6)))
    failures = queries.find_failures("lihua")
    assert failures is not None
    assert failures.tries >= 5
    assert failures.locked_until


def test_a_lock_ends_after_half_an_hour(lihua, sign_in):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    for _ in range(5):
        sign_in(password=WRONG)
    clock.freeze(now + rules.LOCKED_FOR - timedelta(seconds=1))
    assert sign_in().status_code == 422
    clock.freeze(now + rules.LOCKED_FOR + timedelta(seconds=1))
    assert sign_in().status_code == 303


def test_trying_a_locked_name_does_not_lengthen_the_lock(session, lihua, sign_in):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    for _ in range(5):
        sign_in(password=WRONG)
    clock.freeze(now + timedelta(minutes=20))
    sign_in(password=WRONG)
    failures = queries.find_failures("lihua")
    assert failures is not None
    assert failures.locked_until == now + rules.LOCKED_FOR


def test_a_right_password_forgets_the_wrong_tries(session, lihua, sign_in):
    for _ in range(4):
        sign_in(password=WRONG)
    sign_in()
    assert queries.find_failures("lihua") is None
    for _ in range(4):
        sign_in(password=WRONG)
    assert sign_in().status_code == 303


def test_a_lock_does_not_end_a_live_session_nor_lock_a_colleague(app, cast, session, lihua, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    colleague = cast.user("head")
    colleague.username, colleague.password_hash = "colleague", lihua.password_hash
    session.commit()
    for _ in range(6):
        sign_in(password=WRONG)
    assert is_in(browser)
    assert sign_in("colleague").status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("", PASSWORD),
        ("lihua", ""),
        ("a\x00b", PASSWORD),
        ("lihua", "\x00"),
        ("x" * 5000, "y" * 5000),
        ("' OR 1=1 --", "x"),
    ],
)
def test_no_input_at_all_breaks_the_sign_in(lihua, sign_in, username, password):
    assert sign_in(username, password).status_code == 422


def test_the_password_is_never_sent_back(lihua, sign_in):
    assert WRONG not in sign_in(password=WRONG).text


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/policies/", "/policies/"),
        ("/policies/?q=%E5%8C%BB&order=newest", "/policies/?q=%E5%8C%BB&order=newest"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("////evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("\x01//evil.example", "/"),
        ("//[", "/"),
        ("http://[::1", "/"),
        ("evil.example", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_comes_to_a_page_of_this_site_only(app, lihua, sign_in, asked, leads_to):
    browser = app.test_client()
    page = browser.get("/sign-in", query_string={"next": asked})
    data = {**forms.hidden_fields(page.text), "username": "lihua", "password": PASSWORD}
    answer = browser.post("/sign-in", query_string={"next": asked}, data=data)
    assert (answer.status_code, answer.location) == (303, leads_to)


def test_who_is_sent_to_sign_in_comes_back_to_where_they_were_going(app, lihua, sign_in):
    browser = app.test_client()
    sent = browser.get("/policies/?q=x")
    answer = sign_in(browser=browser, to=sent.location.removeprefix("/sign-in"))
    assert answer.location == "/policies/?q=x"


def test_a_session_has_a_new_token_that_only_the_cookie_holds(app, session, lihua, sign_in):
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
    sign_in(browser=browser)
    first = token_of(browser)
    assert first != "planted"
    assert len(first) >= 40
    kept = session.scalars(select(UserSession.token_digest)).all()
    assert kept == [digest(first)]
    forms.post(browser, "/sign-out", page="/profile")
    sign_in(browser=browser)
    assert token_of(browser) != first


def test_the_form_token_of_before_is_worth_nothing_after_signing_in(app, lihua, sign_in):
    """Who planted a cookie before the sign-in must not know the token of after."""
    browser = app.test_client()
    old = forms.hidden_fields(browser.get("/sign-in").text)["csrf_token"]
    sign_in(browser=browser)
    assert browser.post("/language", data={"csrf_token": old, "locale": "en"}).status_code == 400


def test_the_cookie_is_for_this_site_and_for_no_script(app, lihua, sign_in):
    cookie = next(line for line in sign_in().headers.getlist("Set-Cookie") if line.startswith("luodi_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_who_is_signed_in_needs_no_sign_in_page(app, cast):
    assert cast.client("officer").get("/sign-in").location == "/"


def test_signing_out_ends_the_session_on_the_server(app, lihua, sign_in):
    browser, copy = app.test_client(), app.test_client()
    sign_in(browser=browser)
    with copy.session_transaction() as stolen:
        stolen["_user_id"] = token_of(browser)
    assert is_in(copy)
    answer = forms.post(browser, "/sign-out", page="/profile")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert not is_in(browser)
    assert not is_in(copy)


def test_signing_out_here_leaves_the_session_elsewhere(app, lihua, sign_in):
    here, there = app.test_client(), app.test_client()
    sign_in(browser=here)
    sign_in(browser=there)
    forms.post(here, "/sign-out", page="/profile")
    assert is_in(there)


def test_a_session_ends_when_it_is_idle_for_too_long(app, lihua, sign_in):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    browser = app.test_client()
    sign_in(browser=browser)
    for hours in (7, 14, 21):
        clock.freeze(now + timedelta(hours=hours))
        assert is_in(browser)
    clock.freeze(now + timedelta(hours=21) + IDLE_FOR + timedelta(seconds=1))
    assert not is_in(browser)


def test_a_session_ends_after_a_week_however_busy(app, lihua, sign_in):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    browser = app.test_client()
    sign_in(browser=browser)
    for hours in range(7, 7 * 24, 7):
        clock.freeze(now + timedelta(hours=hours))
        assert is_in(browser)
    clock.freeze(now + SESSION_LASTS + timedelta(seconds=1))
    assert not is_in(browser)


def test_being_seen_is_written_at_most_once_a_minute(app, session, lihua, sign_in, statements):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    browser = app.test_client()
    sign_in(browser=browser)
    for seconds, writes in ((30, 0), (61, 1), (90, 0), (123, 1)):
        clock.freeze(now + timedelta(seconds=seconds))
        with statements() as ran:
            browser.get("/profile")
        assert sum(statement.startswith("UPDATE user_sessions") for statement in ran) == writes


def test_old_sessions_are_swept_away_at_the_next_sign_in(session, lihua, sign_in):
    now = datetime(2022, 7, 15, 2, tzinfo=UTC)
    clock.freeze(now)
    sign_in()
    clock.freeze(now + SESSION_LASTS + timedelta(days=1))
    sign_in()
    assert session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_who_is_deactivated_is_out_at_once_and_stays_out(app, cast, session, lihua, sign_in):
    browser = app.test_client()
    sign_in(browser=browser)
    directory.set_active(cast.actor("admin"), lihua.id, lihua.version, active=False)
    assert not is_in(browser)
    assert sign_in().status_code == 422
    directory.set_active(cast.actor("admin"), lihua.id, lihua.version, active=True)
    assert not is_in(browser)
    assert sign_in().status_code == 303


def test_sign_ins_and_refusals_are_on_record_without_any_secret(session, lihua, sign_in):
    sign_in(password=WRONG)
    sign_in("nobody", WRONG)
    sign_in()
    session.rollback()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = [(entry.action, entry.actor_id, entry.details) for entry in entries]
    assert told == [
        ("account.sign_in_refused", None, {"user_id": lihua.id, "tries": 1, "door": "password"}),
        ("account.sign_in_refused", None, {"user_id": None, "tries": 1, "door": "password"}),
        ("account.sign_in", lihua.id, {"method": "password"}),
    ]
    assert {entry.address for entry in entries} == {"127.0.0.1"}
    assert all(len(entry.request_id) == 16 for entry in entries)
    kept = repr([(entry.changes, entry.details) for entry in entries])
    assert WRONG not in kept
    assert "argon2" not in kept
    assert "nobody" not in kept
