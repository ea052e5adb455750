"""The first administrator of an empty installation: who can read the setup code in its folder."""

import hmac
import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from app.accounts import queries
from app.accounts.models import User
from app.accounts.schemas import NewUserDraft, SetupDraft, UnitDraft
from app.accounts.service import directory
from app.kernel import installation
from app.kernel.db import command, db
from app.kernel.errors import Invalid, NotFound
from app.kernel.passwords import flaw_of, hashed, random_code, tidy_code
from app.kernel.permissions import Role
from app.kernel.text import Message

CODE_FILE = "setup-code"
_WRONG_CODE = Message("This is not the setup code. It stands in the file %(file)s in the data folder.", file=CODE_FILE)


def is_waiting() -> bool:
    """Whether there is a setup code that nobody has used: asked without the database, for the sign-in page."""
    return _path().exists()


def close() -> None:
    """Somebody can sign in now: the code is of no use any more."""
    with suppress(OSError):
        _path().unlink()


def setup_code() -> str:
    """The code that the first administrator is asked for: made once, readable only for who runs the program."""
    path = _path()
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(random_code() + "\n")
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def found(draft: SetupDraft) -> User:
    """Make the first unit and its administrator. NotFound for ever once there is a user. Raises Invalid."""
    if queries.has_users():
        raise NotFound
    if not hmac.compare_digest(setup_code(), tidy_code(draft.code)):
        raise Invalid.at("code", _WRONG_CODE)
    if draft.chosen != draft.repeated:
        raise Invalid.at("repeated", Message("The two new passwords differ."))
    if flaw := flaw_of(draft.chosen, draft.username, draft.name, policy=queries.password_policy()):
        raise Invalid.at("chosen", flaw)
    user = _found(draft, hashed(draft.chosen))
    close()
    return user


@command
def _found(draft: SetupDraft, password_hash: str) -> User:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE users IN EXCLUSIVE MODE"))  # two who come first go one after the other
    if queries.has_users():
        raise NotFound
    unit = directory.create_unit(None, UnitDraft(name_zh=draft.unit, kind="committee"))
    admin = NewUserDraft(name=draft.name, unit_id=unit.id, username=draft.username, role=Role.ADMIN)
    return directory.add_user(None, admin, password_hash)


def _path() -> Path:
    return installation.present().folder / CODE_FILE
