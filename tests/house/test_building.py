"""What is made at set-up is made once: a start in a folder that nobody may write to writes nothing."""

import pytest

from tools import build, places
from tools.environment import Failed
from tools.stop import Stop


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """The commands of the set-up, which are noted and not run, in a folder where nothing has been made yet."""
    noted: list[list[str]] = []
    monkeypatch.setattr(places, "VENV", tmp_path)
    monkeypatch.setattr(build, "call", noted.append)
    return noted


def test_what_was_made_of_the_same_sources_is_not_made_again(calls):
    for _ in range(2):
        build.translations()
        build.readings()
        build.bytecode()
    assert [command[2] for command in calls] == [
        "tools.translations",
        "tools.readings",
        "compileall",
        "tools.templates",
    ]


def test_what_cannot_be_made_is_one_sentence_in_both_languages_and_is_tried_again(calls, monkeypatch):
    def fail(command):
        calls.append(command)
        raise Failed("SyntaxError")

    monkeypatch.setattr(build, "call", fail)
    with pytest.raises(Stop, match=r"The program cannot be made: mend what .*setup\.log names") as stopped:
        build.bytecode()
    assert "程序生成失败" in stopped.value.chinese
    with pytest.raises(Stop):
        build.bytecode()
    assert len(calls) == 2
