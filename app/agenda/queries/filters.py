"""What the calendar can be narrowed to."""

from pydantic import BaseModel, ConfigDict

from app.agenda.rules import Kind, View, Whose
from app.kernel.fields import OptionalDay, OptionalRecordId


class AgendaFilters(BaseModel):
    """What the calendar can be narrowed to. A person or a unit named counts instead of `whose`."""

    model_config = ConfigDict(extra="ignore")

    view: View = View.MONTH
    day: OptionalDay = None
    whose: Whose = Whose.MINE
    person: OptionalRecordId = None
    unit: OptionalRecordId = None
    kind: Kind | None = None
