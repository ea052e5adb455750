"""The folder of files: whole or not there, under names of its own, for nobody else."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.kernel.storage import BLOCK, DiskStorage


@pytest.fixture
def place(tmp_path: Path) -> DiskStorage:
    return DiskStorage(tmp_path / "files")


def test_what_is_put_comes_back_with_its_size_and_digest(place):
    content = os.urandom(BLOCK * 2 + 7)
    kept = place.put(io.BytesIO(content))
    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with place.open(kept.key) as file:
        assert file.read() == content
    assert place.size(kept.key) == len(content)


def test_only_the_program_may_read_it(place):
    kept = place.put(io.BytesIO(b"x"))
    folders = [path for path in place.root.rglob("*") if path.is_dir()]
    assert {path.stat().st_mode & 0o777 for path in [place.root, *folders]} == {0o700}
    assert (place.root / kept.key[:2] / kept.key).stat().st_mode & 0o777 == 0o600


def test_the_same_content_twice_lies_under_two_keys(place):
    assert place.put(io.BytesIO(b"x")).key != place.put(io.BytesIO(b"x")).key


def test_what_breaks_off_leaves_nothing(place):
    class Broken(io.RawIOBase):
        def read(self, _size=-1):
            raise OSError("the line broke")

    with pytest.raises(OSError, match="the line broke"):
        place.put(Broken())
    assert [path for path in place.root.rglob("*") if path.is_file()] == []
    assert list(place.listed()) == []


def test_what_is_deleted_is_gone_and_deleting_again_is_no_fault(place):
    kept = place.put(io.BytesIO(b"x"))
    place.delete(kept.key)
    place.delete(kept.key)
    assert place.size(kept.key) is None
    with pytest.raises(FileNotFoundError):
        place.open(kept.key)


@pytest.mark.parametrize("key", ["", "..", "../luodi.db", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\x00"])
def test_a_key_that_is_none_leads_nowhere(place, key):
    with pytest.raises(FileNotFoundError):
        place.open(key)
    assert place.size(key) is None


def test_every_key_is_listed_with_its_instant(place):
    kept = place.put(io.BytesIO(b"x"))
    [(key, put_at)] = place.listed()
    assert key == kept.key
    assert abs(datetime.now(UTC) - put_at) < timedelta(minutes=1)


def test_it_tells_how_much_more_fits(place):
    assert place.free() > 0
