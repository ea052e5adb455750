"""The door of the Makefile: `python -m tools.launch run|setup|assets|db`; needs Python 3.11 with venv."""

import argparse
import errno
import os
from typing import Never

from tools import build, environment
from tools.address import check_free, chosen_address
from tools.places import PYTHON, ROOT, one_at_a_time
from tools.stop import exit_with_sentence, unwritable


def main() -> None:
    """Do one command; each prepares whatever it needs first."""
    parser = argparse.ArgumentParser(prog="tools.launch", description=__doc__)
    parser.add_argument("command", choices=["run", "setup", "assets", "db"])
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    asked = parser.parse_args()
    if asked.command == "run":
        run()
    with one_at_a_time():
        prepare(dev=asked.dev, assets=asked.command == "assets")
    if asked.command == "db":
        become("tools.ready")


def run() -> Never:
    """From an empty folder to the server; this process becomes the server, so that Ctrl-C reaches it."""
    check_free(*chosen_address())
    with one_at_a_time():
        prepare(dev=False, assets=True)
    become("tools.serve")


def prepare(*, dev: bool, assets: bool) -> None:
    """The environment, what the program reads and, where pages will be served, the front end."""
    try:
        environment.prepare(dev=dev)
        if assets:
            build.assets()
        build.translations()
        build.readings()
        build.bytecode()
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT):
            raise unwritable(error.filename or ROOT) from error
        raise


def become(module: str) -> Never:
    """Go on as a program that needs what was prepared."""
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", module])


if __name__ == "__main__":
    exit_with_sentence(main)
