"""How files come in: they are spooled to the data folder's own disk, never to memory nor to the system's /tmp."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

from flask import Request, current_app, request

from app.kernel.storage import DiskStorage

P = ParamSpec("P")
R = TypeVar("R")


def takes_files(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose form may hold files; every other form is small."""
    view.__dict__["takes_files"] = True
    return view


def asks_for_files() -> bool:
    """Whether the view that this request is for takes files."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "takes_files", False)


class SpoolingRequest(Request):
    """A request whose files lie on disk from their first byte; they are gone when it ends, read to the end or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spooled: list[IO[bytes]] = []

    def close(self) -> None:
        super().close()
        for file in self._spooled:
            file.close()

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        folder = DiskStorage(Path(current_app.config["DATA_DIR"]) / "files").incoming
        self._spooled.append(tempfile.TemporaryFile("w+b", dir=folder))  # noqa: SIM115  closed with the request
        return self._spooled[-1]
