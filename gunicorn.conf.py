"""How gunicorn serves Luodi: two processes with four threads each, measured on two cores."""

import ctypes
import faulthandler
import gc
import os
import signal
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

host = os.environ.get("HOST") or "127.0.0.1"
port = os.environ.get("PORT") or "8000"

bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True  # the address is printed once the program is loaded; a killed worker is back at once
graceful_timeout = 30  # a long export may finish before a restart
loglevel = "warning"
forwarded_allow_ips = ""  # whose word about the reader's address and scheme is believed, LUODI_PROXIES decides
control_socket_disable = True  # it would write below HOME
if Path("/dev/shm").is_dir():  # noqa: S108  the heartbeat must never wait for a busy disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


faulthandler.enable()  # a worker that a library brings down says in the log where it was

_M_ARENA_MAX = -8
with suppress(OSError, AttributeError):  # glibc alone knows it; a heap for each thread keeps what each once needed
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def pre_fork(_server: Any, _worker: Any) -> None:
    """Keep what is loaded before the fork shared: the garbage collector would touch, and so copy, all of it."""
    gc.freeze()


def post_worker_init(_worker: Any) -> None:
    """Nothing is collected within a request."""
    from app.kernel import garbage

    garbage.hold()


_SWEEP_EVERY = 16  # requests of a worker
_requests = count(1)


def post_request(_worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """Collect what the last requests left behind; the answer has been sent."""
    from app.kernel import garbage

    if next(_requests) % _SWEEP_EVERY == 0:
        garbage.sweep()


def when_ready(server: Any) -> None:
    """Load what every page needs while there is one process, then tell where to go, after all that was printed."""
    app = server.app.wsgi()
    browser = app.test_client()
    for language in ("zh", "en"):
        browser.get("/sign-in", headers={"Accept-Language": language})
    _disconnect(app)
    gc.collect()
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, bind.rsplit(":", 1)[0])  # noqa: S104
    if os.environ.get("LUODI_RUN_JOBS") == "1":
        _run_jobs(server)
    print(f"\nLuodi 落地: http://{shown}:{port}   (Ctrl-C stops it · 按 Ctrl-C 停止)", flush=True)


def _disconnect(app: Any) -> None:
    """Leave no connection to the workers: two processes that talk to a database through one tear it apart."""
    from app.kernel.db import db

    with app.app_context():
        db.engine.dispose()


_runner: list[int] = []
_PR_SET_PDEATHSIG = 1
_ENDS = {signal.SIGTERM, signal.SIGINT}
_SERVERS_OWN = (signal.SIGCHLD, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH)


def _run_jobs(server: Any) -> None:
    """Run jobs in a child of the server, as `make run` wants it: it shares what is loaded, and ends with the server."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # until the child has forgotten what the server does on them
    _runner[:] = [os.fork()]
    if _runner[0]:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
        return
    for number in (*_SERVERS_OWN, *_ENDS):
        signal.signal(number, signal.SIG_DFL)
    with suppress(OSError, AttributeError):  # Linux: also when the server is killed
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    for listener in server.LISTENERS:
        listener.sock.close()
    try:
        from app.jobs.cli import runner

        runner.work(server.app.wsgi())
    finally:
        os._exit(0)


def on_exit(_server: Any) -> None:
    """The runner ends before the server, after what it has begun."""
    for pid in _runner:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
