"""The names behind what pickers hold, so that a form drawn again shows what was picked and typed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.accounts import queries as accounts
from app.enterprises import queries as enterprises
from app.kernel.display import name
from app.kernel.fields import record_ids
from app.kernel.forms import Form, PickField, PickManyField
from app.kernel.guard import current_actor
from app.kernel.words import pick
from app.meetings.forms import LogForm
from app.projects import queries as projects

_NEW = "new:"
#: What each picker of this room's forms picks from.
_KINDS = {
    "enterprises": "enterprise",
    "enterprise_id": "enterprise",
    "projects": "project",
    "project_id": "project",
    "ours": "person",
    "owner_id": "person",
    "supporters": "person",
    "supervisor_id": "person",
    "theirs": "contact",
    "counterpart": "contact",
}

Field = PickField | PickManyField


def label(form: Form[Any]) -> None:
    """Give every picker of a form the labels of its values: one statement for each kind of record."""
    fields = list(_pickers(form))
    names = {kind: _names(kind, fields) for kind in ("enterprise", "project", "person", "contact")}
    for field in fields:
        shown = names[_KINDS[field.short_name]]
        if isinstance(field, PickManyField):
            field.shown = {value: shown.get(value) or _typed(value) for value in field.data or []}
        elif field.data:
            field.shown = shown.get(field.data) or _typed(field.data)


def _pickers(form: Form[Any]) -> Iterable[Field]:
    yield from (field for field in form if isinstance(field, PickField | PickManyField) and field.short_name in _KINDS)
    if isinstance(form, LogForm):
        for row in form.follow_ups:
            yield from (field for field in row.form if isinstance(field, PickField))


def _names(kind: str, fields: Iterable[Field]) -> Mapping[str, str]:
    values = [v for field in fields if _KINDS[field.short_name] == kind for v in _values(field)]
    ids = sorted(set(record_ids(values)))
    return {str(number): text for number, text in _NAMERS[kind](ids).items()} if ids else {}


def _values(field: Field) -> list[str]:
    if isinstance(field, PickManyField):
        return list(field.data or [])
    return [field.data] if field.data else []


def _typed(value: str) -> str:
    """A new name as it was typed."""
    return value.removeprefix(_NEW)


def _enterprises(ids: list[int]) -> dict[int, str]:
    return {number: name(found) for number, found in enterprises.names(ids).items()}


def _projects(ids: list[int]) -> dict[int, str]:
    return {number: name(found) for number, found in projects.named(current_actor(), ids).items()}


def _people(ids: list[int]) -> dict[int, str]:
    return {number: pick(person.name, person.name_en) for number, person in accounts.people(ids).items()}


def _contacts(ids: list[int]) -> dict[int, str]:
    found = enterprises.contacts(current_actor(), ids)
    return {contact.id: pick(contact.name, contact.name_en) for contact in found}


_NAMERS: Mapping[str, Callable[[list[int]], dict[int, str]]] = {
    "enterprise": _enterprises,
    "project": _projects,
    "person": _people,
    "contact": _contacts,
}


def filter_names(enterprise_id: int | None, project_id: int | None) -> dict[str, str]:
    """What the enterprise and the project that a list is narrowed to are called; a hidden one has no name."""
    found = {}
    if enterprise_id:
        found["enterprise"] = _enterprises([enterprise_id]).get(enterprise_id, "")
    if project_id:
        found["project"] = _projects([project_id]).get(project_id, "")
    return {kind: text for kind, text in found.items() if text}
