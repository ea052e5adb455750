"""The names behind what the pickers of an activity's form hold."""

from collections.abc import Callable, Mapping

from app.accounts import queries as accounts
from app.activities import queries
from app.activities.forms import ActivityChangeForm, ActivityForm
from app.enterprises import queries as enterprises
from app.kernel.display import name
from app.kernel.fields import record_ids
from app.kernel.forms import PickField, PickManyField
from app.kernel.guard import current_actor
from app.kernel.words import pick
from app.projects import queries as projects

_NEW = "new:"
_KINDS = {
    "leader_id": "person",
    "people": "person",
    "enterprises": "enterprise",
    "meetings": "meeting",
    "leads": "project",
    "signings": "project",
}


def label(form: ActivityForm | ActivityChangeForm) -> None:
    """Give every picker the labels of its values: one statement for each kind of record."""
    fields = [field for field in form if field.short_name in _KINDS]
    names = {
        kind: name_all(
            sorted({number for field in fields if _KINDS[field.short_name] == kind for number in _ids(field)})
        )
        for kind, name_all in _NAMERS.items()
    }
    for field in fields:
        shown = names[_KINDS[field.short_name]]
        if isinstance(field, PickManyField):
            field.shown = {value: shown.get(value) or value.removeprefix(_NEW) for value in field.data or []}
        elif field.data:
            field.shown = shown.get(field.data) or field.data.removeprefix(_NEW)


def _ids(field: PickField | PickManyField) -> list[int]:
    data = field.data or []
    return record_ids([data] if isinstance(data, str) else data)


def _people(ids: list[int]) -> dict[str, str]:
    return {str(number): pick(one.name, one.name_en) for number, one in accounts.people(ids).items()}


def _enterprises(ids: list[int]) -> dict[str, str]:
    return {str(number): name(one) for number, one in enterprises.names(ids).items()}


def _projects(ids: list[int]) -> dict[str, str]:
    return {str(number): name(one) for number, one in projects.named(current_actor(), ids).items()}


def _meetings(ids: list[int]) -> dict[str, str]:
    return {str(number): title for number, title in queries.meetings(current_actor(), ids).items()}


_NAMERS: Mapping[str, Callable[[list[int]], dict[str, str]]] = {
    "person": _people,
    "enterprise": _enterprises,
    "project": _projects,
    "meeting": _meetings,
}
