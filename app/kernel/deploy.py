"""`flask check-deploy`: is this installation fit for confidential data? Each flaw says what to do about it."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from app.kernel.db import db
from app.kernel.migrate import newest_revision, present_revision
from app.kernel.sockets import Socket

_SHORTEST_KEY = 32


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it should be. With a grave one the installation must not go into service."""

    what: str
    grave: bool = True


Check = Callable[[], Iterator[Flaw]]
DEPLOY_CHECKS: Socket[Check] = Socket("checks of an installation")


@click.command("check-deploy")
@click.option("--json", "as_json", is_flag=True, help="For scripts: a list of {check, what, grave}.")
@with_appcontext
def cli(as_json: bool) -> None:
    """Refuse (exit code 1) an installation with a weak key, debugging, no TLS, sample sign-ins or open files."""
    found = [(name, flaw) for name, check in DEPLOY_CHECKS for flaw in check()]
    if as_json:
        click.echo(json.dumps([{"check": name, "what": flaw.what, "grave": flaw.grave} for name, flaw in found]))
    else:
        for name, flaw in sorted(found, key=lambda line: not line[1].grave):
            click.echo(f"{'REFUSED' if flaw.grave else 'advice '}  {name}: {flaw.what}")
        click.echo("Not fit for service." if any(flaw.grave for _, flaw in found) else "Fit for service.")
    if any(flaw.grave for _, flaw in found):
        raise click.exceptions.Exit(1)


@DEPLOY_CHECKS.plug("program")
def _program() -> Iterator[Flaw]:
    config = current_app.config
    if current_app.debug or current_app.testing or config["ENVIRONMENT"] != "production":
        yield Flaw("it runs for development or testing. Set LUODI_ENV=production and leave FLASK_DEBUG unset.")
    key = str(config["SECRET_KEY"])
    if len(key) < _SHORTEST_KEY or len(set(key)) < _SHORTEST_KEY // 2:
        yield Flaw("the secret key is weak. Stop the program, remove secret.key; the next start makes a good one.")


@DEPLOY_CHECKS.plug("network")
def _network() -> Iterator[Flaw]:
    config = current_app.config
    if not config["SESSION_COOKIE_SECURE"]:
        yield Flaw("browsers reach it without TLS. Put a proxy with a certificate in front and set LUODI_TLS=1.")
    elif not config["PROXIES"]:
        yield Flaw("LUODI_PROXIES is 0, so every reader has the proxy's address. Say how many stand in front.", False)
    if not config["TRUSTED_HOSTS"]:
        yield Flaw(
            "it answers to any host name. Set LUODI_HOSTS to the names that people type, such as crm.example.cn."
        )


@DEPLOY_CHECKS.plug("mail")
def _mail() -> Iterator[Flaw]:
    if current_app.config["SMTP"] is None:
        yield Flaw("no mail is sent, not even a link for a forgotten password. Set LUODI_SMTP_HOST.", grave=False)
    elif not current_app.config["ADDRESS"]:
        yield Flaw("links in mails lead nowhere. Set LUODI_ADDRESS to what people type.", grave=False)


@DEPLOY_CHECKS.plug("files")
def _files() -> Iterator[Flaw]:
    folder = Path(current_app.config["DATA_DIR"])
    for path, mode in ((folder, "700"), (folder / "secret.key", "600")):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            yield Flaw(f"others on this machine may look into {path.name}. Run chmod {mode} on it.")


@DEPLOY_CHECKS.plug("database")
def _database() -> Iterator[Flaw]:
    connection = db.session.connection()
    if present_revision(connection) != newest_revision():
        yield Flaw("migrations are pending. Run make db.")
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("SHOW synchronous_commit")) == "off":
        yield Flaw("synchronous_commit is off: what was acknowledged may be lost. Set it to on.")
    if connection.scalar(text("SHOW server_encoding")) != "UTF8":
        yield Flaw("the database is not in UTF-8. Make a new one with --encoding=UTF8.")
    url = db.engine.url
    if url.password and re.fullmatch(r"(luodi|postgres|password|123456)?", str(url.password)):
        yield Flaw("the password of the database is a word that everybody tries first. Choose another.")
    is_remote = url.host not in (None, "", "localhost", "127.0.0.1", "::1") and not str(url.host).startswith("/")
    if is_remote and url.query.get("sslmode") not in ("require", "verify-ca", "verify-full"):
        yield Flaw("the way to the database is not encrypted. Add ?sslmode=verify-full to LUODI_DATABASE_URL.", False)
