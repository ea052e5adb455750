"""The matrix of conditions for those who run the installation: what is asked where, of whom, and how strictly."""

from flask.typing import ResponseReturnValue

from app.kernel import settings
from app.kernel.administration import AdminGroup, AdminPage, offer_page
from app.kernel.guard import require
from app.kernel.permissions import Can
from app.kernel.settings import PRACTICE, Practice
from app.kernel.text import Message
from app.kernel.web import render
from app.projects import queries, rules
from app.projects.models import Track
from app.projects.views.records import bp

offer_page(
    AdminPage(
        endpoint="projects.gates",
        label=Message("Conditions of stages"),
        icon="checkbox",
        right=Can.SEE_SETTINGS,
        group=AdminGroup.OFFICE,
        position=12,
        covers=("projects.gates",),
    )
)


@bp.get("/gates")
@require(Can.SEE_SETTINGS)
def gates() -> ResponseReturnValue:
    """Each condition with its mode now and under each profile, its tracks, and where that is changed."""
    return render(
        "projects/gates.html",
        standings=queries.standings(),
        waiting={condition.code for condition in queries.waiting()},
        modes=rules.MODES,
        tracks_of=rules.TRACKS,
        mode_names=rules.MODE_NAMES,
        milestone_names=rules.MILESTONE_NAMES,
        profiles=list(Practice),
        profile_names=PRACTICE.options,
        practice=settings.practice(),
        days={track: queries.standard_days(track) for track in Track},
        days_of=rules.WORKING_DAYS,
        belongs=rules.MILESTONES,
    )
