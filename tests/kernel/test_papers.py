"""Papers: the page, the Word file and the plain text say the same, whatever was typed."""

from io import BytesIO

from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.papers import Grid, Paper, Section, as_text, facts, for_xml, paragraphs
from app.kernel.word import OWN, template, write_docx

PAPER = Paper(
    title="会见参阅材料",
    sub="Sinopharm <b>&",
    notes=("2022年7月15日",),
    sections=(
        Section("概况", facts=(("省份", "上海"),), lines=("一段话",), items=("一", "二"), foot="其余见系统。"),
        Section("空的"),
        Section("项目", grid=Grid(("序号", "名称", "金额"), (("1", "产业园", "3 亿元"), ("2", "基地", "")))),
    ),
)
#: Anything at all that a database keeps, with signs that templates and XML would take for their own.
anything = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["{{ 7*7 }}", "{% raw %}", "</w:t>", "&amp;", "\ufffe\uffff", "{{ paper.__class__ }}", "<&>\"'"]
)


def read(body: bytes) -> list[str]:
    """Everything that a Word file says, paragraph by paragraph, cell by cell."""
    document = Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()] + cells


def test_the_word_file_says_what_the_paper_says(tmp_path):
    said = read(write_docx(PAPER, tmp_path))
    assert said[:5] == ["会见参阅材料", "Sinopharm <b>&", "2022年7月15日", "概况", "省份  上海"]
    assert said[5:9] == ["一段话", "• 一", "• 二", "其余见系统。"]
    assert said[9:] == ["项目", "序号", "名称", "金额", "1", "产业园", "3 亿元", "2", "基地", ""]


def test_the_plain_text_leaves_out_what_is_empty_and_numbers_rows_once():
    assert as_text(PAPER, "zh").endswith("【项目】\n1. 产业园，3 亿元\n2. 基地")
    assert "空的" not in as_text(PAPER, "zh")
    assert "省份: 上海" in as_text(PAPER, "en")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(anything, min_size=6, max_size=6))
def test_no_text_breaks_a_word_file_or_runs_in_it(tmp_path, words):
    title, label, value, line, head, cell = words
    section = Section("x", ((label, value),), (line,), (), Grid((head, "y"), ((cell, "z"),)))
    paper = Paper(title=title, sections=(section,))
    said = "".join(read(write_docx(paper, tmp_path)))
    clean = for_xml(paper)
    for part in (clean.title, *clean.sections[0].lines, *clean.sections[0].facts[0]):
        assert part.strip() in said
    assert "49" not in said or any("49" in word for word in words)


def test_an_office_gives_papers_its_own_look(tmp_path):
    own = Document(BytesIO(template()))
    own.add_paragraph("云南滇中新区管委会")
    own.save(tmp_path / OWN)
    assert "云南滇中新区管委会" in read(write_docx(PAPER, tmp_path))


def test_a_template_that_is_none_is_told_in_the_log_and_not_used(tmp_path, caplog):
    (tmp_path / OWN).write_bytes(b"no document")
    assert read(write_docx(PAPER, tmp_path))[0] == "会见参阅材料"
    assert OWN in caplog.text


def test_a_template_can_read_nothing_but_the_paper(tmp_path, caplog):
    own = Document(BytesIO(template()))
    own.add_paragraph("{{ paper.__class__.__mro__[1].__subclasses__() }}")
    own.save(tmp_path / OWN)
    assert "subclasses" not in "".join(read(write_docx(PAPER, tmp_path)))


def test_facts_that_are_not_known_and_blank_lines_are_left_out():
    assert facts([("a", "1"), ("b", "")]) == (("a", "1"),)
    assert paragraphs("x\n\n  \n y ") == ("x", "y")
