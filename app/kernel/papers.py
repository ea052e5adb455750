"""Papers: what is printed, sent as Word and copied into a chat, made once and said the same three times.

A door fills a `Paper` with finished sentences in its reader's language; the page, the Word file and the plain text
are drawn from it, so that none of them can know more than another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

#: What no XML document can hold, whatever a database keeps.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Grid:
    """A table: its headings and its rows, each with as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of a paper under a heading: facts by name, paragraphs, items of a list, a table, as far as there are any.

    `foot` stands below them. `is_wide` gives it the whole width of the page.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    grid: Grid | None = None
    foot: str = ""
    is_wide: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.lines or self.items or (self.grid and self.grid.rows))


@dataclass(frozen=True)
class Paper:
    """One paper. `sub` stands under the title, `note` beside it: the day, and whether it is confidential."""

    title: str
    sub: str = ""
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def filled(self) -> tuple[Section, ...]:
        """The sections that say something."""
        return tuple(section for section in self.sections if not section.is_empty)


def facts(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those of the facts that are known."""
    return tuple((label, value) for label, value in rows if value)


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def as_text(paper: Paper, locale: str) -> str:
    """The paper as plain text, to be pasted into a chat."""
    head = [paper.title, *filter(None, (paper.sub, *paper.notes))]
    return "\n\n".join("\n".join(part) for part in (head, *(_said(section, locale) for section in paper.filled)))


def _said(section: Section, locale: str) -> list[str]:
    colon, between = ("：", "，") if locale == "zh" else (": ", ", ")
    said = [f"【{section.title}】" if locale == "zh" else f"{section.title}:"]
    said += [f"{label}{colon}{value}" for label, value in section.facts]
    said += [*section.lines, *(f"- {item}" for item in section.items)]
    rows: Sequence[tuple[str, ...]] = section.grid.rows if section.grid else ()
    said += [f"{number}. {between.join(_cells(row, number))}" for number, row in enumerate(rows, 1)]
    return said + [section.foot] * bool(section.foot)


def _cells(row: tuple[str, ...], number: int) -> Iterator[str]:
    """The cells of a row that say something; its number, which stands before it anyway, is left out."""
    return filter(None, row[1:] if row[0] == str(number) else row)


def for_xml(paper: Paper) -> Paper:
    """The paper without the few characters that a Word file cannot hold."""
    return replace(
        paper,
        title=_clean(paper.title),
        sub=_clean(paper.sub),
        notes=tuple(map(_clean, paper.notes)),
        sections=tuple(_cleaned(paper.filled)),
    )


def _cleaned(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        grid = section.grid and Grid(_all(section.grid.head), tuple(_all(row) for row in section.grid.rows))
        yield replace(
            section,
            title=_clean(section.title),
            facts=tuple((_clean(label), _clean(value)) for label, value in section.facts),
            lines=_all(section.lines),
            items=_all(section.items),
            grid=grid,
            foot=_clean(section.foot),
        )


def _all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_clean, texts))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
