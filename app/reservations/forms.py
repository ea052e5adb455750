"""Fields about reservations."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from app.kernel.fields import record_ids
from app.kernel.forms import ChoiceField, DayField, Form, PickField, PickManyField
from app.kernel.guard import current_actor
from app.kernel.text import Message
from app.kernel.words import choose_locale, pick, say
from app.projects import queries as projects
from app.reservations import queries, rules
from app.reservations.models import Reservation
from app.reservations.queries import Sight
from app.reservations.schemas import ReleaseDraft, ReservationChange, ReservationDraft


class ReserveForm(Form[ReservationDraft]):
    """A site for a project. Holds of others are offered to be named."""

    project_id = PickField(_l("Project"))
    kind = ChoiceField(_l("Kind"))
    from_on = DayField(_l("First day"))
    to_on = DayField(_l("Last day"))
    note = TextAreaField(_l("Note"))
    knows_holds = PickManyField(_l("Holds of others that you set yourself over"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.offer(rules.KIND_NAMES)
        named = projects.named(current_actor(), record_ids([self.project_id.data or ""]))
        self.project_id.shown = next((pick(row.name_zh, row.name_en) for row in named.values()), "")

    def offer_holds(self, found: Sequence[tuple[Reservation, Sight]]) -> None:
        """Offer the holds that stand, with what the reader may know of each."""
        self.knows_holds.choices = [
            (str(one.id), say(self._called(one, seen))) for one, seen in found if seen is not Sight.CLOSED
        ]

    @staticmethod
    def _called(one: Reservation, seen: Sight) -> Message:
        name = queries.called(one, seen, choose_locale()) or Message("a confidential project")
        return Message("%(project)s, until %(day)s", project=name, day=str(one.to_on))


class ChangeForm(Form[ReservationChange]):
    """Other days, another note."""

    from_on = DayField(_l("First day"))
    to_on = DayField(_l("Last day"))
    note = TextAreaField(_l("Note"))


class ReleaseForm(Form[ReleaseDraft]):
    """Why it is let go."""

    reason = TextAreaField(_l("Reason"))
