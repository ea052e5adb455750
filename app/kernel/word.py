"""Word files: the template that every paper goes through, and how a paper becomes a document.

The template is made here, in a few lines, and no binary is kept: `flask briefs template FILE` writes it down for an
office that wants another look, and what lies as `paper.docx` in the data folder is used instead (decision 0025).
"""

import logging
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from jinja2 import TemplateError

from app.kernel.papers import Paper, for_xml

logger = logging.getLogger(__name__)

#: What an office's own template is called, in the data folder.
OWN = "paper.docx"
#: What is wrong with a template that is none.
_BROKEN = (TemplateError, BadZipFile, KeyError, ValueError, SyntaxError)
_BODY, _HEAD, _LATIN = "仿宋", "黑体", "Times New Roman"


def write_docx(paper: Paper, data_dir: Path) -> bytes:
    """The paper as a Word document, from the office's own template where there is one."""
    own = data_dir / OWN
    if own.exists():
        try:
            return _drawn(paper, own.read_bytes())
        except _BROKEN:
            logger.warning("The office's own template %s cannot be used", own, exc_info=True)
    return _drawn(paper, template())


def _drawn(paper: Paper, look: bytes) -> bytes:
    """The paper in the look of a template."""
    from docxtpl import DocxTemplate  # heavy, and asked for by few

    document = DocxTemplate(BytesIO(look))
    document.render({"paper": for_xml(paper)}, _environment())
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _environment() -> Any:
    """A sandbox: what an office writes into its template can read the paper and nothing else."""
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True)


@cache
def template() -> bytes:
    """The template of every paper: A4, the faces of official papers, a place for each part of a section."""
    from docx import Document

    document = Document()
    document.core_properties.author = "Luodi"
    document.core_properties.comments = ""
    _set_up(document)
    _paragraph(document, "{{ paper.title }}", size=16, is_head=True, is_centred=True)
    _paragraph(document, "{%p if paper.sub %}")
    _paragraph(document, "{{ paper.sub }}", is_centred=True)
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p for note in paper.notes %}")
    _paragraph(document, "{{ note }}", is_centred=True)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{%p for section in paper.sections %}")
    _paragraph(document, "{{ section.title }}", size=12, is_head=True, before=6)
    _facts(document)
    for name, shown in (("lines", "{{ line }}"), ("items", "• {{ line }}")):
        _paragraph(document, f"{{%p for line in section.{name} %}}")
        _paragraph(document, shown)
        _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{%p if section.grid %}")
    _grid(document)
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p if section.foot %}")
    _paragraph(document, "{{ section.foot }}")
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p endfor %}")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any) -> None:
    """A4 with narrow margins, so that a brief stays on one page."""
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(16)
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(10), _LATIN
    _set_face(normal.element.get_or_add_rPr(), _BODY)
    normal.paragraph_format.space_after = Pt(2)


def _set_face(properties: Any, face: str) -> None:
    """Name the face of Chinese characters, which python-docx knows no word for."""
    from docx.oxml.ns import qn

    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _paragraph(
    holder: Any, text: str, *, size: int = 0, is_head: bool = False, is_centred: bool = False, before: int = 0
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = holder.add_paragraph()
    run = paragraph.add_run(text)
    if size:
        run.font.size = Pt(size)
    if is_head:
        run.bold = True
        _set_face(run._element.get_or_add_rPr(), _HEAD)  # noqa: SLF001  # python-docx offers no other way
        paragraph.paragraph_format.keep_with_next = True
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(before)


def _facts(document: Any) -> None:
    """Names and values, one fact to a paragraph."""
    _paragraph(document, "{%p for fact in section.facts %}")
    paragraph = document.add_paragraph()
    paragraph.add_run("{{ fact[0] }}  ").bold = True
    paragraph.add_run("{{ fact[1] }}")
    _paragraph(document, "{%p endfor %}")


def _grid(document: Any) -> None:
    """A table of as many columns and rows as the section has."""
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, words in enumerate(
        (
            ("{%tc for cell in section.grid.head %}", "{{ cell }}", "{%tc endfor %}"),
            ("{%tr for row in section.grid.rows %}", "", ""),
            ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
            ("{%tr endfor %}", "", ""),
        )
    ):
        for column, text in enumerate(words):
            run = table.cell(row, column).paragraphs[0].add_run(text)
            run.bold = row == 0
