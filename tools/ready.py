"""Makes a database ready to serve: migrated, filled with the sample world once, its sign-ins told."""

import contextlib
import io
import json
import os
import sqlite3
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import ArgumentError, OperationalError

from app.factory import create_app
from config import Config, ConfigError
from tools.stop import Stop, exit_with_sentence, unwritable


def main() -> None:
    """`python -m tools.ready [--sample]`: one process for all steps, each start of Python costs a second."""
    try:
        app = create_app(Config.from_env())
        flask(app, "db", "upgrade")
        if "--sample" in sys.argv and os.environ.get("LUODI_SAMPLE") != "0":
            flask(app, "sample", "load")
            tell_accounts(app)
        tell_setup_code(app)
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
