"""People with passwords, and ways to sign in with them."""

from collections.abc import Callable
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.kernel import passwords
from app.kernel.permissions import Role
from tests.support import forms
from tests.support.people import Cast

PASSWORD = "nine lives of a cat"
WRONG = "seven lives of a dog"


class CountingHasher(PasswordHasher):
    """As cheap as a hash can be, and counts how often a password is compared."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.compared = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.compared += 1
        return super().verify(hash, password)


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", counting)
    passwords._nobody.cache_clear()
    passwords.fits(None, "")
    counting.compared = 0
    return counting


@pytest.fixture
def lihua(cast: Cast, session: Session) -> User:
    """An officer who knows her password."""
    user = cast.user(Role.OFFICER, name="李华")
    user.username, user.password_hash = "lihua", passwords.hashed(PASSWORD)
    session.commit()
    return user


SignIn = Callable[..., TestResponse]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Send the sign-in form, from a fresh browser or from one that is given."""

    def send(
        username: str = "lihua", password: str = PASSWORD, *, browser: FlaskClient | None = None, to: str = ""
    ) -> TestResponse:
        url = f"/sign-in{to}"
        return forms.post(browser or app.test_client(), url, {"username": username, "password": password})

    return send


def is_in(browser: FlaskClient) -> bool:
    """Whether somebody is signed in with this browser."""
    return browser.get("/profile").status_code == 200
