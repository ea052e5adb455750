"""Reading projects. Every statement starts from who may see what (`scope`)."""

from app.projects.queries import histories, instructions, lags, progress, subjects, weekly
from app.projects.queries.access import LOOK, access_list, looks
from app.projects.queries.backward import backward, standard_days
from app.projects.queries.board import Card, Column, board, figures, more_cards
from app.projects.queries.claims import (
    SHOWN_CLAIMS,
    Claim,
    ClaimFilters,
    claimable_months,
    claimed,
    claims_to_verify,
    count_claims,
    get_claim,
    last_event,
)
from app.projects.queries.contacts import CONTACTS, moved_contacts
from app.projects.queries.dwell import days_in_stage, pauses
from app.projects.queries.facts import FACTS, facts, file_kinds, known, waiting
from app.projects.queries.gates import lacking, lacking_next, milestones_of, next_or_own, standings, waived_of
from app.projects.queries.history import milestone_events, milestones_due, stage_changes
from app.projects.queries.lights import OVERDUE, first_open_plan, light_clause, light_of, limits, signals
from app.projects.queries.lists import (
    LIST,
    ProjectFilters,
    listing,
    my_projects,
    of_enterprises,
    without_next_step,
)
from app.projects.queries.masked import SHOWN_ROWS, count_masked, masked_register, masked_rows
from app.projects.queries.panels import PANELS, Panel, panels
from app.projects.queries.people import count_by_task_force, projects_for
from app.projects.queries.register import columns
from app.projects.queries.response import clocks_of, waiting_leads
from app.projects.queries.scope import (
    concerns,
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
from app.projects.queries.tags import tags_of
from app.projects.queries.timeline import milestone_entries, stage_entries
from app.projects.queries.waivers import (
    count_open_items,
    get_item,
    get_waiver,
    is_waived,
    open_items,
    open_items_of,
    projects_with_open_items,
    requests,
    standing_waiver,
    waivers_of,
)
from app.projects.queries.whole import broken_history, by_code

__all__ = [
    "CONTACTS",
    "FACTS",
    "LIST",
    "LOOK",
    "OVERDUE",
    "PANELS",
    "SHOWN_CLAIMS",
    "SHOWN_ROWS",
    "Card",
    "Claim",
    "ClaimFilters",
    "Column",
    "Panel",
    "ProjectFilters",
    "access_list",
    "backward",
    "board",
    "broken_history",
    "by_code",
    "claimable_months",
    "claimed",
    "claims_to_verify",
    "clocks_of",
    "columns",
    "concerns",
    "count_by_task_force",
    "count_claims",
    "count_masked",
    "count_open_items",
    "days_in_stage",
    "facts",
    "figures",
    "file_kinds",
    "find",
    "first_missing",
    "first_open_plan",
    "get",
    "get_claim",
    "get_item",
    "get_waiver",
    "hidden_clause",
    "histories",
    "instructions",
    "is_waived",
    "known",
    "lacking",
    "lacking_next",
    "lags",
    "last_event",
    "light_clause",
    "light_of",
    "limits",
    "listing",
    "looks",
    "masked_register",
    "masked_rows",
    "milestone_entries",
    "milestone_events",
    "milestones_due",
    "milestones_of",
    "more_cards",
    "moved_contacts",
    "my_projects",
    "named",
    "next_or_own",
    "of_enterprises",
    "open_items",
    "open_items_of",
    "options",
    "panels",
    "pauses",
    "progress",
    "projects_for",
    "projects_with_open_items",
    "requests",
    "signals",
    "stage_changes",
    "stage_entries",
    "standard_days",
    "standing_waiver",
    "standings",
    "subjects",
    "tags_of",
    "users",
    "visible_clause",
    "visible_to",
    "waiting",
    "waiting_leads",
    "waived_of",
    "waivers_of",
    "weekly",
    "without_next_step",
]
