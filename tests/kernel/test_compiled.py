"""Templates compiled at set-up: all are there, a changed one is made anew, and a server writes nothing."""

import pytest
from jinja2 import DictLoader, FunctionLoader

from app.kernel import compiled
from app.kernel.compiled import FOLDER, CompiledTemplates


@pytest.fixture
def environment(bare_app):
    return bare_app.jinja_env


def laid_down(environment, name):
    source, filename, _ = environment.loader.get_source(environment, name)
    return CompiledTemplates().get_bucket(environment, name, filename, source).code


def test_every_template_is_compiled_when_the_program_is_set_up(environment):
    assert isinstance(environment.bytecode_cache, CompiledTemplates)
    assert [name for name in environment.list_templates() if not laid_down(environment, name)] == []


def test_a_template_that_was_changed_since_is_compiled_anew_and_nothing_is_written(environment):
    before = sorted((file.name, file.stat().st_mtime_ns) for file in FOLDER.iterdir())
    _, filename, _ = environment.loader.get_source(environment, "_layout/base.html")
    changed = environment.overlay(loader=FunctionLoader(lambda name: (f"changed {name}", filename, None)))
    for name in ("_layout/base.html", "new.html"):
        assert changed.get_template(name).render() == f"changed {name}"
    assert sorted((file.name, file.stat().st_mtime_ns) for file in FOLDER.iterdir()) == before


def test_code_that_another_environment_made_is_not_used(environment, monkeypatch):
    monkeypatch.setattr(compiled, "_BUILT_BY", "another Jinja, or another display.py")
    assert laid_down(environment, "_layout/base.html") is None


def test_what_is_written_is_found_again(environment, monkeypatch, tmp_path):
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    for writes, written in ((False, 0), (True, 1)):
        cache = CompiledTemplates(writes=writes)
        loader = DictLoader({"page.html": "{{ _('Save') }}"})
        other = environment.overlay(loader=loader, bytecode_cache=cache)
        other.get_template("page.html")
        assert len(list(tmp_path.iterdir())) == written
