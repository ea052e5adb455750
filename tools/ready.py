"""Makes a database ready to serve: migrated, filled with the sample world once, its sign-ins told."""

import contextlib
import gc
import io
import json
import os
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from typing import cast

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import ArgumentError, OperationalError

from config import Config, ConfigError
from tools.places import one_at_a_time
from tools.stop import Stop, exit_with_sentence, unwritable


def main() -> None:
    """`python -m tools.ready`: the newest migration, and who may sign in first."""
    with in_sentences(), one_at_a_time():
        make_ready(load(), sample=False)


def load() -> Flask:
    """The program; most of a start goes here, a sixth of it, if it may, to looking for garbage in what stays."""
    gc.disable()
    try:
        return cast(Flask, import_module("wsgi").app)
    finally:
        gc.enable()


def make_ready(app: Flask, *, sample: bool) -> None:
    """Migrate the database and, for a first look, fill it with the sample world; tells who can sign in."""
    flask(app, "db", "upgrade")
    if sample and os.environ.get("LUODI_SAMPLE") != "0":
        flask(app, "sample", "load")
        tell_accounts(app)
    tell_setup_code(app)


@contextlib.contextmanager
def in_sentences() -> Iterator[None]:
    """What goes wrong with the settings, the disk or the database becomes a Stop that says what to do."""
    try:
        yield
    except OperationalError as error:
        raise unanswered(error) from error
    except ArgumentError as error:
        raise Stop(
            "LUODI_DATABASE_URL cannot be read: write it like postgresql+psycopg://user:password@host/database.",
            "LUODI_DATABASE_URL 格式有误：请写成 postgresql+psycopg://用户:密码@主机/数据库。",
        ) from error
    except click.ClickException as error:
        raise Stop(error.format_message(), "准备数据库时出错，请按上述提示处理。") from error
    except ConfigError as error:
        raise Stop(f"{error}.", f"设置有误：{error}。") from error
    except OSError as error:
        raise unwritable(error.filename or "LUODI_DATA_DIR") from error


def unanswered(error: OperationalError) -> Stop:
    """The database cannot be opened; for SQLite that is the disk's doing."""
    if isinstance(error.orig, sqlite3.Error):
        return unwritable(Config.from_env().data_dir)
    reason = str(error.orig).strip().splitlines()[0]
    return Stop(
        f"The database does not answer ({reason}): start it, or correct LUODI_DATABASE_URL.",
        f"无法连接数据库（{reason}）：请启动数据库，或更正 LUODI_DATABASE_URL。",
    )


def flask(app: Flask, *words: str) -> None:
    """What `flask WORDS…` does, in this process."""
    app.cli.main(args=list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def tell_accounts(app: Flask) -> None:
    """Print who can sign in; a database that is no sample has nobody to tell of."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(click.ClickException):
        flask(app, "sample", "accounts", "--json")
    accounts = json.loads(printed.getvalue() or "[]")
    if accounts:
        print("\nSample sign-ins · 示例账号")
        for account in accounts:
            print(f"  {account['username']:<16} {account['password']:<20} {account['role']}")


def tell_setup_code(app: Flask) -> None:
    """Where nobody can sign in yet, print the code that the setup page asks for."""
    with contextlib.suppress(click.ClickException):
        flask(app, "accounts", "setup-code")


if __name__ == "__main__":
    exit_with_sentence(main)
