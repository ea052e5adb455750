"""What a file is by its content: known for certain, or refused with the reason."""

import io
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attachments.models import Format
from app.attachments.rules import FORMATS, clean_name, inspect, package
from app.kernel.errors import Invalid
from tests.support.files import HEIC, JPEG, PDF, PNG, WEBP, archive, compound, office

SOUND = {
    Format.PDF: PDF,
    Format.PNG: PNG,
    Format.JPEG: JPEG,
    Format.WEBP: WEBP,
    Format.HEIC: HEIC,
    Format.DOCX: office("docx", {"word/document.xml": b"<w/>", "word/embeddings/sheet1.xlsx": office("xlsx")}),
    Format.XLSX: office("xlsx", {"xl/workbook.xml": b"<w/>" * 1000}),
    Format.PPTX: office("pptx", {"ppt/embeddings/oleObject1.bin": compound("Equation Native")}),
    Format.DOC: compound("WordDocument", "1Table"),
    Format.XLS: compound("Workbook"),
    Format.PPT: compound("PowerPoint Document", "Current User"),
    Format.TEXT: "企业名称,金额\n国药控股,1.2亿\n".encode("gb18030"),
}


def what_is(content: bytes) -> Format:
    return inspect(io.BytesIO(content))


@pytest.mark.parametrize("kind", list(Format))
def test_every_format_is_known_by_its_content(kind):
    assert what_is(SOUND[kind]) is kind


def test_every_format_has_a_type_and_an_ending():
    assert FORMATS.keys() == set(Format)


def test_utf8_text_with_and_without_a_mark_is_text():
    assert what_is("纪要\r\n一、".encode()) is Format.TEXT
    assert what_is("\ufeff纪要".encode()) is Format.TEXT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(200), "not taken"),
        (b"\x7fELF" + bytes(200), "not taken"),
        (b"<html><script>alert(1)</script>", "not taken"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "not taken"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not taken"),
        (b"#!/bin/sh\nrm -rf /", "not taken"),
        (b"@echo off\r\n", "not taken"),
        (b"GIF89a" + bytes(30), "not taken"),
        ("纪要".encode("utf-16"), "not taken"),
        (b"text with \x00 in it", "not taken"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "not taken"),
        (b"Rar!\x1a\x07\x00" + bytes(30), "not taken"),
        (archive({"a.txt": b"x"}), "archive"),
        (archive({"[Content_Types].xml": b"<Types/>"}), "archive"),
        (office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
        (office("docx", types="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (office("xlsx", {"xl/activeX/activeX1.bin": b"x"}), "macros"),
        (office("docx", {"word/embeddings/run.exe": b"x"}), "run"),
        (office("docx", {"word/embeddings/harmless.bin": b"MZ" + bytes(80)}), "run"),
        (office("docx", {"word/embeddings/deep.zip": archive({"a": b"b"})}), "run"),
        (office("docx", {"word/embeddings/deep.bin": archive({"a": b"b"})}), "run"),
        (office("docx", {"word/embeddings/object1.bin": compound("\x01Ole10Native")}), "run"),
        (office("docx", {"../../etc/passwd": b"x"}), "run"),
        (office("docx", {"/etc/passwd": b"x"}), "run"),
        (PNG[:8] + bytes(30), "not taken"),
        (compound("Contents"), "Of old files"),
        (compound("EncryptedPackage", "EncryptionInfo"), "password"),
        (compound("WordDocument", "_VBA_PROJECT_CUR"), "macros"),
        (compound("WordDocument", "\x01Ole10Native"), "run"),
        (compound("WordDocument")[:600], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 900, "damaged"),
        (office("docx")[:-20], "damaged"),
    ],
)
def test_what_is_not_certain_or_could_do_harm_is_refused_with_the_reason(content, reason):
    with pytest.raises(Invalid) as refusal:
        what_is(content)
    assert reason in str(refusal.value.message)


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = office("docx", {f"word/media/{n}.xml": bytes(30_000_000) for n in range(7)})
    assert len(bomb) < 1_000_000
    opened = []
    monkeypatch.setattr(package, "_read_through", lambda *part: opened.append(part))
    with pytest.raises(Invalid, match="unpacks"):
        what_is(bomb)
    assert opened == []


def test_an_archive_with_too_many_parts_is_refused():
    with pytest.raises(Invalid, match="unpacks"):
        what_is(office("docx", {f"word/{n}": b"" for n in range(package.MOST_PARTS)}))


def test_packages_inside_packages_inside_packages_are_refused():
    deep = office("docx", {"a.xlsx": office("xlsx", {"b.xlsx": office("xlsx")})})
    with pytest.raises(Invalid, match="unpacks"):
        what_is(deep)


def test_an_archive_that_lies_about_its_sizes_is_refused():
    content = bytearray(office("docx", {"word/document.xml": bytes(100_000)}))
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, entry + 24, 10)
    with pytest.raises(Invalid, match="damaged"):
        what_is(bytes(content))


def test_a_locked_archive_is_refused():
    content = bytearray(office("docx", {"word/document.xml": b"x" * 50}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + offset] |= 1
    with pytest.raises(Invalid, match="password"):
        what_is(bytes(content))


_BEGINNINGS = st.sampled_from([b"", PDF, PNG, b"PK\x03\x04", compound("WordDocument"), office("docx"), office("xlsx")])


@given(_BEGINNINGS, st.binary(max_size=3000), st.integers(0, 4000))
def test_any_content_is_known_or_refused_and_nothing_else(beginning, rest, cut):
    with suppress(Invalid):
        assert what_is(beginning[:cut] + rest) in FORMATS


@given(st.data())
def test_a_damaged_container_is_known_or_refused(data):
    content = bytearray(data.draw(st.sampled_from([compound("Workbook", "x"), office("docx", {"a.xml": b"<a/>"})])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Invalid):
        assert what_is(bytes(content)) in FORMATS


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("协议.pdf", "协议.pdf"),
        ("协议.PDF", "协议.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\li\\合同 终稿.pdf", "合同 终稿.pdf"),
        ("run.exe", "run.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("v1.2 报价", "v1.2 报价.pdf"),
        ('a<b>"c|d?.pdf', "a b c d.pdf"),
        ("\ud800x.pdf", "x.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_misleads(given_name, kept):
    assert clean_name(given_name, Format.PDF) == kept


@given(st.text(max_size=300), st.sampled_from(list(Format)))
def test_any_name_becomes_a_short_one_with_the_right_ending(given_name, kind):
    name = clean_name(given_name, kind)
    assert 0 < len(name) <= 120
    assert name.rpartition(".")[2] in FORMATS[kind].endings
    assert not set(name) & set('/\\\x00<>:"|?*')
    name.encode()


def test_wps_keeps_its_own_endings():
    assert clean_name("报告.wps", Format.DOC) == "报告.wps"
    assert clean_name("表.et", Format.XLS) == "表.et"
