"""Reading projects. Every statement starts from who may see what (`scope`)."""

from app.projects.queries import histories, subjects
from app.projects.queries.access import LOOK, access_list, looks
from app.projects.queries.history import milestone_events, milestones_due, stage_changes
from app.projects.queries.lists import (
    LIST,
    ProjectFilters,
    listing,
    my_projects,
    of_enterprises,
    waiting_leads,
    without_next_step,
)
from app.projects.queries.masked import SHOWN_ROWS, count_masked, masked_register, masked_rows
from app.projects.queries.register import columns
from app.projects.queries.scope import (
    find,
    first_missing,
    get,
    hidden_clause,
    named,
    options,
    users,
    visible_clause,
    visible_to,
)
from app.projects.queries.timeline import milestone_entries, stage_entries

__all__ = [
    "LIST",
    "LOOK",
    "SHOWN_ROWS",
    "ProjectFilters",
    "access_list",
    "columns",
    "count_masked",
    "find",
    "first_missing",
    "get",
    "hidden_clause",
    "listing",
    "looks",
    "masked_register",
    "masked_rows",
    "milestone_entries",
    "milestone_events",
    "milestones_due",
    "my_projects",
    "named",
    "of_enterprises",
    "options",
    "stage_changes",
    "stage_entries",
    "histories",
    "subjects",
    "users",
    "visible_clause",
    "visible_to",
    "waiting_leads",
    "without_next_step",
]
