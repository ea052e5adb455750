"""What templates can say, in the language of the reader."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError

from app.kernel import clock
from app.kernel.text import Message
from app.kernel.words import choose_locale, pick, say

RECORD = SimpleNamespace(name_zh="国药控股", name_en="Sinopharm")
CHINESE_ONLY = SimpleNamespace(name_zh="云南白药", name_en="")
PERSON = SimpleNamespace(name="李华", name_en="Li Hua")
POLICY = SimpleNamespace(title_zh="意见", title_en="Opinions")


@pytest.fixture
def draw(bare_app, reading):
    """A line of a template, as somebody reads it."""
    clock.freeze(datetime(2022, 7, 15, 2, tzinfo=UTC))

    def line(template: str, locale: str, **context: object) -> str:
        with reading(locale):
            return str(bare_app.jinja_env.from_string(template).render(**context))

    yield line
    clock.freeze(None)


@pytest.mark.parametrize(
    ("template", "zh", "en"),
    [
        ("{{ 12000000000|money }}", "1.2 亿元", "CNY 120m"),
        ("{{ none|money }}", "—", "—"),
        ("{{ 8000000|area }}", "120 亩（80,000 m²）", "120 mu (80,000 m²)"),
        ("{{ day|day }}", "2022年7月15日", "15 Jul 2022"),
        ("{{ day|day_short }}", "7月15日", "15 Jul"),
        ("{{ at|moment }}", "2022年7月15日 14:30", "15 Jul 2022 14:30"),
        ("{{ record|name }}", "国药控股", "Sinopharm"),
        ("{{ record|other_name }}", "Sinopharm", "国药控股"),
        ("{{ chinese|name }}", "云南白药", "云南白药"),
        ("{{ chinese|other_name }}", "", ""),
        ("{{ person|name }}", "李华", "Li Hua"),
        ("{{ policy|name }}", "意见", "Opinions"),
        ("{{ policy|other_name }}", "Opinions", "意见"),
        ("{{ pick('甲', 'A') }}", "甲", "A"),
        ("{{ '13812340001'|mask_phone }}", "138****0001", "138****0001"),
    ],
)
def test_a_template_speaks_the_language_of_its_reader(draw, template, zh, en):
    context = {
        "day": date(2022, 7, 15),
        "at": datetime(2022, 7, 15, 6, 30, tzinfo=UTC),
        "record": RECORD,
        "chinese": CHINESE_ONLY,
        "person": PERSON,
        "policy": POLICY,
    }
    assert (draw(template, "zh", **context), draw(template, "en", **context)) == (zh, en)


def test_a_name_that_a_template_does_not_know_is_a_mistake_and_no_empty_place(draw):
    with pytest.raises(UndefinedError):
        draw("{{ recrod.name }}", "en")


def test_what_people_have_typed_is_never_markup(draw):
    typed = "<script>alert(1)</script>"
    assert "<" not in draw("{{ typed }}{{ record|name }}", "en", typed=typed, record=SimpleNamespace(name=typed))


def test_a_message_is_said_with_its_parameters_and_the_messages_among_them(reading):
    message = Message(
        "%(label)s: now “%(now)s”, you typed “%(typed)s”", label=Message("Not ours"), now="50%", typed="%s"
    )
    with reading("en"):
        assert say(message) == "Not ours: now “50%”, you typed “%s”"
    with reading("zh"):
        assert "50%" in say(message)
    with reading("en"):
        assert say("plain %s") == "plain %s"


def test_days_in_a_message_are_said_as_they_are_everywhere(reading):
    message = Message(
        "%(what)s: %(day)s, %(at)s", what="A", day=date(2022, 7, 15), at=datetime(2022, 7, 15, 7, tzinfo=UTC)
    )
    with reading("en"):
        assert say(message) == "A: 15 Jul 2022, 15 Jul 2022 15:00"
    with reading("zh"):
        assert say(message) == "A: 2022年7月15日, 2022年7月15日 15:00"


def test_a_message_without_translation_is_said_in_english(reading):
    with reading("zh"):
        assert say(Message("Nobody has translated %(this)s.", this="this")) == "Nobody has translated this."


def test_a_name_falls_back_to_the_other_language(reading):
    with reading("en"):
        assert (pick("甲", ""), pick("甲", None), pick(None, "A"), pick(None, None)) == ("甲", "甲", "A", "")
    with reading("zh"):
        assert (pick("甲", "A"), pick("", "A")) == ("甲", "A")


def test_on_the_command_line_everything_is_said_in_english(bare_app):
    with bare_app.app_context():
        assert choose_locale() == "en"
        assert say(Message("Saved.")) == "Saved."
