"""Single sign-on by OpenID Connect: away to the provider, back with a code, and who that is here."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.exceptions import RequestException
from sqlalchemy import delete

from app.accounts import queries
from app.accounts.models import SignInStep
from app.accounts.service import belonging, signing
from app.accounts.service.belonging import Claimed
from app.accounts.service.signing import Passed, Visitor
from app.audit import service as audit
from app.kernel import clock
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.origins import origin_of
from app.kernel.outbound import OutboundRules, as_mapping, is_usable
from app.kernel.passwords import digest
from app.kernel.text import Message, is_clean
from config import Oidc

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY = 60
_DISCOVERY = "/.well-known/openid-configuration"
_SILENT = Message("The single sign-on does not answer. Try again later, or tell your administrator.")
_NOT_GENUINE = Message("The single sign-on sent an answer that is not genuine. Start again.")
_STEP_OVER = Message("This sign-in took too long or was used already. Start again.")


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and the token it keeps until it is back."""

    address: str
    token: str


class _Client(OutboundRules, OAuth2Session):  # type: ignore[misc]  # Authlib ships no types
    """Authlib's client under the rules for outbound calls: the issuer's host and no other."""


def depart(provider: Oidc, redirect_uri: str) -> Departure:
    """Begin a sign-in at the provider. Nothing of it is open to the browser but state, nonce and challenge."""
    endpoints = _discover(provider)
    token, nonce, verifier = token_urlsafe(32), token_urlsafe(32), token_urlsafe(48)
    address, state = _client(provider, redirect_uri).create_authorization_url(
        endpoints["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    _keep_step(token, {"state": digest(state), "nonce": nonce, "verifier": verifier})
    return Departure(address, token)


@command
def _keep_step(token: str, kept: dict[str, str]) -> None:
    signing.sweep_steps()
    db.session.add(SignInStep(token_digest=digest(token), method="single sign-on", kept=kept))


def come_back(provider: Oidc, token: str, answer: Mapping[str, str], redirect_uri: str, visitor: Visitor) -> Passed:
    """The browser is back: check that it is the one that left, ask the provider who it is, and let them in.

    Raises Invalid with a sentence; each refusal is on record.
    """
    kept = _take_step(token)
    try:
        if not kept or not hmac.compare_digest(kept["state"], digest(answer.get("state", ""))):
            raise Invalid(_STEP_OVER)
        if not answer.get("code"):
            raise Invalid(Message("The single sign-on has not let you in."))
        return belonging.welcome(provider, _who(provider, kept, answer["code"], redirect_uri), visitor)
    except Invalid as refusal:
        _note_refusal(refusal.message)
        raise


@command
def _take_step(token: str) -> dict[str, str] | None:
    """What was kept at the departure; it is taken once, so that no answer counts twice."""
    step = queries.find_step(token)
    if step is None or step.user_id is not None:
        return None
    taken = delete(SignInStep).where(SignInStep.token_digest == step.token_digest).returning(SignInStep.kept)
    return db.session.scalar(taken)


@command
def _note_refusal(message: Message) -> None:
    audit.note(None, "account.sign_in_refused", door="single sign-on", reason=message.key)


def _who(provider: Oidc, kept: Mapping[str, str], code: str, redirect_uri: str) -> Claimed:
    """Trade the code for an id_token, and read it only when everything about it is right."""
    endpoints = _discover(provider)
    client = _client(provider, redirect_uri)
    try:
        token = client.fetch_token(endpoints["token_endpoint"], code=code, code_verifier=kept["verifier"])
        keys = as_mapping(client.get(endpoints["jwks_uri"], withhold_token=True))
    except RequestException as error:
        raise Invalid(_SILENT) from error
    except (AuthlibBaseError, ValueError) as error:  # the provider refuses the code, or answers with something else
        raise Invalid(_NOT_GENUINE) from error
    return _claimed(provider, _checked(provider, token, keys, kept["nonce"]))


def _checked(provider: Oidc, token: Mapping[str, Any], keys: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
    """The claims of an id_token: signed by the issuer with a real algorithm, for us, now, and for this sign-in."""
    try:
        key_set = KeySet.import_key_set(dict(keys))  # type: ignore[arg-type]
        decoded = jwt.decode(str(token.get("id_token", "")), key_set, algorithms=_ALGORITHMS)
        options = {"iss": {"values": [provider.issuer]}, "aud": {"values": [provider.client_id]}}
        params = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(now=int(clock.now().timestamp()), leeway=_LEEWAY)
        if isinstance(claims["aud"], list) and claims["aud"] != [provider.client_id]:
            raise ValueError("the token is for others too")
        return dict(claims)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(_NOT_GENUINE) from error


def _claimed(provider: Oidc, claims: Mapping[str, Any]) -> Claimed:
    """What the claims say, as far as it is text that can be kept."""
    told = claims.get(provider.role_claim) or []
    groups = told if isinstance(told, list) else [told]
    subject, username, name = (str(claims.get(key) or "") for key in ("sub", provider.user_claim, "name"))
    if not subject or len(subject) > 255 or not all(is_clean(text) for text in (subject, username, name)):
        raise Invalid(_NOT_GENUINE)
    return Claimed(provider.issuer, subject, username, name or username, frozenset(map(str, groups)))


def _discover(provider: Oidc) -> Mapping[str, str]:
    """Where the provider's doors are. All of them stand on the issuer's own host."""
    try:
        found = as_mapping(_client(provider, "").get(f"{provider.issuer}{_DISCOVERY}", withhold_token=True))
    except (RequestException, AuthlibBaseError) as error:
        raise Invalid(_SILENT) from error
    doors = {name: str(found.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    is_theirs = str(found.get("issuer", "")).rstrip("/") == provider.issuer
    if not is_theirs or {origin_of(door) for door in doors.values()} != {origin_of(provider.issuer)}:
        raise Invalid(_NOT_GENUINE)
    return doors


def _client(provider: Oidc, redirect_uri: str) -> _Client:
    client = _Client(
        provider.client_id,
        provider.client_secret,
        scope="openid profile",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )
    client.keep_to(frozenset({origin_of(provider.issuer)}), is_usable, provider.ca_file)
    return client
