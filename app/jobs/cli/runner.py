"""The job runner: huey with one scheduler and two workers, in a process of its own.

The outbox in the database is the truth; the queue only hands its numbers to the workers, as JSON. So a queue that is
lost loses nothing, and nothing that stands in it can be run as code.
"""

import json
import logging
import signal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer, Scheduler
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import service
from app.kernel import clock, garbage

logger = logging.getLogger("luodi")

WORKERS = 2
#: Seconds between two looks at the outbox.
LOOK_EVERY = 5
#: Seconds that a job has to end when the runner is stopped.
PATIENCE = 30
_NAME = "luodi"


class Json(Serializer):  # type: ignore[misc]
    """Messages as JSON: the library's own way would run whatever code somebody puts into the queue."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        found = json.loads(data)
        return Message(*found) if isinstance(found, list) else found


def queue_at(url: str, folder: Path) -> Huey:
    """The queue behind LUODI_JOBS_URL; without one a file in the data folder."""
    common: dict[str, Any] = {"results": False, "serializer": Json()}
    scheme = urlsplit(url).scheme
    if not url:
        return SqliteHuey(_NAME, filename=str(folder / "jobs.db"), **common)
    if scheme.startswith("redis"):
        return RedisHuey(_NAME, url=url, **common)
    return PostgresHuey(_NAME, dsn=url, **common)


def fitted(app: Flask) -> Huey:
    """The queue with its two tasks: deliver a job of the outbox, and do what has come round."""
    queue = queue_at(app.config["JOBS_URL"], Path(app.config["DATA_DIR"]))

    @queue.task(name="deliver")  # type: ignore[untyped-decorator]
    def deliver(job_id: int) -> None:
        with app.app_context():
            service.deliver(job_id)

    @queue.periodic_task(crontab(), name="come_round")  # type: ignore[untyped-decorator]
    def come_round() -> None:
        with app.app_context():
            service.run_due()

    @queue.post_execute()  # type: ignore[untyped-decorator]
    def sweep(_task: Any, _value: Any, _failure: Any) -> None:
        garbage.sweep()

    queue.hand_over = deliver
    return queue


class Outbox(Scheduler):  # type: ignore[misc]
    """The scheduler, which also looks into the outbox and puts what is due into the queue."""

    def loop(self, now: Any = None) -> None:
        """One look; a database that does not answer is asked again at the next."""
        try:
            with self.huey.app.app_context():
                for number in service.take(clock.now()):
                    self.huey.hand_over(number)
        except SQLAlchemyError:
            logger.exception("the outbox could not be read")
        super().loop(now)


class Runner(Consumer):  # type: ignore[misc]
    """Ends on SIGTERM and SIGINT alike, after what has begun; never starts itself anew."""

    scheduler_class = Outbox

    def __init__(self, queue: Huey) -> None:
        super().__init__(
            queue, workers=WORKERS, scheduler_interval=LOOK_EVERY, max_delay=1.0, shutdown_timeout=PATIENCE
        )
        self._signal_actions = {signal.SIGTERM: (False, True), signal.SIGINT: (False, True)}


def work(app: Flask) -> None:
    """Run jobs in this process until it is told to stop."""
    garbage.hold()
    queue = fitted(app)
    queue.app = app
    logger.info("the job runner has started")
    Runner(queue).run()
    logger.info("the job runner has stopped")
