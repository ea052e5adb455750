"""A small OpenID Connect provider on loopback, built with Authlib: real discovery, codes, PKCE, keys and tokens.

A test has it lie by `lies`: claims that replace the true ones in each id_token before it is signed.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import RSAKey

from tools.browser import served

CLIENT_ID, CLIENT_SECRET = "luodi", "a secret between two servers"


@dataclass
class Somebody:
    """Who is signed in at the provider."""

    subject: str = "248289761001"
    claims: dict[str, Any] = field(default_factory=dict)

    def get_user_id(self) -> str:
        return self.subject


@dataclass
class Client(ClientMixin):  # type: ignore[misc]
    """Luodi, as it is registered here; its address is not known before the test's server runs."""

    client_id: str = CLIENT_ID

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/single/return")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """An authorization code that was given out."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    user: Somebody
    nonce: str | None
    code_challenge: str
    code_challenge_method: str
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """The provider as a test sees it."""

    somebody: Somebody = field(default_factory=Somebody)
    lies: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    issuer: str = ""
    keep_codes: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    published: RSAKey | None = None
    discovery: dict[str, Any] = field(default_factory=dict)


def build(provider: Provider) -> Flask:
    """The provider as an application of its own."""
    app = Flask("provider")
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = False
    server = AuthorizationServer(app, query_client=lambda _id: Client(), save_token=lambda _token, _request: None)
    server.register_grant(_grant(provider), [CodeChallenge(required=True), _id_tokens(provider)()])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        doors = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        told = {"issuer": provider.issuer, **{name: provider.issuer + path for name, path in doors.items()}}
        return jsonify(told | provider.discovery)

    @app.get("/authorize")
    def authorize() -> Response:
        provider.asked.append(dict(request.args))
        grant = server.get_consent_grant(end_user=provider.somebody)
        answer: Response = server.create_authorization_response(grant=grant, grant_user=provider.somebody)
        return answer

    @app.post("/token")
    def token() -> Response:
        answer: Response = server.create_token_response()
        return answer

    @app.get("/keys")
    def keys() -> Response:
        return jsonify({"keys": [(provider.published or provider.key).as_dict(private=False)]})

    return app


def _grant(provider: Provider) -> type:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            data = asked.payload.data
            provider.codes[code] = Code(
                code=code,
                client_id=asked.client.client_id,
                redirect_uri=asked.payload.redirect_uri,
                scope=asked.payload.scope,
                user=asked.user,
                nonce=data.get("nonce"),
                code_challenge=data.get("code_challenge"),
                code_challenge_method=data.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, _client: Any) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            if not provider.keep_codes:
                del provider.codes[code.code]

        def authenticate_user(self, code: Code) -> Somebody:
            return code.user

    return Grant


def _id_tokens(provider: Provider) -> type:
    class IdTokens(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, _nonce: str, _request: Any) -> bool:
            return False

        def get_client_algorithm(self, _client: Any) -> str:
            return provider.algorithm

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [client.client_id], "exp": int(time.time()) + 300}

        def resolve_client_private_key(self, _client: Any) -> RSAKey:
            return provider.key

        def generate_user_info(self, user: Somebody, _scope: str) -> UserInfo:
            return UserInfo({"sub": user.subject} | user.claims | provider.lies)

    return IdTokens


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider, asked at the address it names as its issuer."""
    with served(build(provider)) as address:
        provider.issuer = address
        yield provider
