"""Forms draw fields; the draft decides what is valid, for the page and the API alike."""

import re
from collections.abc import Callable, Mapping
from secrets import token_urlsafe
from typing import Any, ClassVar, Generic, TypeVar, get_args

from flask_wtf import FlaskForm
from pydantic import BaseModel, ValidationError
from wtforms import Field, FieldList, FormField, HiddenField, SelectField, SelectMultipleField, StringField

from app.kernel import figures
from app.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from app.kernel.fields import VersionDraft
from app.kernel.text import Message
from app.kernel.words import say

D = TypeVar("D", bound=BaseModel)
R = TypeVar("R")

#: What pydantic's own error types mean to a person; everything else is "not valid".
_SENTENCES = {
    "missing": Message("This is needed."),
    "enum": Message("Choose one of the options."),
    "literal_error": Message("Choose one of the options."),
    "bool_parsing": Message("Choose yes or no."),
}
_OTHERWISE = Message("This is not valid. Check it, then save again.")
_OUT_OF_DATE = Message("This page does not say which version it shows. Reload it, then save again.")


class DayField(StringField):
    """A date as text, yyyy-mm-dd: the browser's own control follows the browser's language, not the page's."""

    def process_data(self, value: Any) -> None:
        self.data = value.isoformat() if value is not None and not isinstance(value, str) else value


class MoneyField(StringField):
    """An amount as a person types it; the record holds fen."""

    def process_data(self, value: Any) -> None:
        self.data = figures.money_input(value) if isinstance(value, int) else value


class AreaField(StringField):
    """An area as a person types it; the record holds hundredths of a square metre."""

    def process_data(self, value: Any) -> None:
        self.data = figures.area_input(value) if isinstance(value, int) else value


class MeasureField(StringField):
    """A number with decimals as a person types it; the record holds whole parts of its unit, `parts` of them."""

    def __init__(self, label: str, parts: int = 100, **options: Any) -> None:
        super().__init__(label, **options)
        self.parts = parts

    def process_data(self, value: Any) -> None:
        self.data = figures.measure(value, self.parts) if isinstance(value, int) else value


class NumberField(StringField):
    """A whole number as text, so that what was typed stays."""

    def process_data(self, value: Any) -> None:
        self.data = str(value) if isinstance(value, int) else value


class ChoiceField(SelectField):
    """A select whose choices are checked by the draft and the service, so that a refused form keeps its value."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def offer(self, words: Mapping[Any, Message | str], *, blank: Message | str | None = None) -> None:
        """Offer these words by their codes, after a blank one where nothing may be chosen."""
        options = {"": blank, **words} if blank is not None else words
        self.choices = [(str(code), say(word)) for code, word in options.items()]

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)


class PickField(StringField):
    """One record picked from a list that the server searches. `label_of` names the picked one when drawn."""

    shown: str = ""

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)


class PickManyField(SelectMultipleField):
    """Several records picked in order. `shown` maps each value to its label when drawn."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)
        self.shown: Mapping[str, str] = {}

    def process_data(self, value: Any) -> None:
        self.data = [str(getattr(item, "id", item)) for item in value or []]

    def process_formdata(self, valuelist: list[str]) -> None:
        """The box that one types into is sent under the same name: when it is empty it says nothing."""
        self.data = [value for value in valuelist if value.strip()]


