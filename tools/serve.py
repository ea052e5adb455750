"""`python -m tools.serve`: makes the database ready and serves; loading the program takes most of a start, so once."""

import gc
import os
import runpy
import sys

from flask import Flask

from tools.address import check_free, chosen_address
from tools.places import one_at_a_time
from tools.ready import in_sentences, load, make_ready
from tools.stop import exit_with_sentence


def main() -> None:
    """This process becomes the server, so that Ctrl-C reaches it."""
    with in_sentences():
        app = load()
        with one_at_a_time():
            prepare(app)
    check_free(*chosen_address())
    os.environ.setdefault("LUODI_RUN_JOBS", "1")
    sys.argv = ["gunicorn", "wsgi:app"]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def prepare(app: Flask) -> None:
    """Make the database ready in a child: the server begins without its connections and without what it left behind."""
    gc.freeze()  # or the child's garbage collector would touch, and so copy, all that is loaded
    child = os.fork()
    if not child:
        make_ready(app, sample=True)
        sys.stdout.flush()
        os._exit(0)  # without taking apart what the server goes on with
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(1)


if __name__ == "__main__":
    exit_with_sentence(main)
