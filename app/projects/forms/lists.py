"""What is done from a list: many projects at once, views, columns."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField

from app.kernel.display import name
from app.kernel.forms import (
    ChoiceField,
    DayField,
    Form,
    PickManyField,
)
from app.kernel.saved_views import DENSITIES, TasteDraft, ViewChange, ViewDraft
from app.kernel.text import Message
from app.projects.forms.choices import NOTHING, users
from app.projects.schemas import (
    BulkDraft,
    BulkVerb,
)
from app.vocabularies import queries as vocabularies


class BulkForm(Form[BulkDraft]):
    """What is done to the chosen projects."""

    chosen = PickManyField(_l("Projects"))
    verb = HiddenField()
    officer_id = ChoiceField(_l("Responsible officer"))
    tag = ChoiceField(_l("Tag"))
    next_step = StringField(_l("Next step"))
    next_owner_id = ChoiceField(_l("Who does it"))
    next_due_on = DayField(_l("Due on"))

    def keep_only(self, verb: BulkVerb) -> None:
        """Leave what this verb asks for, with what may be chosen."""
        asked = {BulkVerb.ASSIGN: {"officer_id"}, BulkVerb.NEXT_STEP: {"next_step", "next_owner_id", "next_due_on"}}
        for other in ("officer_id", "tag", "next_step", "next_owner_id", "next_due_on"):
            if other not in asked.get(verb, {"tag"}):
                del self[other]
        if "officer_id" in self:
            self.officer_id.offer(users(), blank=NOTHING)
        if "next_owner_id" in self:
            self.next_owner_id.offer(users(), blank=Message("The officer"))
        if "tag" in self:
            words = vocabularies.terms("tag")
            self.tag.offer({term.code: name(term) for term in words}, blank=NOTHING)


class ViewForm(Form[ViewDraft]):
    name = StringField(_l("Name of the view"))
    is_shared = BooleanField(_l("Everybody of my unit sees it"))


class ViewChangeForm(Form[ViewChange]):
    name = StringField(_l("Name of the view"))
    is_shared = BooleanField(_l("Everybody of my unit sees it"))


class TasteForm(Form[TasteDraft]):
    columns = PickManyField(_l("Columns"))
    density = ChoiceField(_l("Density"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.density.offer(DENSITIES)
