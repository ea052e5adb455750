"""A person of the area: what they are chief of, what they sponsor, their task forces, projects and follow-ups."""

from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.home.views.desk import bp
from app.kernel.guard import current_actor, require
from app.kernel.permissions import Can
from app.kernel.web import render
from app.meetings import queries as meetings
from app.projects import queries as projects
from app.projects.rules import STAGE_NAMES
from app.vocabularies import queries as vocabularies


@bp.get("/people/<int:person_id>")
@require(Can.SEE_PROJECTS)
def person(person_id: int) -> ResponseReturnValue:
    """What somebody of the area answers for, as far as the reader sees it; they need no sign-in for that."""
    actor = current_actor()
    found = accounts.get_person(person_id)
    chains = vocabularies.chains_of(person_id)
    return render(
        "home/person.html",
        person=found,
        unit=accounts.get_unit(found.unit_id),
        chains=chains,
        task_forces=accounts.task_forces_of(person_id),
        sponsored=projects.projects_for(actor, sponsor=person_id),
        of_chains=projects.projects_for(actor, chief=person_id) if chains else [],
        own=projects.projects_for(actor, officer=person_id),
        follow_ups=meetings.follow_ups.open_of(actor, person_id),
        stage_names=STAGE_NAMES,
    )
