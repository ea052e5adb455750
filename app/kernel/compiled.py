"""Templates as they were compiled when the program was set up: no page waits for it, no worker keeps what it takes."""

from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).with_name("compiled")
#: What code a template becomes depends on the environment that `display` builds, and on Jinja.
_BUILT_BY = version("jinja2") + Path(__file__).with_name("display.py").read_text(encoding="utf-8")


class CompiledTemplates(FileSystemBytecodeCache):
    """The code of the templates. One that was changed since is compiled in memory; only `tools.templates` writes."""

    def __init__(self, *, writes: bool = False) -> None:
        super().__init__(str(FOLDER))
        self._writes = writes

    def get_source_checksum(self, source: str) -> str:
        """What the code must have been made from, or it is made anew."""
        return super().get_source_checksum(source + _BUILT_BY)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """A server does not write into the program."""
        if self._writes:
            super().dump_bytecode(bucket)
