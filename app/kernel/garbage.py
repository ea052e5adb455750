"""When garbage is collected: between two pieces of work, never within one.

CPython 3.11 may begin a collection while it gives an object its dict. SQLAlchemy's weak references answer a collection
by writing to that object, and then two dicts own the same memory: the process dies a moment later, within the first
second of one worker in fifty. From 3.12 on it collects between two instructions, where this cannot happen.
See docs/decisions/0010.
"""

import ctypes
import gc
from contextlib import suppress


def hold() -> None:
    """From now on nothing is collected unless `sweep` is called, and what is loaded already is never looked at."""
    gc.disable()
    gc.freeze()


def sweep() -> None:
    """Collect now, and give the system back what is free: some 30 ms, so not after everything that is done."""
    gc.collect()
    with suppress(OSError, AttributeError):  # glibc alone knows it
        ctypes.CDLL(None).malloc_trim(0)
