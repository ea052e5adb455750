"""What several pages of projects show: the names of the facts, the filters that hold."""

from collections.abc import Iterator

from app.kernel import figures
from app.kernel.paging import filter_values
from app.kernel.text import Message
from app.kernel.words import choose_locale, say
from app.projects import rules
from app.projects.queries import ProjectFilters

#: Facts that are changed in their place, with what they are called.
FACTS: dict[str, Message] = {
    "enterprise_id": Message("Enterprise"),
    "company_id": Message("Project company"),
    "sector_id": Message("Sector"),
    "track": Message("Track"),
    "park_id": Message("Park"),
    "total_fen": Message("Total investment"),
    "contract_fen": Message("Contract amount"),
    "fixed_fen": Message("Fixed assets"),
    "foreign_fen": Message("Foreign capital"),
    "need_land": Message("Land needed"),
    "need_plant": Message("Floor space needed"),
    "need_height_cm": Message("Clear height needed"),
    "need_load_kg": Message("Floor load needed"),
    "need_power_kva": Message("Power needed"),
    "need_water": Message("Water needed"),
    "need_gas": Message("Gas needed"),
    "jobs": Message("Jobs expected"),
    "output_fen": Message("Yearly output expected"),
    "tax_fen": Message("Yearly tax expected"),
    "officer_id": Message("Responsible officer"),
    "sponsor_id": Message("Sponsoring leader"),
    "lead_unit_id": Message("Lead department"),
    "task_force_id": Message("Task force"),
    "source": Message("Source"),
    "received_on": Message("Received on"),
    "answered_on": Message("First answered on"),
    "judged_on": Message("Judged on"),
    "fed_back_on": Message("Fed back on"),
}


def active_filters(filters: ProjectFilters) -> Iterator[tuple[str, str, str]]:
    """Filters that have no control of their own above the list: (name, value, sentence)."""
    values = filter_values(filters)
    sentences = {
        "milestone": rules.MILESTONE_NAMES.get(filters.milestone) if filters.milestone else None,
        "due": _DUE.get(filters.due or ""),
        "since": Message("from %(day)s", day=str(filters.since)) if filters.since else None,
        "until": Message("until %(day)s", day=str(filters.until)) if filters.until else None,
        "light": rules.LIGHT_NAMES[filters.light] if filters.light else None,
        "waiting": Message("leads without an answer") if filters.waiting else None,
        "min_total": _at_least(filters.min_total),
        "enterprise": Message("of one enterprise") if filters.enterprise else None,
        "unit": Message("of one unit") if filters.unit else None,
    }
    for name, sentence in sentences.items():
        if sentence is not None:
            yield name, values[name], say(sentence)


def _at_least(fen: int | None) -> Message | None:
    return Message("at least %(amount)s", amount=figures.money(fen, choose_locale())) if fen is not None else None


_DUE = {"missed": Message("planned day missed"), "upcoming": Message("planned for the coming days")}
