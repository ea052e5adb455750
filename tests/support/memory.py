"""Where the databases of the tests lie: in memory where there is room, since a commit waits for its disk."""

import shutil
from pathlib import Path

_ROOM = 2**30


def fast_folder() -> str:
    """A folder to make temporary folders in; its short name leaves room for the name of a socket."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else "/tmp"
