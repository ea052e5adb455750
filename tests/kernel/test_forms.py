"""Forms: the draft decides, what was typed stays, and every sentence stands where it belongs."""

from typing import Any, Self

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, StringField
from wtforms import Form as PlainForm

from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.fields import Draft, Line, OptionalDay, OptionalLine, OptionalMoney, RecordId, Version, wrong
from app.kernel.forms import ChoiceField, DayField, Form, MoneyField, PickField, PickManyField, VersionForm
from app.kernel.text import Message


class PromiseDraft(Draft):
    text: Line
    due_on: OptionalDay = None
    done_on: OptionalDay = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.due_on and self.done_on and self.done_on < self.due_on:
            raise wrong(Message("Done before it was due."), at="done_on")
        return self


class MeetingDraft(Draft):
    title: Line
    note: OptionalLine = None
    money: OptionalMoney = None
    owner: RecordId
    sectors: tuple[RecordId, ...] = ()
    way: OptionalLine = None
    begins: OptionalDay = None
    ends: OptionalDay = None
    promises: tuple[PromiseDraft, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins and self.ends and self.ends < self.begins:
            raise wrong(Message("It cannot end before it begins."), at="ends")
        return self


class MeetingChange(MeetingDraft):
    version: Version


class PromiseRow(PlainForm):
    text = StringField("What", render_kw={"data-carries-row": True})
    due_on = DayField("Due")
    done_on = DayField("Done")


class _Fields:
    title = StringField("Title")
    note = StringField("Note")
    money = MoneyField("Money")
    owner = PickField("Owner")
    sectors = PickManyField("Sectors")
    way = ChoiceField("Way")
    begins = DayField("Begins")
    ends = DayField("Ends")
    promises = FieldList(FormField(PromiseRow), min_entries=1)


class MeetingForm(_Fields, Form[MeetingDraft]):
    pass


class MeetingChangeForm(_Fields, Form[MeetingChange]):
    pass


SOUND = {"title": "与国药控股座谈", "owner": "7"}


@pytest.fixture
def send(bare_app: Flask):
    """A form as it is filled by what somebody sends; nothing sent is a page that is opened."""

    def fill(kind: type[Form[Any]] = MeetingForm, data: dict[str, Any] | None = None, **options: Any) -> Form[Any]:
        method = "GET" if data is None else "POST"
        with bare_app.test_request_context("/", method=method, data=MultiDict(data or {})):
            g.locale, g.csrf_valid = "en", True
            form = kind(**options)
            form.carry_out(lambda draft: draft)
            return form

    return fill


def draft_of(form: Form[Any]) -> Any:
    assert form.http_status == 200, form.errors
    return form.draft


def errors_of(form: Form[Any]) -> dict[Any, Any]:
    assert form.http_status == 422
    return {name: list(said) for name, said in form.errors.items()}


def test_a_page_that_is_opened_runs_nothing(bare_app):
    with bare_app.test_request_context("/"):
        form = MeetingForm()
        assert form.carry_out(lambda _draft: pytest.fail("ran")) is None
        assert form.http_status == 200


def test_a_sound_form_runs_its_action_with_the_draft(send):
    draft = draft_of(send(data={**SOUND, "money": "1.2亿", "sectors": ["3", "1", "2"], "begins": "2022年7月15日"}))
    assert (draft.money, draft.sectors, str(draft.begins)) == (12_000_000_000, (3, 1, 2), "2022-07-15")


def test_a_blank_field_is_nothing_so_that_a_field_can_be_cleared(send):
    record = type("Record", (), {"note": "old", "money": 500, "version": 3})()
    draft = draft_of(send(MeetingChangeForm, {**SOUND, "note": "  ", "money": "", "version": "3"}, obj=record))
    assert (draft.note, draft.money, draft.version) == (None, None, 3)


def test_a_form_opened_on_a_record_shows_what_it_holds_as_a_person_would_type_it(send):
    record = type("Record", (), {"title": "座谈", "money": 12_000_000_000, "owner": 7, "version": 3})()
    form = send(MeetingChangeForm, obj=record)
    assert (form.title.data, form.money.data, form.owner.data, form.version.data) == ("座谈", "1.2亿", "7", 3)


def test_every_sentence_stands_at_its_field(send):
    form = send(data={"title": "", "owner": "x", "money": "about 3亿", "begins": "2022-02-30", "sectors": ["1", "y"]})
    assert errors_of(form) == {
        "title": ["This is needed."],
        "owner": ["Write a whole number."],
        "money": ["Write an amount such as 1.2亿, 3000万 or 120m; a bare number counts as 万元."],
        "begins": ["There is no such day: 2022-02-30."],
        "sectors": ["Write a whole number."],
    }


def test_a_refused_form_keeps_everything_that_was_typed(send):
    typed = {**SOUND, "owner": "x", "note": " two  blanks ", "money": "about 3亿", "way": "by pigeon", "begins": "soon"}
    form = send(data={**typed, "sectors": ["3", "z"], "promises-0-text": "call", "promises-0-due_on": "soon"})
    assert errors_of(form)
    for name, value in typed.items():
        assert form[name].data == value
    assert form.sectors.data == ["3", "z"]
    assert (form.promises[0].text.data, form.promises[0].due_on.data) == ("call", "soon")


def test_a_rule_over_two_fields_shows_at_the_one_it_names(send):
    form = send(data={**SOUND, "begins": "2022-07-15", "ends": "2022-07-01"})
    assert errors_of(form) == {"ends": ["It cannot end before it begins."]}


def test_blank_rows_are_left_out_and_the_others_keep_their_order(send):
    rows = {"promises-0-text": "", "promises-1-text": "call", "promises-2-text": " ", "promises-3-text": "write"}
    assert [row.text for row in draft_of(send(data={**SOUND, **rows})).promises] == ["call", "write"]


def test_a_row_counts_by_the_field_that_carries_it(send):
    """A new row comes with a day filled in; nothing promised is no promise."""
    assert draft_of(send(data={**SOUND, "promises-0-text": "", "promises-0-due_on": "2022-07-29"})).promises == ()


def test_an_error_in_a_row_stands_in_that_row_even_after_blank_ones(send):
    rows = {"promises-0-text": "", "promises-1-text": "call", "promises-1-due_on": "soon", "promises-2-text": "write"}
    form = send(data={**SOUND, **rows})
    assert form.http_status == 422
    assert [bool(row.due_on.errors) for row in form.promises] == [False, True, False]
    assert form.form_errors == []


def test_a_rule_inside_a_row_shows_in_that_row(send):
    rows = {"promises-0-text": "", "promises-1-text": "a", "promises-2-text": "b"}
    days = {"promises-2-due_on": "2022-07-15", "promises-2-done_on": "2022-07-01"}
    form = send(data={**SOUND, **rows, **days})
    assert form.http_status == 422
    assert [list(row.done_on.errors) for row in form.promises] == [[], [], ["Done before it was due."]]
    assert form.form_errors == []


@pytest.mark.parametrize("version", [None, "", "0", "-1", "x", "9" * 30, "1.5", "\x00"])
def test_a_version_that_is_missing_or_forged_is_refused_above_the_form(send, version):
    data = dict(SOUND) if version is None else {**SOUND, "version": version}
    form = send(MeetingChangeForm, data)
    assert form.http_status == 422
    assert form.form_errors == ["This page does not say which version it shows. Reload it, then save again."]


@pytest.mark.parametrize("version", [None, "", "0", "x", "9" * 30])
def test_a_button_without_a_version_is_a_conflict(bare_app, version):
    with bare_app.test_request_context("/", method="POST", data={} if version is None else {"version": version}):
        g.csrf_valid = True
        with pytest.raises(Conflict):
            VersionForm.read()


def test_a_button_acts_on_the_version_that_its_page_shows(bare_app):
    with bare_app.test_request_context("/", method="POST", data={"version": "3"}):
        g.csrf_valid = True
        assert VersionForm.read() == 3


@pytest.fixture
def refuse(bare_app: Flask):
    """A form whose action is refused."""

    def run(refusal: Exception, data: dict[str, Any] | None = None) -> Form[Any]:
        with bare_app.test_request_context("/", method="POST", data=MultiDict({**SOUND, **(data or {})})):
            g.locale, g.csrf_valid = "en", True
            form = MeetingForm()

            def action(_draft: Any) -> None:
                raise refusal

            assert form.carry_out(action) is None
            return form

    return run


def test_a_refusal_of_the_service_stands_at_its_field(refuse):
    form = refuse(Invalid.at("owner", Message("There is no such person.")))
    assert errors_of(form) == {"owner": ["There is no such person."]}


def test_a_refusal_in_a_row_stands_in_that_row(refuse):
    rows = {"promises-0-text": "", "promises-1-text": "call"}
    form = refuse(Invalid.at("promises.0.due_on", Message("Too late.")), rows)
    assert [list(row.due_on.errors) for row in form.promises] == [[], ["Too late."]]


@pytest.mark.parametrize("field", ["gone", "promises.9.due_on", "promises.x", "promises.0.gone", "version", ""])
def test_a_refusal_about_no_field_of_the_page_stands_above_the_form_or_at_the_list(refuse, field):
    form = refuse(Invalid.at(field, Message("No.")))
    assert form.http_status == 422
    assert "No." in repr([form.form_errors, form.promises.errors])


def test_a_refusal_without_a_field_stands_above_the_form(refuse):
    form = refuse(Invalid(Message("Not today, %(who)s.", who="please")))
    assert form.form_errors == ["Not today, please."]


def test_a_conflict_is_409_and_the_form_knows(refuse):
    form = refuse(Conflict(Message("Someone was faster.")))
    assert (form.http_status, form.clashed, form.form_errors) == (409, True, ["Someone was faster."])


@pytest.mark.parametrize("refusal", [Forbidden(), NotFound(), RuntimeError("a bug")])
def test_every_other_refusal_goes_on_to_the_factory(refuse, refusal):
    with pytest.raises(type(refusal)):
        refuse(refusal)


def test_after_a_conflict_only_what_differs_is_set_side_by_side(bare_app):
    saved = type("Record", (), {"title": "theirs", "note": None, "money": 500_00, "owner": 7, "version": 4})()
    typed = {"title": "mine", "note": "", "money": "500元", "owner": "7", "version": "3"}
    with bare_app.test_request_context("/", method="POST", data=typed):
        g.locale, g.csrf_valid = "en", True
        form = MeetingChangeForm()
        form.compare(saved)
        assert form.conflicts == [("Title", "theirs", "mine")]
        assert form.title.data == "mine"
        assert form.version.data == "4"


def test_each_page_carries_its_own_once_only_key_and_keeps_it_when_refused(send):
    first, second = send(), send()
    assert len(first.once_key) == 43
    assert first.once_key != second.once_key
    assert send(data={**SOUND, "owner": "x", "once": first.once_key}).once_key == first.once_key


@given(st.text(max_size=200))
def test_a_forged_once_only_key_is_something_that_a_database_can_keep(send, forged):
    key = send(data={**SOUND, "once": forged}).once_key
    assert len(key) <= 64
    assert key.isascii()
    assert all(letter.isalnum() or letter in "-_" for letter in key)


@given(
    st.dictionaries(
        st.sampled_from([*MeetingDraft.model_fields, "promises-0-text", "promises-9-due_on", "x"]), st.text()
    )
)
def test_no_input_at_all_breaks_a_form(send, typed):
    assert send(data=typed).http_status in {200, 422}


def test_fields_that_the_draft_does_not_know_are_not_taken(send):
    assert draft_of(send(data={**SOUND, "is_admin": "1", "id": "3"})).title == SOUND["title"]


def test_choices_are_said_in_the_readers_language_and_keep_their_codes(bare_app):
    with bare_app.test_request_context("/"):
        g.locale = "en"
        form = MeetingForm()
        form.way.offer({"visit": Message("Visit"), "call": "Call"}, blank=Message("None"))
        assert [(value, label) for value, label, *_ in form.way.iter_choices()] == [
            ("", "None"),
            ("visit", "Visit"),
            ("call", "Call"),
        ]
