"""The produced file is opened and measured: sizes, margins and places of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from thuocdo.documents.composing import (
    Column,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
    bundle,
    compose,
)

PAPER = OfficialPaper(
    letterhead=Letterhead("Ủy ban nhân dân phường Hưng Bình", "Ủy ban nhân dân thành phố Vinh"),
    number="      /BB-UBND",
    kind="Biên bản",
    subject="Bàn giao nhiệm vụ khi sắp xếp đơn vị hành chính",
    bases=["Căn cứ Nghị quyết số 1678/NQ-UBTVQH15;", "Căn cứ khoản 3 Điều 1"],
    body=[
        Heading("I. BÊN GIAO"),
        Paragraph("Ủy ban nhân dân phường Hưng Bình <cũ> & “mới”"),
        Heading("1. Nhiệm vụ", level=2),
        Table(
            [Column("TT", 10, "center"), Column("Nội dung", 110), Column("Số kỳ hạn", 45, "right")],
            [["1", "=1+1\x0b", "2"], ["2", "Rà soát\nthủ tục", "1"]],
        ),
    ],
    signatures=[Signature("Đại diện bên giao", name="Nguyễn Hữu Thắng"), Signature("Đại diện bên nhận")],
    recipients=["Bên giao", "Bên nhận;", "Lưu: VT"],
)
ONE_SIGNER = OfficialPaper(
    letterhead=Letterhead("Sở Nội vụ"), number="05/KH-SNV", kind="Kế hoạch", subject="Về việc",
    signatures=[Signature("Giám đốc")], place_and_date="Nghệ An, ngày 05 tháng 01 năm 2025", recipients=["Như trên"],
)  # fmt: skip


@pytest.fixture(scope="module")
def opened():
    return docx.Document(BytesIO(compose(PAPER)))


def looks(paragraph):
    """Size, bold, italic of the words of a paragraph."""
    run = paragraph.runs[0]
    return run.font.size.pt, bool(run.font.bold), bool(run.font.italic)


def words(place, text):
    return next(one for one in place.paragraphs if one.text.startswith(text))


def test_the_page_is_a4_with_the_margins_of_the_decree(opened):
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm, 1) <= 25 and 20 <= round(section.bottom_margin.mm, 1) <= 25
    assert 30 <= round(section.left_margin.mm, 1) <= 35 and 15 <= round(section.right_margin.mm, 1) <= 20


def test_every_letter_is_times_new_roman_in_black(opened):
    defaults = opened.styles.element.xml
    assert defaults.count('w:ascii="Times New Roman"') == 1 and 'w:color w:val="000000"' in defaults
    assert "rFonts" not in opened.element.xml, "no run has a font of its own"


def test_the_page_number_stands_in_the_top_margin_but_not_on_the_first_page(opened):
    section = opened.sections[0]
    assert section.different_first_page_header_footer and section.first_page_header.is_linked_to_previous
    number = section.header.paragraphs[0]
    assert "PAGE" in number._p.xml and number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert {run.font.size.pt for run in number.runs} == {13}


def test_the_head_has_agency_and_motto_side_by_side_in_their_sizes(opened):
    issuer, motto = opened.tables[0].rows[0].cells
    assert looks(words(issuer, "ỦY BAN NHÂN DÂN THÀNH PHỐ VINH")) == (13, False, False)
    assert looks(words(issuer, "ỦY BAN NHÂN DÂN PHƯỜNG HƯNG BÌNH")) == (13, True, False)
    assert looks(words(motto, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) == (13, True, False)
    assert looks(words(motto, "Độc lập - Tự do - Hạnh phúc")) == (14, True, False)
    assert looks(words(opened.tables[0].rows[1].cells[0], "Số:       /BB-UBND")) == (13, False, False)
    assert sum(cell.width for cell in opened.tables[0].rows[0].cells) == pytest.approx(Mm(165), abs=Mm(0.1))
    for cell in (issuer, motto):
        assert all(one.alignment == WD_ALIGN_PARAGRAPH.CENTER for one in cell.paragraphs if one.text)


def test_lines_stand_under_the_motto_and_the_agency_as_long_as_they_should_be(opened):
    def rule(cell, width):
        line = cell.paragraphs[-1]
        assert "<w:pBdr>" in line._p.xml
        return width - line.paragraph_format.left_indent.mm - line.paragraph_format.right_indent.mm

    issuer, motto = opened.tables[0].rows[0].cells
    assert 50 < rule(motto, 99) < 70, "as long as the words"
    assert 20 < rule(issuer, 66) < 35, "a third to a half of the words"


def test_kind_and_subject_are_centred_in_bold(opened):
    kind, subject = words(opened, "BIÊN BẢN"), words(opened, "Bàn giao nhiệm vụ")
    assert looks(kind) == looks(subject) == (14, True, False)
    assert kind.alignment == subject.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_grounds_are_in_italics_each_with_its_closing_mark(opened):
    first, last = words(opened, "Căn cứ Nghị quyết"), words(opened, "Căn cứ khoản 3")
    assert first.text.endswith("15;") and last.text.endswith("Điều 1.")
    assert looks(first) == (14, False, True)


def test_the_body_is_justified_with_its_first_line_and_gap(opened):
    body = words(opened, "Ủy ban nhân dân phường Hưng Bình <cũ> & “mới”")
    assert looks(body) == (14, False, False) and body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(body.paragraph_format.first_line_indent.mm) == 10 and body.paragraph_format.space_after >= Pt(6)


def test_headings_are_headings_for_whoever_cannot_see_them(opened):
    assert [one.style.name.lower() for one in opened.paragraphs if one.style.name.lower().startswith("heading")] == [
        "heading 1",
        "heading 2",
    ]


def test_a_table_fits_the_page_repeats_its_head_and_holds_text_only(opened):
    table = opened.tables[1]
    assert sum(cell.width for cell in table.rows[0].cells) == pytest.approx(Mm(165), abs=Mm(0.2))
    assert "w:tblHeader" in table.rows[0]._tr.xml and all("w:cantSplit" in row._tr.xml for row in table.rows)
    assert [cell.text for cell in table.rows[1].cells] == ["1", "=1+1", "2"]
    assert table.rows[2].cells[1].text == "Rà soát\nthủ tục"
    assert table.rows[1].cells[2].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_two_sides_sign_side_by_side_and_recipients_stand_below(opened):
    giving, taking = opened.tables[2].rows[0].cells
    assert looks(words(giving, "ĐẠI DIỆN BÊN GIAO")) == looks(words(taking, "ĐẠI DIỆN BÊN NHẬN")) == (14, True, False)
    name = words(giving, "Nguyễn Hữu Thắng")
    assert looks(name) == (14, True, False) and name.paragraph_format.space_before >= Pt(60), "room to sign"
    assert looks(words(opened, "Nơi nhận:")) == (12, True, True)
    found = [one.text for one in opened.paragraphs if one.text.startswith("- ")]
    assert found == ["- Bên giao;", "- Bên nhận;", "- Lưu: VT."]
    assert looks(words(opened, "- Lưu")) == (11, False, False)


def test_one_signer_stands_on_the_right_level_with_the_recipients():
    opened = docx.Document(BytesIO(compose(ONE_SIGNER)))
    left, right = opened.tables[1].rows[0].cells
    assert left.paragraphs[0].text == "Nơi nhận:" and right.paragraphs[0].text == "GIÁM ĐỐC"
    date = opened.tables[0].rows[1].cells[1].paragraphs[0]
    assert looks(date) == (14, False, True)


def test_the_same_paper_gives_the_same_bytes():
    assert compose(PAPER) == compose(PAPER)


def test_many_files_are_one_zip_in_their_order_without_a_clock():
    archive = ZipFile(BytesIO(bundle([("b.docx", b"2"), ("a.docx", b"1")])))
    assert archive.namelist() == ["b.docx", "a.docx"] and archive.read("a.docx") == b"1"
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
