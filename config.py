"""Settings of the program, read once from the environment. docs/operations.md explains each."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

ENVIRONMENTS = ("production", "development", "testing")
PASSWORD_POLICIES = ("modern", "mlps")
#: How the line to the mail server is protected, and the port that is usual then.
_SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_OIDC_NAMES = ("issuer", "client_id", "client_secret", "name", "user_claim", "role_claim", "role_map", "ca_file")


class ConfigError(ValueError):
    """A setting is wrong; the sentence says which and what to write instead."""


@dataclass(frozen=True)
class Oidc:
    """The provider of the single sign-on, as the one who installs has registered Luodi there.

    `role_map` leads from values of `role_claim` to roles (each with its reach); empty, roles are given in Luodi.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    user_claim: str = "preferred_username"
    role_claim: str = "groups"
    role_map: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ca_file: str = ""


@dataclass(frozen=True)
class Smtp:
    """The mail server of the office. `security` is `tls` from the first byte, `starttls` or `none`."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True)
class Bots:
    """Where bots of groups may be beside the services' own hosts: origins of private deployments, and their CA."""

    origins: frozenset[str] = frozenset()
    ca_file: str = ""


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
    jobs_url: str = ""
    smtp: Smtp | None = None
    address: str = ""
    bots: Bots = Bots()
    password_policy: str = "modern"  # noqa: S105  the name of a policy
    oidc: Oidc | None = None

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
            password_policy=_password_policy(os.environ.get("LUODI_PASSWORD_POLICY", "modern")),
            oidc=_oidc(os.environ),
            redis_url=os.environ.get("LUODI_REDIS_URL", ""),
            jobs_url=_jobs_url(os.environ.get("LUODI_JOBS_URL", "").strip()),
            smtp=_smtp(os.environ),
            address=_address(os.environ.get("LUODI_ADDRESS", "").strip()),
            bots=_bots(os.environ),
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


def _password_policy(code: str) -> str:
    if code not in PASSWORD_POLICIES:
        raise ConfigError(f"LUODI_PASSWORD_POLICY is {code!r}; write one of {', '.join(PASSWORD_POLICIES)}")
    return code


def _oidc(environ: Mapping[str, str]) -> Oidc | None:
    """The single sign-on, off unless an issuer is named. It speaks https, except on this machine itself."""
    told = {name: environ.get(f"LUODI_OIDC_{name.upper()}", "").strip() for name in _OIDC_NAMES}
    if not told["issuer"]:
        return None
    parts = urlsplit(told["issuer"])
    if not parts.hostname or parts.scheme not in (("https", "http") if _is_here(parts.hostname) else ("https",)):
        raise ConfigError(f"LUODI_OIDC_ISSUER is {told['issuer']!r}; write an address such as https://login.example.cn")
    for name in ("client_id", "client_secret"):
        if not told[name]:
            raise ConfigError(f"LUODI_OIDC_{name.upper()} is missing; the provider gives it when Luodi is registered")
    return Oidc(
        issuer=told["issuer"].rstrip("/"),
        client_id=told["client_id"],
        client_secret=told["client_secret"],
        name=told["name"] or parts.hostname,
        user_claim=told["user_claim"] or "preferred_username",
        role_claim=told["role_claim"] or "groups",
        role_map=_role_map(told["role_map"]),
        ca_file=told["ca_file"],
    )


def _jobs_url(url: str) -> str:
    if url and urlsplit(url).scheme not in ("redis", "rediss", "postgresql"):
        raise ConfigError("LUODI_JOBS_URL begins with redis://, rediss:// or postgresql://; leave it out for a file")
    return url


def _address(text: str) -> str:
    """Where browsers find the program: links in mails begin with it."""
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise ConfigError(f"LUODI_ADDRESS is {text!r}; write what people type, such as https://crm.example.cn")
    return text.rstrip("/")


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    """The mail server, none unless its host is named. A password goes over an encrypted line only."""
    names = ("host", "port", "security", "sender", "user", "password", "ca_file")
    told = {name: environ.get(f"LUODI_SMTP_{name.upper()}", "").strip() for name in names}
    if not told["host"]:
        return None
    security = told["security"] or "starttls"
    if security not in _SMTP_PORTS:
        raise ConfigError(f"LUODI_SMTP_SECURITY is {security!r}; write one of {', '.join(_SMTP_PORTS)}")
    port = told["port"] or str(_SMTP_PORTS[security])
    if not re.fullmatch("[0-9]{1,5}", port):
        raise ConfigError(f"LUODI_SMTP_PORT is {port!r}; write a number, such as {_SMTP_PORTS[security]}")
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", told["sender"]):
        raise ConfigError("LUODI_SMTP_SENDER is missing; write the address that mails come from")
    if told["password"] and security == "none" and not _is_here(told["host"]):
        raise ConfigError("LUODI_SMTP_PASSWORD would go over the network in clear; set LUODI_SMTP_SECURITY")
    return Smtp(
        host=told["host"],
        port=int(port),
        security=security,
        sender=told["sender"],
        user=told["user"],
        password=told["password"],
        ca_file=told["ca_file"],
    )


def _bots(environ: Mapping[str, str]) -> Bots:
    """Origins such as `https://wecom.example.cn`; they speak https, except on this machine itself."""
    named = environ.get("LUODI_BOT_HOSTS", "").replace(",", " ").split()
    for origin in named:
        parts = urlsplit(origin)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))
        if not is_safe or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc or not parts.hostname:
            raise ConfigError(f"LUODI_BOT_HOSTS has {origin!r}; write parts such as https://wecom.example.cn")
    return Bots(frozenset(named), environ.get("LUODI_BOT_CA_FILE", "").strip())


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _role_map(text: str) -> dict[str, tuple[str, str]]:
    """`invest=officer:own, chiefs=manager:all` as {claim: (role, reach)}; which roles there are is checked later."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(r"(.+)=([a-z_]+):(own|unit|all)", part)
        if not match:
            raise ConfigError(f"LUODI_OIDC_ROLE_MAP has {part!r}; write parts such as invest=officer:own")
        found[match[1].strip()] = (match[2], match[3])
    return found


def _frozen_now(environment: str) -> datetime | None:
    text = os.environ.get("LUODI_NOW", "")
    if not text or environment != "testing":
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ConfigError("LUODI_NOW needs a zone, such as 2022-07-15T10:00:00+08:00")
    return moment
