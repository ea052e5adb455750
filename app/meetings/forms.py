"""Fields of the log form, of a meeting that exists, and of follow-ups."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm

from app.kernel import clock
from app.kernel.forms import ChoiceField, DayField, Form, PickField, PickManyField
from app.kernel.text import Message
from app.kernel.words import say
from app.meetings.models import Meeting
from app.meetings.schemas import (
    AmendDraft,
    CancelDraft,
    CloseDraft,
    DueDraft,
    FollowUpChange,
    FollowUpDraft,
    HoldDraft,
    MeetingChange,
    MeetingDraft,
    NoteDraft,
    ReasonDraft,
    SubmitDraft,
)

#: Fields in which something typed makes a half-written form worth keeping.
WORTH_KEEPING = ("text", "title", "place", "topics")


class ChipsField(RadioField):
    """One of a few words, all of them in sight. What is valid is for the draft and the service to say."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def offer(self, words: Mapping[Any, Message | str]) -> None:
        """Offer these words by their codes."""
        self.choices = [(str(code), say(word)) for code, word in words.items()]

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)


class TimeField(StringField):
    """A time of the day as text, `14:30`."""

    def process_data(self, value: Any) -> None:
        self.data = f"{value:%H:%M}" if hasattr(value, "strftime") else value


class RowForm(PlainForm):
    """One next step. A row without a text is no row."""

    text = StringField(_l("What is to be done"), render_kw={"data-carries-row": "1"})
    side = ChipsField(_l("Who promises"), default="park")
    owner_id = PickField(_l("Owner"))
    counterpart = PickField(_l("Their person"))
    due_on = DayField(_l("By when"))
    seen = HiddenField()


class _Fields:
    enterprises = PickManyField(_l("Enterprise"))
    projects = PickManyField(_l("Project"))
    text = TextAreaField(_l("What was said"))
    mode = ChipsField(_l("Mode"), default="formal")
    day = DayField(_l("Date"))
    time = TimeField(_l("Time"))
    ends = TimeField(_l("Ends"))
    ours = PickManyField(_l("Our side"))
    theirs = PickManyField(_l("Their side"))
    title = StringField(_l("Title"))
    place = StringField(_l("Place"))
    level = ChoiceField(_l("Level"))
    direction = ChoiceField(_l("Direction"))
    topics = StringField(_l("Topics"))
    is_confidential = BooleanField(_l("Confidential"))


class LogForm(_Fields, Form[MeetingDraft]):
    """A meeting that is being logged, with its next steps. `has_read`: their lines have just been read."""

    has_read = False
    follow_ups = FieldList(FormField(RowForm), min_entries=1)
    repeats = ChoiceField(_l("Recurs"))
    until = DayField(_l("Last visit on or before"))
    files = MultipleFileField(_l("Add photos or files"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:  # the drawer opens over pages whose own forms have fields of the same name
            field.id = field.label.field_id = f"log-{field.id}"


class MeetingForm(_Fields, Form[MeetingChange]):
    """A meeting that exists."""


class CancelForm(Form[CancelDraft]):
    reason = StringField(_l("Reason"))
    following = BooleanField(_l("The later visits of the series too"))


class HoldForm(Form[HoldDraft]):
    text = TextAreaField(_l("What was said"))
    steps = TextAreaField(_l("Next steps, one on each line"))


class AmendForm(Form[AmendDraft]):
    text = TextAreaField(_l("Amendment"))
    reason = StringField(_l("Reason"))
    is_confidential = BooleanField(_l("Confidential"))


class ChecksField(SelectMultipleField):
    """Several of few, all of them in sight. What is valid is for the draft and the service to say."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def offer(self, words: Mapping[Any, Message | str]) -> None:
        """Offer these words by their codes."""
        self.choices = [(str(code), say(word)) for code, word in words.items()]

    def process_data(self, value: Any) -> None:
        self.data = [str(getattr(item, "unit_id", item)) for item in value or []]


class _FollowUpFields:
    text = StringField(_l("What is to be done"))
    side = ChipsField(_l("Who promises"), default="park")
    owner_id = PickField(_l("Owner"))
    counterpart = PickField(_l("Their person"))
    supervisor_id = PickField(_l("Supervisor"))
    supporters = PickManyField(_l("Supporting people"))
    units = ChecksField(_l("Supporting units"))


class FollowUpForm(_FollowUpFields, Form[FollowUpDraft]):
    """A follow-up that does not come with logging a meeting."""

    source = ChoiceField(_l("Source"))
    enterprise_id = PickField(_l("Enterprise"))
    project_id = PickField(_l("Project"))
    meeting_id = PickField(_l("Meeting record"))
    due_on = DayField(_l("By when"))


class FollowUpChangeForm(_FollowUpFields, Form[FollowUpChange]):
    """A follow-up that exists."""


class NoteForm(Form[NoteDraft]):
    text = TextAreaField(_l("What has been done"))


class SubmitForm(Form[SubmitDraft]):
    note = TextAreaField(_l("What has been done"))


class ReasonForm(Form[ReasonDraft]):
    reason = StringField(_l("Reason"))


class CloseForm(Form[CloseDraft]):
    outcome = ChipsField(_l("Outcome"), default="closed")
    note = TextAreaField(_l("Closing note"))


class DueForm(Form[DueDraft]):
    due_on = DayField(_l("New day"))
    reason = StringField(_l("Reason"))


def values_of(meeting: Meeting) -> SimpleNamespace:
    """A meeting as its form shows it."""
    starts = clock.local(meeting.starts_at)
    return SimpleNamespace(
        version=meeting.version,
        enterprises=[link.enterprise_id for link in meeting.enterprise_links],
        projects=[link.project_id for link in meeting.project_links],
        text=meeting.text,
        mode=meeting.mode,
        day=starts.date(),
        time=starts.time() if meeting.has_time else None,
        ends=clock.local(meeting.ends_at).time() if meeting.ends_at else None,
        ours=[ours.person_id for ours in meeting.ours],
        theirs=[theirs.contact_id for theirs in meeting.theirs],
        title=meeting.title,
        place=meeting.place,
        level=meeting.level,
        direction=meeting.direction,
        topics=meeting.topics,
        is_confidential=meeting.is_confidential,
    )
