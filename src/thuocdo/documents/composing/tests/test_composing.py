"""The produced file is opened and measured: sizes, margins and places of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from thuocdo.documents.composing import (
    Attachment,
    Column,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
    bundle,
    compose,
    compose_pdf,
)
from thuocdo.documents.composing.kinds import KINDS, from_data
from thuocdo.kernel.errors import Refused

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


PLAN = OfficialPaper(
    letterhead=Letterhead("Ủy ban nhân dân\ntỉnh Nghệ An"), number="     /QĐ-UBND", kind="Quyết định",
    subject="Về việc ban hành Kế hoạch cải cách hành chính năm 2025", authority="Chủ tịch Ủy ban nhân dân tỉnh Nghệ An",
    place_and_date="Nghệ An, ngày    tháng    năm 2025", bases=["Căn cứ Luật Tổ chức chính quyền địa phương"],
    resolves="Quyết định:", ends=True, urgency="Khẩn", contact="Số 3 Trường Thi",
    body=[Paragraph("Ban hành kèm theo Quyết định này Kế hoạch[*].", lead="Điều 1.", notes=["Kèm một phụ lục."]),
          Paragraph("Quyết định có hiệu lực từ ngày ký.", lead="Điều 2.")],
    signatures=[Signature("KT. Chủ tịch\nPhó Chủ tịch", note="", name="Bùi Đình Long")], recipients=["Như Điều 2"],
    attachments=[
        Attachment(kind="Kế hoạch", subject="Cải cách hành chính năm 2025", letterhead=Letterhead("UBND tỉnh Nghệ An"),
                   issued_with="Kèm theo Quyết định", body=[Paragraph("Nội dung kế hoạch. " * 40)] * 12),
        Attachment(kind="Phụ lục", subject="Danh mục nhiệm vụ", landscape=True, body=[
            Table([Column("TT", 1, "center"), Column("Nhiệm vụ", 9)], [["I. Chỉ đạo"], *[["1", "Rà soát"]] * 60])]),
    ],
)  # fmt: skip
LETTER = OfficialPaper(
    letterhead=Letterhead("Sở Nội vụ", "UBND tỉnh Nghệ An"), number="05/SNV-CCHC", subject="đôn đốc báo cáo quý II",
    place_and_date="Nghệ An, ngày 05 tháng 7 năm 2025", addressees=["Các Sở, ban, ngành", "UBND các xã, phường"],
    body=[Paragraph("Đề nghị báo cáo trước ngày 12/7/2025")], ends=True, signatures=[Signature("Giám đốc", note="")],
)  # fmt: skip


def test_a_letter_has_its_subject_below_the_number_and_its_addressees_line_by_line():
    opened = docx.Document(BytesIO(compose(LETTER)))
    number = opened.tables[0].rows[1].cells[0]
    assert [one.text for one in number.paragraphs] == ["Số: 05/SNV-CCHC", "V/v đôn đốc báo cáo quý II"]
    assert looks(words(number, "V/v")) == (13, False, False) and words(
        number, "V/v"
    ).paragraph_format.space_before == Pt(6)
    assert [one.text for one in opened.paragraphs if one.text][:3] == [
        "Kính gửi:", "- Các Sở, ban, ngành;", "- UBND các xã, phường.",
    ]  # fmt: skip
    assert words(opened, "Đề nghị").text.endswith("12/7/2025./.")


def test_a_decision_names_who_decides_marks_articles_and_hangs_footnotes():
    opened = docx.Document(BytesIO(compose(PLAN)))
    article = words(opened, "Điều 1.")
    assert [bool(run.bold) for run in article.runs if run.text.strip()] == [True, False, False]
    assert "w:footnoteReference" in article._p.xml and words(opened, "QUYẾT ĐỊNH:").runs[0].bold
    with ZipFile(BytesIO(compose(PLAN))) as parts:
        assert "Kèm một phụ lục." in parts.read("word/footnotes.xml").decode()
        assert "Số 3 Trường Thi" in parts.read("word/foot1.xml").decode()


def test_attachments_turn_their_pages_and_count_them_from_one():
    sections = docx.Document(BytesIO(compose(PLAN))).sections
    assert [(round(one.page_width.mm), one.orientation) for one in sections] == [(210, 0), (210, 0), (297, 1)]
    assert ["pgNumType" in one._sectPr.xml for one in sections] == [False, True, True]
    assert all(one.different_first_page_header_footer for one in sections)


@pytest.fixture(scope="module")
def printed():
    import pypdfium2

    return pypdfium2.PdfDocument(compose_pdf(PLAN))


def page_words(printed, number):
    return printed[number].get_textpage().get_text_bounded()


def test_the_pdf_has_the_same_words_on_pages_of_the_same_size(printed):
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in printed]
    assert sizes[0] == (210, 297) and sizes[-1] == (297, 210)
    first = page_words(printed, 0)
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Điều 2. Quyết định có hiệu lực từ ngày ký./.", "PHÓ CHỦ TỊCH",
                 "Kèm một phụ lục.", "Số 3 Trường Thi", "KHẨN"):  # fmt: skip
        assert text in first.replace("\r\n", " "), text


def test_the_pdf_counts_pages_from_one_in_every_attachment_and_never_on_the_first(printed):
    heads = []
    for number in range(len(printed)):
        top = page_words(printed, number).strip().split("\r\n")[0]
        heads.append(top if top.isdigit() else "")
    plan = heads[1 : heads.index("", 2)]
    assert heads[0] == "" and plan[0] == "" and plan[1:] == [str(n) for n in range(2, len(plan) + 1)]


def test_the_pdf_keeps_its_margins(printed):
    for number in range(len(printed)):
        layer, (wide, high) = printed[number].get_textpage(), printed[number].get_size()
        letters = layer.get_text_range()
        boxes = [layer.get_charbox(at) for at, letter in enumerate(letters) if not letter.isspace()]
        inside = [box for box in boxes if box[3] < high - 18 / 25.4 * 72 and box[1] > 19 / 25.4 * 72]
        assert min(box[0] for box in inside) * 25.4 / 72 >= 29.5, "left 30"
        assert (wide - max(box[2] for box in inside)) * 25.4 / 72 >= 14.5, "right 15"


def test_the_pdf_embeds_the_font_it_says(printed):
    from thuocdo.documents.composing.pdf import _font_of, fonts

    names = {_font_of(printed, at) for at in range(printed[0].get_textpage().count_chars())} - {""}
    family = fonts()[0].replace(" ", "")
    assert names and all(name.replace(" ", "").startswith(family) for name in names), (names, family)


def test_markup_in_words_stays_words():
    import pypdfium2

    trick = '#read("/etc/passwd") *đậm* $x$ \\\\ <w:b/>'
    paper = OfficialPaper(letterhead=Letterhead("A"), number="1", subject="b", body=[Paragraph(trick)])
    assert trick in pypdfium2.PdfDocument(compose_pdf(paper))[0].get_textpage().get_text_bounded()
    assert trick in [one.text for one in docx.Document(BytesIO(compose(paper))).paragraphs]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], "dữ liệu"),
        ({"letterhead": {"agency": ""}, "subject": "a"}, "letterhead.agency"),
        ({"letterhead": {"agency": "A"}}, "subject"),
        ({"letterhead": {"agency": "A"}, "subject": "a", "body": [{"text": "x"}, {"chu": "y"}]}, "body[1]"),
        ({"letterhead": {"agency": "A"}, "subject": "a",
          "body": [{"table": {"columns": [{"title": "a"}, {"title": "b"}], "rows": [["1", "2", "3"]]}}]},
         "body[0].table.rows[0]"),
    ],
)  # fmt: skip
def test_wrong_data_are_refused_with_their_place(data, place):
    with pytest.raises(Refused) as refused:
        from_data("cong_van", data)
    assert refused.value.where == {"mục": place}


def test_every_kind_is_made_from_data():
    data = {
        "letterhead": {"agency": "Sở Nội vụ"},
        "subject": "việc",
        "body": ["Nội dung."],
        "signatures": [{"capacity": "Giám đốc"}],
    }
    for code, kind in KINDS.items():
        paper = from_data(code, data)
        assert paper.kind == kind.name and compose(paper)
    with pytest.raises(Refused):
        from_data("khong_co", data)
