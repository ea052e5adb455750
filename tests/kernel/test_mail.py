"""Letters: through a real mail server, with nothing of people's making among the headers."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.kernel import mail
from app.kernel.fields import OptionalMailAddress
from app.kernel.mail import Letter, composed
from app.kernel.tasks import TaskFailed
from config import Config, ConfigError, Smtp
from tests.support.post import post_office

LETTER = Letter("wang@example.cn", "“血液制品基地”即将到期", "请看。\n", "<p>请看。</p>")


@pytest.fixture
def office(app, session):
    with post_office(app) as found:
        yield found


def test_a_letter_arrives_in_words_and_in_html(office):
    mail.send(LETTER)
    (got,) = office.letters
    assert (got["Subject"], got["To"]) == (LETTER.subject, LETTER.to)
    assert got["Auto-Submitted"] == "auto-generated"
    assert office.plain().splitlines() == LETTER.plain.splitlines()
    assert got.get_body(("html",)).get_content().strip() == LETTER.html


@pytest.mark.parametrize(("answer", "hopeless"), [("550 no such user", True), ("451 try later", False)])
def test_a_refused_recipient_is_hopeless_or_not_as_the_server_says(office, answer, hopeless):
    office.answers[LETTER.to] = answer
    with pytest.raises(TaskFailed) as failure:
        mail.send(LETTER)
    assert failure.value.hopeless == hopeless
    assert LETTER.to not in str(failure.value)


def test_a_server_that_is_not_there_is_tried_again(app, session):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app.config["SMTP"] = Smtp("127.0.0.1", port, "none", "luodi@example.cn")
    with pytest.raises(TaskFailed, match="cannot be reached") as failure:
        mail.send(LETTER)
    assert not failure.value.hopeless


def test_a_server_without_encryption_gets_no_password(office, app):
    app.config["SMTP"] = Smtp("127.0.0.1", office.port, "starttls", "luodi@example.cn", "me", "secret")
    with pytest.raises(TaskFailed):
        mail.send(LETTER)
    assert office.letters == []


@given(st.text())
def test_no_subject_begins_a_header_of_its_own(text):
    made = composed(Letter("wang@example.cn", f"{text}\r\nBcc: x@example.cn\n", "", ""), "luodi@example.cn")
    assert made["Bcc"] is None
    assert "\n" not in made["Subject"]


@pytest.mark.parametrize(
    "typed", ["wang", "a@b", "a b@example.cn", "a@example.cn\nBcc: b@example.cn", "<a@example.cn>", "王@example.cn"]
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValidationError):
        TypeAdapter(OptionalMailAddress).validate_python(typed)


@pytest.fixture
def told(monkeypatch, tmp_path):
    monkeypatch.setenv("LUODI_DATA_DIR", str(tmp_path))

    def tell(**named):
        for name, value in named.items():
            monkeypatch.setenv(f"LUODI_{name}", value)
        return Config.from_env()

    return tell


def test_the_mail_server_is_named_by_the_environment(told):
    found = told(SMTP_HOST="mail.example.cn", SMTP_SENDER="luodi@example.cn", ADDRESS="https://crm.example.cn/")
    assert found.smtp == Smtp("mail.example.cn", 587, "starttls", "luodi@example.cn")
    assert found.address == "https://crm.example.cn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMTP_SENDER": "nobody"},
        {"SMTP_SECURITY": "some"},
        {"SMTP_PORT": "many"},
        {"SMTP_SECURITY": "none", "SMTP_PASSWORD": "secret"},
        {"ADDRESS": "crm.example.cn"},
        {"JOBS_URL": "sqlite:///jobs.db"},
    ],
)
def test_a_wrong_setting_is_named(told, wrong):
    with pytest.raises(ConfigError, match=next(iter(wrong)) if len(wrong) == 1 else "PASSWORD"):
        told(**({"SMTP_HOST": "mail.example.cn", "SMTP_SENDER": "luodi@example.cn"} | wrong))
