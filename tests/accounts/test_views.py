"""One's own password and language, the password that is too old, and the first administrator."""

import pytest
from sqlalchemy import select

from app.accounts import queries
from app.accounts.models import Unit, User
from app.kernel.passwords import fits
from app.kernel.permissions import Can
from tests.accounts.conftest import PASSWORD, WRONG, is_in
from tests.support import forms

NEW = "the lake is blue in july"


@pytest.fixture
def browser(app, lihua, sign_in):
    """Where 李华 is signed in."""
    found = app.test_client()
    sign_in(browser=found)
    return found


def change(browser, present=PASSWORD, chosen=NEW, repeated=NEW):
    return forms.post(browser, "/profile", {"present": present, "chosen": chosen, "repeated": repeated})


def test_a_new_password_counts_from_now_on_and_ends_the_sessions_elsewhere(app, browser, sign_in):
    elsewhere = app.test_client()
    sign_in(browser=elsewhere)
    assert change(browser).status_code == 303
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert sign_in(password=PASSWORD).status_code == 422
    assert sign_in(password=NEW).status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {"present": WRONG},
        {"repeated": NEW + "!"},
        {"chosen": "short", "repeated": "short"},
        {"chosen": "lihua lihua lihua", "repeated": "lihua lihua lihua"},
        {"chosen": "", "repeated": ""},
        {"chosen": "x" * 300, "repeated": "x" * 300},
        {"chosen": "\x00" * 12, "repeated": "\x00" * 12},
    ],
    ids=["wrong present one", "differing", "short", "user name", "empty", "long", "nul"],
)
def test_a_password_that_will_not_do_is_refused_and_the_old_one_stays(session, browser, lihua, typed):
    answer = change(browser, **typed)
    assert answer.status_code == 422
    assert NEW not in answer.text
    session.expire_all()
    assert fits(lihua.password_hash, PASSWORD)


def test_an_old_password_leads_nowhere_but_to_a_new_one(app, cast, session, lihua, sign_in):
    lihua.must_change_password = True
    session.commit()
    browser = app.test_client()
    assert sign_in(browser=browser).status_code == 303
    for path in ("/", "/policies/", "/policies/export.csv", "/people/options?q=x", "/search/palette"):
        answer = browser.get(path)
        assert (answer.status_code, answer.location) == (302, "/profile")
    assert change(browser).status_code == 303
    assert browser.get("/policies/").status_code == 200


def test_with_an_old_password_nothing_can_be_sent_either(app, cast, session, sign_in):
    officer = cast.user("policy_officer")
    browser = cast.client("policy_officer")
    officer.must_change_password = True
    session.commit()
    assert forms.post(browser, "/policies/new", {"title_zh": "x"}, page="/profile").location == "/profile"


def test_with_an_old_password_one_may_still_leave_and_change_the_language(app, cast, session, lihua, sign_in):
    lihua.must_change_password = True
    session.commit()
    browser = app.test_client()
    sign_in(browser=browser)
    assert (
        forms.post(browser, "/language", {"locale": "en", "next": "/profile"}, page="/profile").location == "/profile"
    )
    assert forms.post(browser, "/sign-out", page="/profile").location == "/sign-in"


@pytest.mark.parametrize(("locale", "word"), [("en", "New password"), ("zh", "新密码")])
def test_the_language_is_kept_and_so_is_the_page(app, browser, sign_in, locale, word):
    answer = forms.post(browser, "/language", {"locale": locale, "next": "/profile?from=menu"}, page="/profile")
    assert (answer.status_code, answer.location) == (303, "/profile?from=menu")
    assert word in browser.get("/profile").text
    again = app.test_client()
    sign_in(browser=again)
    assert word in again.get("/profile").text


def test_who_is_not_signed_in_chooses_a_language_too(client):
    forms.post(client, "/language", {"locale": "en", "next": "/sign-in"}, page="/sign-in")
    assert 'lang="en"' in client.get("/sign-in").text
    forms.post(client, "/language", {"locale": "zh", "next": "/sign-in"}, page="/sign-in")
    assert 'lang="zh' in client.get("/sign-in").text


@pytest.mark.parametrize("typed", ["fr", "", "zh\x00", "../../etc", "x" * 1000])
def test_an_unknown_language_is_chinese(client, typed):
    assert forms.post(client, "/language", {"locale": typed}, page="/sign-in").status_code == 303
    assert 'lang="zh' in client.get("/sign-in").text


def test_the_language_switch_leads_to_no_other_site(client):
    assert forms.post(client, "/language", {"locale": "en", "next": "//evil.example"}, page="/sign-in").location == "/"


def test_people_are_offered_by_name_and_initials(cast, lihua):
    browser = cast.client("officer")
    assert "李华" in browser.get("/people/options?q=lh").text
    assert "李华" not in browser.get("/people/options?q=zz").text
    assert browser.get("/people/options?q=%00%22%27*").status_code == 200


def create_admin(app, *words, password=PASSWORD):
    given = ["accounts", "create-admin", *words, "--password", password]
    return app.test_cli_runner().invoke(args=given)


def test_the_first_administrator_is_made_on_the_command_line(app, session, sign_in):
    made = create_admin(app, "root.admin", "--name", "赵敏", "--unit", "投资促进局")
    assert made.exit_code == 0, made.output
    session.rollback()
    user = queries.find_user("root.admin")
    assert user is not None
    actor = queries.actor_for(user, user.person, user.person.unit)
    assert actor.may(Can.EDIT_USERS)
    assert (actor.name, actor.unit_name, user.must_change_password) == ("赵敏", "投资促进局", False)
    assert sign_in("root.admin").status_code == 303


def test_a_unit_that_exists_is_used(app, session):
    create_admin(app, "one", "--name", "赵敏", "--unit", "投资促进局")
    create_admin(app, "two", "--name", "钱进", "--unit", "投资促进局")
    session.rollback()
    assert len(session.scalars(select(Unit)).all()) == 1


@pytest.mark.parametrize(
    ("username", "password"),
    [("root", "short"), ("x y", PASSWORD), ("x\x00y", PASSWORD), ("root", "password1234"), ("", PASSWORD)],
)
def test_an_administrator_who_will_not_do_is_refused_in_one_sentence(app, session, username, password):
    refused = create_admin(app, username, "--name", "赵敏", "--unit", "投资促进局", password=password)
    assert refused.exit_code == 1
    assert "Error: " in refused.output
    assert "Traceback" not in refused.output
    assert session.scalars(select(User)).all() == []


def test_a_second_administrator_of_the_same_name_is_refused(app, session):
    create_admin(app, "root", "--name", "赵敏", "--unit", "投资促进局")
    refused = create_admin(app, "ROOT", "--name", "钱进", "--unit", "投资促进局")
    assert refused.exit_code == 1
    assert "already" in refused.output


def test_a_password_with_blanks_around_it_works_as_it_was_given(app, session, sign_in):
    create_admin(app, "root", "--name", "赵敏", "--unit", "投资促进局", password=f" {PASSWORD} ")
    assert sign_in("root", f" {PASSWORD} ").status_code == 303


def test_there_is_no_account_in_a_fresh_database(session):
    assert session.scalars(select(User)).all() == []


@pytest.mark.parametrize("broken", ["", "!", "plain", "$argon2id$v=19$"])
def test_a_broken_hash_lets_nobody_in(session, lihua, sign_in, broken):
    lihua.password_hash = broken
    session.commit()
    assert sign_in().status_code == 422
    assert sign_in(password="nobody has this password").status_code == 422
