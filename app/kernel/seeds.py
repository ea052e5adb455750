"""What a room puts into a database that has just come up. Each seed doubles nothing when run again."""

from collections.abc import Callable

from app.kernel.sockets import Socket

SEEDS: Socket[Callable[[], None]] = Socket("first rows")
