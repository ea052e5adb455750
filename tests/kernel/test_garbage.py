"""Garbage is collected between requests and jobs, never within one: CPython 3.11 dies of some collections."""

import gc
import runpy
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from app.jobs import service
from app.jobs.cli import runner
from app.kernel import garbage
from tests.house.sources import ROOT


class Cycle:
    """Something that only a collection can free."""

    def __init__(self) -> None:
        self.me = self


def left_behind():
    """A reference that dies when the cycle behind it is collected."""
    return weakref.ref(Cycle())


#: What SQLAlchemy's states do: get their dict late, and answer by writing to themselves when their record has gone.
#: Without the first line CPython 3.11.7 dies of it.
WRITES_TO_ITSELF = """
from app.kernel import garbage; garbage.hold()
import gc, weakref

class State: ...
class Record: ...

def live():
    state, record = State(), Record()
    for name in "abcdefg":
        setattr(state, name, object())
    record.me = record
    state.record = weakref.ref(record, lambda _gone: state.__dict__.update(gone=True))
    del record
    dicts = [{} for _ in range(200)]
    gc.set_threshold(1)
    for number in range(40):
        setattr(state, f"late{number}", number)
    gc.set_threshold(700)
    state.__dict__.pop("a")

for _ in range(200):
    live()
    garbage.sweep()
"""


def test_a_state_that_writes_to_itself_when_its_record_has_gone_does_not_bring_the_process_down():
    done = subprocess.run(
        [sys.executable, "-c", WRITES_TO_ITSELF], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The process that tests run in collects by itself; what is frozen there stays so."""
    yield
    gc.enable()


def test_what_is_held_goes_only_when_it_is_swept():
    garbage.hold()
    rest = left_behind()
    kept: list[list[int]] = [[] for _ in range(gc.get_threshold()[0] * 2)]
    assert rest() is not None, "collected in the middle of the work"
    garbage.sweep()
    assert rest() is None
    assert kept


def test_a_worker_sweeps_after_some_requests_and_not_within_one():
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    conf["post_worker_init"](None)
    assert not gc.isenabled()
    rest = left_behind()
    served = 0
    while rest() is not None:
        served += 1
        assert served <= 64, "a worker must not keep everything"
        conf["post_request"](None, None, None, None)
    assert served > 1, "a sweep takes milliseconds: not after every request"


def test_a_job_is_followed_by_a_sweep(app, monkeypatch):
    monkeypatch.setattr(service, "run_due", lambda: None)
    monkeypatch.setattr(service, "deliver", lambda _job_id: None)
    queue = runner.fitted(app)
    gc.disable()
    known = queue._registry
    tasks = [queue.hand_over.s(1), *known.periodic_tasks]
    assert len(tasks) == 2
    for task in tasks:
        rest = left_behind()
        queue.execute(task)
        assert rest() is None, task.name
