"""Weekly progress and instructions as they come in."""

from typing import Annotated

from app.kernel.fields import (
    MAX_ID,
    Draft,
    Line,
    OptionalDay,
    OptionalLine,
    OptionalProse,
    OptionalRecordId,
    Version,
    whole_number,
)

#: 0 for progress that nobody has written yet.
SeenVersion = Annotated[int, whole_number(0, MAX_ID)]


class WeeklyDraft(Draft):
    """What is written for a week. A cell that is left out stays as it is.

    `version` is that of the week's row, `project_version` the project's, of which the next step is a part.
    """

    progress: OptionalProse = None
    problems: OptionalProse = None
    coordination: OptionalProse = None
    department_id: OptionalRecordId = None
    next_step: OptionalLine = None
    next_due_on: OptionalDay = None
    version: SeenVersion
    project_version: Version


class SameDraft(Draft):
    """The row that is filled with what stood in the one before."""

    version: SeenVersion


class InstructionDraft(Draft):
    """A leader's word; it is due in a week unless a day is given."""

    text: Line
    due_on: OptionalDay = None
