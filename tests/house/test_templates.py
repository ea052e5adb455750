"""Templates: they parse, they are used, they hold nothing that the content policy forbids, they are translated."""

import ast
import fnmatch
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, meta, nodes

from tests.house.sources import TEMPLATES, python
from tools import translations
from tools.stop import Stop

NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
_INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|\{%-? *autoescape +false|hx-on", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)


@pytest.fixture(scope="module")
def environment(bare_app: Flask) -> Environment:
    found: Environment = bare_app.jinja_env
    return found


def text_of(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


def named_in_python() -> set[str]:
    """Every string of the program that is the name of a template; `*` where a part is filled in."""
    found = set()
    for source in python():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
                found.add("".join(map(str, parts)))
    return {name for name in found if re.fullmatch(r"[\w/*]+\.(html|txt)", name)}


def named_in_templates(environment: Environment) -> Iterator[str]:
    for name in NAMES:
        yield from filter(None, meta.find_referenced_templates(environment.parse(text_of(name))))


def test_templates_are_strict(environment):
    assert environment.undefined is StrictUndefined


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses(environment, name):
    environment.get_template(name)


def test_every_template_that_is_asked_for_exists(environment):
    wanted = named_in_python() | set(named_in_templates(environment))
    assert {name for name in wanted if not fnmatch.filter(NAMES, name)} == set()


def test_no_template_is_unused(environment):
    wanted = named_in_python() | set(named_in_templates(environment))
    assert {name for name in NAMES if not any(fnmatch.fnmatch(name, pattern) for pattern in wanted)} == set()


def names_in(tree: nodes.Template) -> set[str]:
    """What a template offers to others: its macros and the names it sets."""
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    return macros | {target.name for target in tree.find_all(nodes.Name) if target.ctx == "store"}


def test_every_imported_macro_exists_and_is_used(environment):
    faults = []
    for name in NAMES:
        text = text_of(name)
        tree = environment.parse(text)
        for imported in tree.find_all(nodes.FromImport):
            if not isinstance(imported.template, nodes.Const):
                continue
            offered = {
                macro.name for macro in environment.parse(text_of(imported.template.value)).find_all(nodes.Macro)
            }
            for macro in imported.names:
                original, alias = macro if isinstance(macro, tuple) else (macro, macro)
                if original not in offered:
                    faults.append(f"{name}: {imported.template.value} has no {original}")
                if len(re.findall(rf"\b{alias}\b", text)) < 2:
                    faults.append(f"{name}: {alias} is imported in vain")
    assert faults == [], "\n".join(faults)


def test_nothing_stands_inline_that_the_content_policy_would_block():
    found = [
        f"{name}: {match.group()}"
        for name in fnmatch.filter(NAMES, "*.html")
        for pattern in (_INLINE, _SCRIPT)
        for match in pattern.finditer(text_of(name))
    ]
    assert found == [], "\n".join(found)


def test_every_form_that_is_posted_carries_the_token():
    """`hidden(form)` and `csrf()` draw it; a form for htmx inherits it from the page's headers."""
    naked = [
        f"{name}: {form[:80]}"
        for name in NAMES
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text_of(name), re.DOTALL | re.IGNORECASE)
        if not re.search(r"hidden\(|csrf", form)
    ]
    assert naked == [], "\n".join(naked)


def test_every_sentence_is_translated():
    try:
        translations.check()
    except Stop as faults:
        pytest.fail(str(faults), pytrace=False)


_ROW = re.compile(r"<tr\b[^>]*>(?:(?!<tr\b).)*?</tr>", re.DOTALL)
_CELL = re.compile(r'<td class="([^"]*)"[^>]*>((?:(?!</td>).)*)</td>', re.DOTALL)
#: Where a cell stands on a phone, one for each place (assets/css/phone.css).
_PLACES = ("is-title", "is-side", "is-line", "is-end")


@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_no_cell_lies_on_another_and_none_with_a_control_is_hidden(name):
    for row in _ROW.findall(text_of(name)):
        cells = [(set(classes.split()), inside) for classes, inside in _CELL.findall(row)]
        if any(place in classes for classes, _ in cells for place in _PLACES):
            taken = [place for place in _PLACES for classes, _ in cells if place in classes]
            assert len(taken) == len(set(taken)), taken
            for classes, inside in cells:
                shown = classes & {*_PLACES, "is-wide", "is-choice"}
                assert shown or not re.search(r"<(button|input|select|textarea)\b", inside), inside
