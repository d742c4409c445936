"""Web pages, spreadsheets, old office files, scans: the same text whatever the paper came in."""

from __future__ import annotations

import io
import shutil

import docx
import pytest
import xlsxwriter

from thuocdo.documents.reading.formats import office, scans
from thuocdo.documents.reading.loading import load_file
from thuocdo.documents.tests.making_files import paragraph, pdf, repacked, saved, scanned, word
from thuocdo.kernel.encodings import TCVN3, from_unicode
from thuocdo.kernel.errors import Refused

LINES = ("Số: 12/KH-UBND", "1. Sở Nội vụ tham mưu ban hành kế hoạch cải cách hành chính trước ngày 15/3/2025.")
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Không phải chữ của văn bản</title></head><body>
<table><tr><td>ỦY BAN NHÂN DÂN<br>TỈNH NGHỆ AN</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table>
<p>Rà soát
   thủ tục <b>hành</b> chính</p><ol type="a"><li>Công bố</li><li>Công khai</li></ol><ul><li>Đôn đốc</li></ul>
<table><tr><th rowspan="2">TT</th><th colspan="2">Nhiệm vụ</th></tr><tr><td>Việc</td><td>Chủ trì</td></tr>
<tr><td>1</td><td><p>Rà soát</p><p>Công bố</p></td><td>Sở Nội vụ</td></tr></table>
<script>alert("chạy")</script><div style="display: none">ẩn</div><img src="http://ngoai.vn/a.png"></body></html>"""


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def code_of(data: bytes, name: str = "a") -> str:
    with pytest.raises(Refused) as refused:
        load_file(data, name)
    return refused.value.code


def test_a_web_page_is_read_in_blocks_lists_and_tables() -> None:
    loaded = load_file(PAGE.format(charset="utf-8").encode(), "a.txt")
    assert loaded.format == "html"
    assert lines_of(loaded.text) == [
        "ỦY BAN NHÂN DÂN", "TỈNH NGHỆ AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Rà soát thủ tục hành chính",
        "a. Công bố", "b. Công khai", "- Đôn đốc", "TT\tNhiệm vụ\t", "TT\tViệc\tChủ trì",
        "1\tRà soát<br>Công bố\tSở Nội vụ",
    ]  # fmt: skip


def test_a_page_is_decoded_as_it_declares_and_old_fonts_are_converted() -> None:
    page = PAGE.format(charset="utf-16").encode("utf-16")
    assert "Rà soát thủ tục hành chính" in load_file(page, "a.html").text
    old = f"<html><body><p>{from_unicode(LINES[1], TCVN3)}</p></body></html>".encode("latin-1", "xmlcharrefreplace")
    loaded = load_file(old, "a.html")
    assert LINES[1] in loaded.text
    assert [notice.code for notice in loaded.notices] == ["documents.legacy_encoding"]


def test_a_page_nested_beyond_reason_is_refused() -> None:
    assert code_of(b"<html><body>" + b"<div>" * 5000 + b"x") in ("documents.unsafe", "documents.empty")


def test_markdown_with_a_table_of_elements_stays_markdown() -> None:
    assert load_file(b"# K\xe1\xba\xbf ho\xe1\xba\xa1ch\n\n<table><tr><td>1</td></tr></table>", "a.md").format == "md"


def workbook(*, hidden: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Phụ lục")
    sheet.merge_range(0, 0, 0, 3, "DANH MỤC NHIỆM VỤ NĂM 2025")
    for row, cells in enumerate((["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["I", "Công tác chỉ đạo"],
                                 [1, "Ban hành\nkế hoạch", "Sở Nội vụ"]), start=2):  # fmt: skip
        sheet.write_row(row, 0, cells)
    sheet.write_formula(4, 3, "=1+1", None, 2)
    if hidden:
        book.add_worksheet("ẩn").hide()
    book.close()
    return out.getvalue()


def test_a_spreadsheet_is_read_as_rows_with_what_formulas_last_gave() -> None:
    loaded = load_file(workbook(), "a.xlsx")
    assert loaded.format == "xlsx"
    assert lines_of(loaded.text) == [
        "DANH MỤC NHIỆM VỤ NĂM 2025", "TT\tNhiệm vụ\tChủ trì\tThời gian", "I\tCông tác chỉ đạo\t\t",
        "1\tBan hành<br>kế hoạch\tSở Nội vụ\t2",
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["XFD1048576", "A99999999999", "ZZZZZZZZ2"])
def test_two_cells_far_apart_are_refused_before_room_is_made_for_what_lies_between(cell: str) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert code_of(repacked(workbook(), {"xl/worksheets/sheet1.xml": sheet})) == "documents.too_large"


def test_hidden_sheets_are_left_out_and_told() -> None:
    [notice] = load_file(workbook(hidden=True), "a.xlsx").notices
    assert (notice.code, notice.where["sheets"]) == ("documents.hidden_sheets", ["ẩn"])


def test_files_with_programs_in_them_are_refused() -> None:
    assert code_of(repacked(word(paragraph("a")), {"word/vbaProject.bin": b"x"})) == "documents.macros"
    assert code_of(repacked(workbook(), {"xl/vbaProject.bin": b"x"})) == "documents.macros"


def test_a_document_that_would_fetch_its_template_is_refused_and_one_with_links_is_not() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
        ' Target="http://ngoai.vn/mau.dotm" TargetMode="External"/></Relationships>'
    )
    remote = {"word/_rels/settings.xml.rels": relation.format("attachedTemplate")}
    assert code_of(repacked(word(paragraph("a")), remote)) == "documents.remote_content"
    link = {"word/_rels/document.xml.rels": relation.format("hyperlink")}
    assert "kế hoạch" in load_file(repacked(word(paragraph("kế hoạch")), link), "a.docx").text


def test_an_old_file_without_a_converter_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert code_of(b"{\\rtf1 abc}", "a.rtf") == "documents.no_converter"


@pytest.mark.skipif(not office.program(), reason="this machine has no LibreOffice")
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_an_old_office_file_is_converted_and_read(suffix: str) -> None:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    old = office.converted(saved(document), ".docx", suffix)
    loaded = load_file(old, f"a.{suffix}")
    assert loaded.format == suffix
    assert lines_of(loaded.text) == list(LINES)
    assert loaded.notices[0].code == "documents.converted"


def test_a_scan_on_a_machine_without_recognition_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    scans.program.cache_clear()
    try:
        assert code_of(scanned(pdf([LINES[1]])), "a.pdf") == "documents.image_only"
    finally:
        scans.program.cache_clear()


@pytest.mark.skipif(not (scans.program() and office.program()), reason="this machine has no Tesseract with Vietnamese")
def test_a_scan_is_recognised_with_the_trust_in_every_word() -> None:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    loaded = load_file(scanned(office.converted(saved(document), ".docx", "pdf")), "a.pdf")
    assert "Sở Nội vụ tham mưu ban hành kế hoạch cải cách hành chính" in " ".join(loaded.text.split())
    notice = next(notice for notice in loaded.notices if notice.code == "documents.recognised")
    trust = dict(notice.where["trust"])[1]
    assert all(0 <= value <= 100 for _, value in trust)
    assert [word for word, _ in trust][:2] == ["Số:", "12/KH-UBND"]
