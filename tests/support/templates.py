"""Templates are compiled once in a process, not once for each test: that was half of the suite's time."""

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class _Memory(BytecodeCache):
    """Compiled templates by their name; a changed source has another checksum and is compiled anew."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_memory = _Memory()


def share_templates(app: Flask) -> Flask:
    """The same program, which takes what another one of this process has compiled."""
    app.jinja_env.bytecode_cache = _memory
    return app
