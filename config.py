"""Settings of the program, read once from the environment. docs/operations.md explains each."""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ENVIRONMENTS = ("production", "development", "testing")


class ConfigError(ValueError):
    """A setting is wrong; the sentence says which and what to write instead."""


@dataclass(frozen=True)
class Config:
    """Everything that differs between two installations."""

    database_url: str
    data_dir: Path
    environment: str = "production"
    secret_key: str = ""
    now: datetime | None = None
    behind_tls: bool = False
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    redis_url: str = ""

    @property
    def is_testing(self) -> bool:
        return self.environment == "testing"

    @classmethod
    def from_env(cls) -> "Config":
        """The settings of this process; the data folder and the secret are made at the first start."""
        environment = os.environ.get("LUODI_ENV", "production")
        if environment not in ENVIRONMENTS:
            raise ConfigError(f"LUODI_ENV is {environment!r}; write one of {', '.join(ENVIRONMENTS)}")
        data_dir = Path(os.environ.get("LUODI_DATA_DIR", "var")).resolve()
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(
            database_url=os.environ.get("LUODI_DATABASE_URL") or f"sqlite:///{data_dir / 'luodi.db'}",
            data_dir=data_dir,
            environment=environment,
            secret_key=_secret(data_dir / "secret.key"),
            now=_frozen_now(environment),
            behind_tls=os.environ.get("LUODI_TLS") == "1",
            hosts=tuple(os.environ.get("LUODI_HOSTS", "").replace(",", " ").split()),
            proxies=_proxies(os.environ.get("LUODI_PROXIES", "")),
            redis_url=os.environ.get("LUODI_REDIS_URL", ""),
        )


def _secret(path: Path) -> str:
    """The key that signs cookies and cursors. Several workers may start at once: the first one's counts for all.

    It is written beside its place and linked there whole, so that nobody reads half of it.
    """
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def _proxies(text: str) -> int:
    """How many proxies of the office stand in front; their word about the reader's address is believed, no other."""
    if text and not re.fullmatch("[0-9]", text):
        raise ConfigError(f"LUODI_PROXIES is {text!r}; write how many proxies stand in front, such as 1")
    return int(text or 0)


def _frozen_now(environment: str) -> datetime | None:
    text = os.environ.get("LUODI_NOW", "")
    if not text or environment != "testing":
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ConfigError("LUODI_NOW needs a zone, such as 2022-07-15T10:00:00+08:00")
    return moment
