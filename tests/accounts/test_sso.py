"""Single sign-on, end to end against a real provider on loopback: who comes in, and every way of cheating."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import Identity, SignInStep, User
from app.accounts.service.belonging import mapped_roles
from app.audit.models import AuditEntry
from app.factory import create_app
from app.kernel import rates
from app.kernel.permissions import Role, Scope
from app.kernel.settings import SettingValue
from config import ConfigError, Oidc, _oidc
from tests.accounts.conftest import PASSWORD, is_in
from tests.support import forms
from tests.support.client import Browser
from tests.support.databases import disconnect, settings
from tests.support.provider import CLIENT_ID, CLIENT_SECRET, Provider, running

RETURN = "/sign-in/single/return"


@pytest.fixture(scope="module")
def house_key():
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@pytest.fixture
def provider(house_key):
    with running(Provider(key=house_key)) as found:
        found.somebody.claims = {"preferred_username": "lihua", "name": "李华", "groups": ["invest"]}
        yield found


@pytest.fixture
def config(provider, database, data_dir):
    oidc = Oidc(provider.issuer, CLIENT_ID, CLIENT_SECRET, "统一身份认证")
    return replace(settings(database, data_dir), oidc=oidc)


@pytest.fixture
def app(config):
    app = create_app(config)
    app.test_client_class = Browser
    yield app
    disconnect(app)


def choose(session, setting, value=True):
    session.add(SettingValue(code=setting.code, value=value))
    session.commit()


@pytest.fixture
def linked(session, lihua, provider):
    session.add(Identity(user_id=lihua.id, issuer=provider.issuer, subject=provider.somebody.subject, roles=[]))
    session.commit()


def leave(browser, target=""):
    """Go to the provider; the address to which it sends the browser back."""
    away = browser.get("/sign-in/single", query_string={"next": target} if target else None)
    assert away.status_code == 303
    answer = requests.get(away.location, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(browser, address):
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}")


def enter(browser, target=""):
    return come_back(browser, leave(browser, target))


def refused(browser, answer):
    return answer.status_code == 422 and not is_in(browser)


def test_who_is_linked_comes_in_and_where_they_wanted_to(app, linked, client):
    answer = enter(client, "/policies/?q=x")
    assert (answer.status_code, answer.location) == (303, "/policies/?q=x")
    assert is_in(client)


def test_no_page_of_another_site_comes_after_it(app, linked, client):
    assert enter(client, "//evil.example/").location == "/"


def test_the_provider_is_asked_with_pkce_state_and_nonce_and_told_no_secret(app, linked, provider, client):
    enter(client)
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert all(len(asked[name]) >= 30 for name in ("state", "nonce", "code_challenge"))
    assert asked["response_type"] == "code"
    assert "openid" in asked["scope"]
    assert CLIENT_SECRET not in repr(asked)


def test_the_sign_in_page_offers_it_by_name(app, client):
    page = client.get("/sign-in").text
    assert "统一身份认证" in page
    assert 'href="/sign-in/single"' in page


def test_without_an_issuer_there_is_no_such_door(database, data_dir):
    app = create_app(settings(database, data_dir))
    browser = app.test_client()
    assert browser.get("/sign-in/single").status_code == 404
    assert browser.get(RETURN).status_code == 404
    assert "/sign-in/single" not in browser.get("/sign-in").text
    disconnect(app)


CHEATS = {
    "the nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "for another client": {"aud": ["another"]},
    "for others too": {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID},
    "another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    "not yet valid": {"nbf": int(time.time()) + 3600},
    "no subject": {"sub": ""},
    "a subject that cannot be kept": {"sub": "a\x00b"},
    "an endless subject": {"sub": "x" * 10_000},
    "no expiry": {"exp": None},
}


@pytest.mark.parametrize("lies", CHEATS.values(), ids=CHEATS.keys())
def test_a_token_that_is_not_right_in_everything_opens_nothing(app, linked, provider, client, lies):
    provider.lies = lies
    assert refused(client, enter(client))


def test_a_token_without_a_signature_opens_nothing(app, linked, provider, client):
    provider.algorithm = "none"
    assert refused(client, enter(client))


def test_a_token_signed_with_the_clients_own_secret_opens_nothing(app, linked, provider, client):
    provider.algorithm = "HS256"
    provider.key = OctKey.import_key(CLIENT_SECRET)
    assert refused(client, enter(client))


def test_a_token_signed_by_another_key_opens_nothing(app, linked, provider, client):
    provider.published = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    assert refused(client, enter(client))


def test_the_state_of_another_browser_is_not_taken(app, linked, client):
    """Nobody is signed in as somebody else by a link that a stranger sends."""
    other = app.test_client()
    address = leave(client)
    assert refused(other, come_back(other, address))
    leave(other)
    assert refused(other, come_back(other, address))
    assert come_back(client, address).location == "/"


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?error=access_denied", "?code=%00&state=%00&code=y"])
def test_an_answer_without_what_it_needs_is_refused(app, linked, client, query):
    leave(client)
    assert refused(client, client.get(RETURN + query))


def test_who_was_refused_at_the_provider_reads_it_here(app, linked, client):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    assert refused(client, client.get(RETURN, query_string={"error": "access_denied", "state": state}))


def test_an_answer_counts_once(app, linked, provider, client):
    """Even if the provider forgot that a code was used, the step of this browser is gone."""
    provider.keep_codes = True
    with client.session_transaction() as cookie:
        before = dict(cookie)
    address = leave(client)
    with client.session_transaction() as cookie:
        step = dict(cookie)
    assert come_back(client, address).location == "/"
    replay = app.test_client()
    with replay.session_transaction() as cookie:
        cookie.update(before | step)
    assert refused(replay, come_back(replay, address))


def test_a_code_that_was_used_is_worth_nothing_in_a_new_sign_in(app, linked, client):
    used = parse_qs(urlsplit(address := leave(client)).query)["code"][0]
    come_back(client, address)
    thief = app.test_client()
    fresh = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    assert refused(thief, thief.get(RETURN, query_string={"code": used, "state": fresh}))


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
)
def test_a_provider_whose_doors_are_elsewhere_is_not_asked(app, linked, provider, client, discovery):
    provider.discovery = discovery
    assert client.get("/sign-in/single").status_code == 422


def test_a_provider_that_is_down_is_said_to_be(config, linked, session):
    gone = create_app(replace(config, oidc=replace(config.oidc, issuer="http://127.0.0.1:1")))
    assert gone.test_client().get("/sign-in/single").status_code == 422
    disconnect(gone)


def test_nobody_is_linked_or_made_unless_the_office_allows_it(app, lihua, session, client):
    assert refused(client, enter(client))
    assert session.scalars(select(Identity)).all() == []


def test_a_user_of_the_same_name_is_linked_where_the_office_allows_it(app, lihua, session, provider, client):
    choose(session, rules.SSO_LINKS)
    assert enter(client).location == "/"
    identity = session.scalars(select(Identity)).one()
    assert (identity.user_id, identity.issuer, identity.subject) == (
        lihua.id,
        provider.issuer,
        provider.somebody.subject,
    )
    provider.somebody.subject = "somebody else of this name"
    other = app.test_client()
    assert refused(other, enter(other))


@pytest.fixture
def mapping(config, database):
    """The program with a table that leads from groups to roles."""
    oidc = replace(
        config.oidc, role_map={"invest": ("officer", "own"), "chiefs": ("manager", "all"), "x": ("king", "all")}
    )
    app = create_app(replace(config, oidc=oidc))
    app.test_client_class = Browser
    yield app
    disconnect(app)


def test_a_new_user_is_made_with_the_mapped_roles(mapping, cast, session, provider):
    cast.unit("bureau")
    choose(session, rules.SSO_CREATES)
    provider.somebody.claims["preferred_username"] = "wang.fang"
    browser = mapping.test_client()
    assert enter(browser).location == "/"
    user = session.scalars(select(User).where(User.username == "wang.fang")).one()
    assert [(grant.role, grant.scope) for grant in user.grants] == [(Role.OFFICER, Scope.OWN)]
    assert forms.post(mapping.test_client(), "/sign-in", {"username": "wang.fang", "password": "!"}).status_code == 422


@pytest.mark.parametrize("username", ["", "王芳", "x y", "x" * 100])
def test_a_name_that_cannot_be_a_user_name_makes_nobody(mapping, cast, session, provider, username):
    cast.unit("bureau")
    choose(session, rules.SSO_CREATES)
    provider.somebody.claims["preferred_username"] = username
    browser = mapping.test_client()
    assert refused(browser, enter(browser))


def test_roles_follow_the_provider_and_what_was_given_by_hand_stays(mapping, linked, session, lihua, provider):
    browser = mapping.test_client()
    provider.somebody.claims["groups"] = ["chiefs", "else"]
    assert enter(browser).location == "/"
    session.expire_all()
    assert {grant.role for grant in lihua.grants} == {Role.OFFICER, Role.MANAGER}
    provider.somebody.claims["groups"] = "invest"
    again = mapping.test_client()
    assert enter(again).location == "/"
    session.expire_all()
    assert {grant.role for grant in lihua.grants} == {Role.OFFICER}
    assert is_in(again)


@pytest.mark.parametrize("groups", [None, [], ["else"], ["x"], [["invest"]], {"invest": 1}])
def test_without_a_mapped_role_nobody_comes_in(mapping, linked, session, provider, groups):
    provider.somebody.claims["groups"] = groups
    browser = mapping.test_client()
    assert refused(browser, enter(browser))


def test_who_has_no_role_here_reads_that(app, linked, session, lihua, client):
    for grant in list(lihua.grants):
        session.delete(grant)
    session.commit()
    assert refused(client, enter(client))


def test_who_is_deactivated_stays_out(app, linked, session, lihua, client):
    lihua.is_active = False
    session.commit()
    assert refused(client, enter(client))


def test_the_widest_reach_of_several_groups_counts():
    found = mapped_roles({"a": ("head", "own"), "b": ("head", "unit"), "c": ("admin", "own")}, frozenset("abc"))
    assert found == {Role.HEAD: Scope.UNIT, Role.ADMIN: Scope.ALL}


def test_where_passwords_are_for_administrators_others_use_the_provider(app, linked, session, cast, lihua):
    choose(session, rules.PASSWORDS_FOR_ALL, value=False)
    admin = cast.user("admin")
    admin.username, admin.password_hash = "root", lihua.password_hash
    session.commit()
    typed = {"username": "lihua", "password": PASSWORD}
    assert forms.post(app.test_client(), "/sign-in", typed).status_code == 422
    assert forms.post(app.test_client(), "/sign-in", typed | {"username": "root"}).location == "/"
    assert enter(app.test_client()).location == "/"


def test_sign_ins_and_refusals_are_on_record(app, linked, session, provider, client):
    enter(client)
    provider.lies = {"nonce": "another"}
    enter(app.test_client())
    session.rollback()
    found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.details.get("method") or entry.details.get("door")) for entry in found] == [
        ("account.sign_in", "single sign-on"),
        ("account.sign_in_refused", "single sign-on"),
    ]
    assert session.scalars(select(SignInStep)).all() == []


@pytest.mark.parametrize(
    "told",
    [
        {"ISSUER": "http://login.example.cn"},
        {"ISSUER": "login.example.cn"},
        {"ISSUER": "https://login.example.cn", "CLIENT_SECRET": ""},
        {"ISSUER": "https://login.example.cn", "ROLE_MAP": "invest:officer"},
    ],
)
def test_wrong_settings_are_refused_in_words(told):
    environ = {"CLIENT_ID": "a", "CLIENT_SECRET": "b"} | told
    with pytest.raises(ConfigError):
        _oidc({f"LUODI_OIDC_{name}": value for name, value in environ.items()})


def test_settings_are_read_from_the_environment():
    found = _oidc(
        {
            "LUODI_OIDC_ISSUER": "https://login.example.cn/",
            "LUODI_OIDC_CLIENT_ID": "a",
            "LUODI_OIDC_CLIENT_SECRET": "b",
            "LUODI_OIDC_ROLE_MAP": "cn=invest=officer:own, chiefs=head:unit",
        }
    )
    assert found is not None
    assert (found.issuer, found.name) == ("https://login.example.cn", "login.example.cn")
    assert found.role_map == {"cn=invest": ("officer", "own"), "chiefs": ("head", "unit")}
    assert "b'" not in repr(found)
    assert _oidc({}) is None


def test_from_one_address_nobody_departs_without_end(app, session):
    choose(session, rates.SINGLE_SIGN_ON.limit, 12)
    browser = app.test_client()
    assert {browser.get("/sign-in/single").status_code for _ in range(12)} == {303}
    refused = browser.get("/sign-in/single")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 60
    assert app.test_client().get("/sign-in/single", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 303
