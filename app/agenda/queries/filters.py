"""What the calendar can be narrowed to."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, true

from app.agenda.rules import Kind, View, Whose
from app.kernel.fields import OptionalDay, OptionalRecordId
from app.kernel.permissions import Actor


class AgendaFilters(BaseModel):
    """What the calendar can be narrowed to. A person or a unit named counts instead of `whose`."""

    model_config = ConfigDict(extra="ignore")

    view: View = View.MONTH
    day: OptionalDay = None
    whose: Whose = Whose.MINE
    person: OptionalRecordId = None
    unit: OptionalRecordId = None
    kind: Kind | None = None


def narrowed(
    actor: Actor,
    filters: AgendaFilters,
    *,
    unit: Any,
    mine: ColumnElement[bool],
    of_person: Callable[[int], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Whose entries of a kind are asked for: a person's, a unit's by this column, everybody's, or `mine`."""
    if filters.person:
        return of_person(filters.person)
    if filters.unit or filters.whose is Whose.UNIT:
        belongs: ColumnElement[bool] = unit == (filters.unit or actor.unit_id)
        return belongs
    return true() if filters.whose is Whose.ALL else mine
