"""What the list and the board offer to narrow to."""

from typing import Any

from app.accounts import queries as accounts
from app.kernel.display import name as called
from app.kernel.permissions import Actor
from app.kernel.text import Message
from app.kernel.words import choose_locale
from app.projects import rules
from app.projects.queries import ProjectFilters
from app.projects.views.shown import active_filters
from app.vocabularies import queries as vocabularies


def _leaders(filters: ProjectFilters) -> list[tuple[int, str]]:
    """The leaders of the committee, and whoever else the list is narrowed to."""
    chosen = accounts.people([number for number in (filters.sponsor, filters.chief) if number])
    found = {person.id: person for person in accounts.list_people(unit_kind="committee")} | chosen
    return [(number, called(person)) for number, person in found.items()]


def offered(actor: Actor, filters: ProjectFilters) -> dict[str, Any]:
    """The choices of each filter, and the filters without a control of their own."""
    forces = accounts.list_task_forces(with_dissolved=filters.task_force is not None)
    return {
        "sectors": [(sector.id, called(sector)) for sector in vocabularies.key_sectors(actor)],
        "officers": [(user.id, called(user.person)) for user in accounts.list_active_users()],
        "task_forces": [(force.id, called(force)) for force in forces],
        "leaders": _leaders(filters),
        "units": [(unit.id, called(unit)) for unit in accounts.list_units(besides=filters.lead_unit)],
        "parks": [(unit.id, called(unit)) for unit in accounts.list_units(kind="park")],
        "tags": list(vocabularies.words("tag", choose_locale()).items()),
        "statuses": [("all", Message("All, closed ones too")), *rules.STATUS_NAMES.items()],
        "narrowed": list(active_filters(filters)),
    }
