"""Fields of an activity."""

from types import SimpleNamespace

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from app.activities import rules
from app.activities.models import Activity, ResultKind
from app.activities.schemas import ActivityChange, ActivityDraft
from app.kernel.forms import ChoiceField, DayField, Form, PickField, PickManyField


class _Fields:
    title = StringField(_l("Title"))
    kind = ChoiceField(_l("Kind"))
    begins_on = DayField(_l("Begins on"))
    ends_on = DayField(_l("Ends on"))
    place = StringField(_l("Place"))
    leader_id = PickField(_l("Led by"))
    people = PickManyField(_l("Participants"))
    enterprises = PickManyField(_l("Enterprises met"))
    itinerary = TextAreaField(_l("Itinerary"))
    meetings = PickManyField(_l("Meetings"))
    leads = PickManyField(_l("Leads"))
    signings = PickManyField(_l("Signings"))
    outcome = TextAreaField(_l("Results"))
    is_confidential = BooleanField(_l("Confidential"))


class ActivityForm(_Fields, Form[ActivityDraft]):
    """An activity that is being written down."""


class ActivityChangeForm(_Fields, Form[ActivityChange]):
    """An activity that exists."""


def values_of(activity: Activity) -> SimpleNamespace:
    """An activity as its form shows it."""
    return SimpleNamespace(
        version=activity.version,
        title=activity.title,
        kind=activity.kind,
        begins_on=activity.begins_on,
        ends_on=activity.ends_on,
        place=activity.place,
        leader_id=activity.leader_id,
        people=[one.person_id for one in activity.people],
        enterprises=[link.enterprise_id for link in activity.enterprise_links],
        itinerary=activity.itinerary,
        meetings=[link.meeting_id for link in activity.meeting_links],
        leads=[project.id for project in rules.projects_of(activity, ResultKind.LEAD)],
        signings=[project.id for project in rules.projects_of(activity, ResultKind.SIGNING)],
        outcome=activity.outcome,
        is_confidential=activity.is_confidential,
    )
