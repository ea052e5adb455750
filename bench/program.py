"""The program on a world, and browsers in which somebody of the sample world is signed in."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.factory import create_app
from app.kernel import rates, settings
from app.kernel.db import db
from app.kernel.settings import SettingValue
from bench.worlds import World
from config import Config
from tests.support.databases import disconnect
from tests.support.people import signed_in

#: A landing officer has the narrowest sight, and so the longest conditions; the manager sees all.
OFFICER, MANAGER = "officer", "manager"


class Program:
    """The real program in this process, on one world."""

    def __init__(self, world: World) -> None:
        self.app = _app(world)
        _never_limited(self.app)
        self._clients: dict[str, FlaskClient] = {}

    def client(self, username: str = OFFICER) -> FlaskClient:
        """A browser of this user, who has a session already."""
        if username not in self._clients:
            self._clients[username] = client_of(self.app, username)
        return self._clients[username]

    def get(self, path: str, username: str = OFFICER) -> str:
        """The page at an address; anything but a page is a failure of the measurement."""
        answer = self.client(username).get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer.text

    def rows(self, statement: Any) -> list[Any]:
        """What a statement finds: to choose what is measured."""
        with self.app.app_context():
            return list(db.session.execute(statement))

    def close(self) -> None:
        """Let go of the database."""
        disconnect(self.app)


def _app(world: World) -> Flask:
    return create_app(Config(world.url, world.data_dir, secret_key=secret(world.data_dir)))


def _never_limited(app: Flask) -> None:
    """Nobody types as fast as a measurement: what is counted by the minute may be done as often as can be allowed."""
    with app.app_context():
        for rate in (rates.SEARCH, rates.EXPORT, rates.SIGN_IN):
            if not settings.is_chosen(rate.limit):
                db.session.add(SettingValue(code=rate.limit.code, value=rate.limit.highest))
        db.session.commit()


def client_of(app: Flask, username: str) -> FlaskClient:
    """A browser of an application in which this user is signed in."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == username)).one()
        return signed_in(app, db.session, user)


def secret(data_dir: Path) -> str:
    """The key of this world's cookies, the same for gunicorn and for the application in this process."""
    path = data_dir / "secret.key"
    if not path.exists():
        path.write_text(token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