class Form(FlaskForm, Generic[D]):  # type: ignore[misc]
    """A form that takes its rules from the draft type in its brackets.

    `carry_out` is the one way through it; afterwards `http_status` is what the page answers with.
    """

    draft_type: ClassVar[type[BaseModel]]
    once = HiddenField()
    version = HiddenField()
    draft: D
    http_status: int = 200
    clashed: bool = False

    def __init_subclass__(cls) -> None:
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, BaseModel):
                    cls.draft_type = argument

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._saved: Form[D] | None = None
        if not self.once.data:
            self.once.data = token_urlsafe(32)

    @property
    def once_key(self) -> str:
        """The key under which this form may make one record; of a forged one, what could be a key."""
        return re.sub(r"[^A-Za-z0-9_-]", "", str(self.once.data or ""))[:64]

    def carry_out(self, action: Callable[[D], R]) -> R | None:
        """Run the action with the draft if the form was sent and is sound; None when it was not.

        Invalid and Conflict end up in the form (422, 409); every other refusal goes to the factory.
        """
        if not self.is_submitted():
            return None
        if not self.validate():
            self.http_status = 422
            return None
        try:
            return action(self.draft)
        except Invalid as refusal:
            self.refuse(refusal)
        except Conflict as refusal:
            self.refuse(refusal)
            self.clashed = True
        return None

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        try:
            self.draft = self.draft_type.model_validate(self._typed())  # type: ignore[assignment]
        except ValidationError as flaws:
            for flaw in flaws.errors(include_url=False):
                told = flaw.get("ctx", {})
                path = ".".join(str(step) for step in (*flaw["loc"], told.get("at")) if step not in {None, ""})
                message = told.get("message") or _SENTENCES.get(flaw["type"], _OTHERWISE)
                self._put(path, _OUT_OF_DATE if path == "version" else message)
            return False
        return sound

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal in the form: at its fields, or above them all."""
        if isinstance(refusal, Forbidden):
            raise refusal
        self.http_status = refusal.status
        for path, message in refusal.fields.items():
            self._put(path, message)
        if not refusal.fields:
            self.form_errors.append(say(refusal.message))

    def compare(self, current: Any, **shown: Any) -> None:
        """After a Conflict: set what was typed beside what is saved, and let the next save overwrite knowingly.

        `shown` are values for fields that are not attributes of the record.
        """
        self._saved = type(self)(formdata=None, obj=current, data=shown or None)
        self.version.data = str(current.version)

    @property
    def conflicts(self) -> list[tuple[str, str, str]]:
        """Label, saved, typed of every field that differs; in words once the form knows its choices and labels."""
        if self._saved is None:
            return []
        pairs = [(field, self._saved[field.name].data) for field in self if not isinstance(field, HiddenField)]
        return [
            (str(field.label.text), _shown(field, saved), _shown(field, field.data))
            for field, saved in pairs
            if _plain(saved) != _plain(field.data)
        ]

    def _typed(self) -> dict[str, Any]:
        return {name: self._value(name, self[name]) for name in self.draft_type.model_fields if name in self}

    def _value(self, name: str, field: Field) -> Any:
        if isinstance(field, FieldList):
            self._rows = getattr(self, "_rows", {})
            filled = [(i, row) for i, row in enumerate(field) if _is_filled(row)]
            self._rows[name] = [i for i, _ in filled]
            return [_row_data(row) for _, row in filled]
        return field.data

    def _put(self, path: str, message: Message) -> None:
        """Put a message at a field, at a field of a row (`follow_ups.0.due_on`), or above the form."""
        name, *rest = path.split(".")
        target: Any = self._fields.get(name)
        if isinstance(target, FieldList) and len(rest) >= 2 and rest[0].isdigit():
            rows = getattr(self, "_rows", {}).get(name, [])
            if int(rest[0]) < len(rows):
                target = target[rows[int(rest[0])]].form._fields.get(rest[1])
        if target is None or isinstance(target, HiddenField):
            self.form_errors.append(say(message))
        else:
            target.errors = [*target.errors, say(message)]


class VersionForm(Form[VersionDraft]):
    """A button that acts on the version of the record that its page shows."""

    @classmethod
    def read(cls) -> int:
        """The version sent with the button; Conflict when it is missing or forged."""
        form = cls()
        if not form.validate():
            raise Conflict(_OUT_OF_DATE)
        return form.draft.version


def _is_filled(row: Field) -> bool:
    """A row counts when its field marked `carries_row` (or any field, where none is marked) holds something."""
    fields = list(row.form) if isinstance(row, FormField) else [row]
    carriers = [f for f in fields if (f.render_kw or {}).get("data-carries-row")] or fields
    return any(str(f.data or "").strip() for f in carriers)


def _row_data(row: Field) -> Any:
    if not isinstance(row, FormField):
        return row.data
    return {field.short_name: field.data for field in row.form if field.short_name != "csrf_token"}


def _shown(field: Field, value: Any) -> str:
    """A value of the field as its reader knows it; `…` for a record that the form cannot name."""
    if isinstance(field, PickManyField):
        return ", ".join(field.shown.get(item, "…") for item in value or [])
    if isinstance(field, PickField):
        return field.shown if value == field.data else "…" if value else ""
    if isinstance(field, SelectField):
        return next((str(label) for code, label, *_ in field.iter_choices() if str(code) == str(value)), "")
    if isinstance(field, FieldList):
        return ", ".join(" ".join(part for part in row.values() if part) for row in _plain(value))
    return str(value or "")


def _plain(value: Any) -> Any:
    """A value without what a browser adds to it: its line ends, and rows that were left empty."""
    if isinstance(value, str):
        return "\n".join(value.splitlines())
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return [{name: str(part or "") for name, part in row.items()} for row in value if any(row.values())]
    return value or ""
