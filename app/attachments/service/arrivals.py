"""Files on their way in: judged first, then put away, and forgotten again when their rows are refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.attachments import queries, rules
from app.attachments.models import Format
from app.attachments.rules.contents import size_of
from app.attachments.schemas import Upload
from app.kernel import settings, storage
from app.kernel.errors import Invalid, NoRoom, Refusal
from app.kernel.storage import Kept
from app.kernel.text import Message


@dataclass(frozen=True)
class Arrival:
    """A file that has been judged and put away, but has no row yet."""

    name: str
    format: Format
    kept: Kept


def judge(uploads: Sequence[Upload]) -> list[tuple[Upload, Format]]:
    """What each of the files is. Raises Invalid that names every one which is not taken, and why."""
    if not uploads:
        raise Invalid.at("files", Message("Choose a file."))
    if len(uploads) > rules.AT_ONCE:
        raise Invalid.at("files", Message("At most %(limit)s files at once.", limit=rules.AT_ONCE))
    judged, refused = [], []
    for upload in uploads:
        try:
            judged.append((upload, _judge(upload)))
        except Invalid as refusal:
            refused.append(Message("%(name)s: %(reason)s", name=_shown(upload.name), reason=refusal.message))
    if refused:
        raise Invalid(refused[0], fields={f"files.{number}": said for number, said in enumerate(refused)})
    return judged


def _judge(upload: Upload) -> Format:
    if size_of(upload.content) > rules.most_bytes():
        limit = settings.read(rules.MOST_MEGABYTES)
        raise Invalid(Message("It is larger than %(limit)s MB.", limit=limit))
    found = rules.inspect(upload.content)
    if rules.FORMATS[found].family not in settings.read(rules.FAMILIES):
        raise Invalid(Message("This kind of file is not taken here."))
    return found


def _shown(given: str) -> str:
    """The name that the person knows the file by, fit to be said."""
    return rules.clean_name(given, Format.TEXT).removesuffix(".txt")


def check_room(needed: int) -> None:
    """Raise NoRoom when the files would fill the disk, or all the room that the office has set aside."""
    if storage.present().free() - needed < rules.RESERVE:
        raise NoRoom(Message("The disk of the server is nearly full; files cannot be taken for now."))
    if queries.storage_use().bytes + needed > rules.quota_bytes():
        raise NoRoom(Message("The room for files is used up; an administrator can make more."))


@contextmanager
def put_away(judged: Sequence[tuple[Upload, Format]]) -> Iterator[list[Arrival]]:
    """Keep the contents while the block writes their rows.

    When the block refuses, nothing of them stays. After any other failure it is not known whether the rows were
    committed, so the contents stay for `sweep` to judge.
    """
    check_room(sum(size_of(upload.content) for upload, _ in judged))
    place, arrivals = storage.present(), []
    try:
        for upload, kind in judged:
            upload.content.seek(0)
            arrivals.append(Arrival(rules.clean_name(upload.name, kind), kind, place.put(upload.content)))
        yield arrivals
    except Refusal:
        for arrival in arrivals:
            place.delete(arrival.kept.key)
        raise


@contextmanager
def taken_in(uploads: Sequence[Upload]) -> Iterator[list[Arrival]]:
    """Judge and keep files while the block writes their rows.

    When the form had been sent before, its files have their rows already: these contents are not needed.
    """
    with put_away(judge(uploads)) as arrivals:
        yield arrivals
    used = queries.in_use([arrival.kept.key for arrival in arrivals])
    for arrival in arrivals:
        if arrival.kept.key not in used:
            storage.present().delete(arrival.kept.key)
