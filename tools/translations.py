"""Keeps the message catalogue: `python -m tools.translations extract|check|set FILE.json|prune|compile`.

The Chinese catalogue lives in `zh`, which serves zh, zh_CN and zh_Hans alike; Babel would never load `zh_CN`.
"""

import argparse
import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.places import ROOT
from tools.stop import Stop, exit_with_sentence

CATALOGUE = ROOT / "app" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
SOURCES = {
    ROOT / "app": [("**.py", "python")],
    ROOT / "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}
KEYWORDS: dict[str, tuple[int, ...]] = {
    "_": (1,),
    "_l": (1,),
    "L": (1,),
    "Message": (1,),
    "gettext": (1,),
    "ngettext": (1, 2),
}
JINJA = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
PLACEHOLDER = re.compile(r"%%|%\((\w+)\)[sd]|%[sd]")

Identity = str | tuple[str, ...] | list[str]


def main() -> None:
    """Do one command on the catalogue."""
    parser = argparse.ArgumentParser(prog="tools.translations", description=__doc__)
    parser.add_argument("command", choices=["extract", "check", "set", "prune", "compile"])
    parser.add_argument("file", nargs="?", type=Path, help="for set: {msgid: msgstr, or [plural forms]}")
    asked = parser.parse_args()
    if asked.command == "extract":
        print("\n".join(shown(identity) for identity in extracted()))
    elif asked.command == "check":
        check()
    elif asked.command == "set" and asked.file:
        merge(json.loads(asked.file.read_text(encoding="utf-8")))
    elif asked.command == "prune":
        prune()
    elif asked.command == "compile":
        compile_all()
    else:
        parser.error("set needs a file")


def extracted() -> list[Identity]:
    """Every sentence the sources ask for, sorted; a pair for those with a plural."""
    return sorted({identity for _, identity in occurrences()} - {""}, key=shown)


def occurrences() -> Iterator[tuple[str, Identity]]:
    """Each place where a sentence is asked for: the file within the project, and the sentence."""
    for folder, methods in SOURCES.items():
        options = {pattern: JINJA for pattern, method in methods if method == "jinja2"}
        for file, _, identity, _, _ in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, directory_filter=is_source
        ):
            yield f"{folder.name}/{file}", identity


def is_source(folder: str | Path) -> bool:
    """Babel by itself would pass over `_layout` and `_ui`."""
    return Path(folder).name not in ("__pycache__", "static", "translations")


def check() -> None:
    """Stop with one line per sentence that is missing, empty, fuzzy, obsolete or has other placeholders."""
    catalogue = read()
    wanted = extracted()
    keys = {_key(identity) for identity in wanted}
    faults = [f"missing: {shown(identity)}" for identity in wanted if catalogue.get(_key(identity)) is None]
    for message in catalogue:
        if message.id:
            faults += faults_of(message, used=_key(message.id) in keys)
    faults += [f"obsolete: {shown(message.id)}" for message in catalogue.obsolete.values()]
    if faults:
        raise Stop("\n".join(faults), f"翻译目录有 {len(faults)} 处问题。")
    print(f"{len(wanted)} sentences, all translated")


def faults_of(message: Message, *, used: bool) -> list[str]:
    """What is wrong with one entry."""
    forms = [message.string or ""] if isinstance(message.string, str | None) else message.string
    name = shown(message.id)
    faults = []
    if not used:
        faults.append(f"obsolete: {name}")
    if message.fuzzy:
        faults.append(f"fuzzy: {name}")
    if not all(forms):
        faults.append(f"empty: {name}")
    elif len(forms) != 1:
        faults.append(f"plural forms: {name}")
    else:
        fullest = message.id if isinstance(message.id, str) else message.id[-1]
        faults += [f"placeholders: {name}" for form in forms if placeholders(form) != placeholders(fullest)]
    return faults


def placeholders(sentence: str) -> set[str]:
    """The values a sentence takes; naming one twice is nobody's mistake."""
    return {found.group() for found in PLACEHOLDER.finditer(sentence)} - {"%%"}


def merge(entries: dict[str, str | list[str]]) -> None:
    """Add or replace entries; a sentence with a plural goes by its singular and takes a list."""
    plurals = {identity[0]: identity for identity in extracted() if isinstance(identity, tuple)}
    with locked():
        catalogue = read()
        for singular, translation in entries.items():
            identity = plurals.get(singular, singular)
            is_plural = isinstance(identity, tuple)
            forms = [translation] if isinstance(translation, str) else translation
            catalogue.delete(singular)
            catalogue.add(identity, tuple(forms) if is_plural else forms[0])
        write(catalogue)


def prune() -> None:
    """Drop what no source asks for any more."""
    keys = {_key(identity) for identity in extracted()}
    with locked():
        catalogue = read()
        catalogue.obsolete.clear()
        for message in [message for message in catalogue if message.id and _key(message.id) not in keys]:
            catalogue.delete(message.id)
        write(catalogue)


def compile_all() -> None:
    """messages.mo beside the catalogue; replaced in one step, since a server may be reading it."""
    compiled = BytesIO()
    write_mo(compiled, read())
    replace(CATALOGUE.with_suffix(".mo"), compiled.getvalue())


@contextmanager
def locked() -> Iterator[None]:
    """Several people may set translations at once; each change waits for the one before."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.with_suffix(".po.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def read() -> Catalog:
    """The catalogue, or an empty one."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh", domain="messages", project="luodi", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh", domain="messages", abort_invalid=True)


def write(catalogue: Catalog) -> None:
    """Sorted, without places in the sources and without dates, so that a change shows only what changed."""
    text = BytesIO()
    for message in catalogue:
        message.locations.clear()
    write_po(text, catalogue, width=0, sort_output=True, omit_header=True, include_previous=False)
    replace(CATALOGUE, HEADER.encode() + text.getvalue().strip() + b"\n")


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, whole."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


HEADER = """\
# Chinese for Luodi. Edit by `python -m tools.translations set FILE.json`; terms follow docs/glossary.md.
msgid ""
msgstr ""
"Language: zh\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def _key(identity: Identity) -> str:
    """How a catalogue files an entry: a pair under its singular."""
    return identity if isinstance(identity, str) else identity[0]


def shown(identity: Identity) -> str:
    """One line for a person and for JSON."""
    return json.dumps(identity, ensure_ascii=False)


if __name__ == "__main__":
    exit_with_sentence(main)
