from __future__ import annotations

import docx
import pytest

from thuocdo.documents.reading.loading import load_file
from thuocdo.documents.tests.making_files import named, paragraph, repacked, saved, word, zipped
from thuocdo.kernel.encodings import TCVN3, VNI, from_unicode
from thuocdo.kernel.errors import Refused

SENTENCE = "Giao Sở Nội vụ đôn đốc, kiểm tra việc thực hiện nhiệm vụ"


def text_of(data: bytes) -> str:
    return load_file(data, "a.docx").text


def lines_of(data: bytes) -> list[str]:
    return [line for line in text_of(data).split("\n") if line.strip()]


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        load_file(data, "a.docx")
    return refused.value.code


def test_paragraphs_and_tables_come_in_their_order() -> None:
    document = docx.Document()
    document.add_paragraph("Trước bảng")
    table = document.add_table(0, 4)
    for cells in (("TT", "Nhiệm vụ", "Chủ trì", "Thời gian"), ("1", "Công bố", "Sở Nội vụ", "Trong năm")):
        for cell, said in zip(table.add_row().cells, cells, strict=True):
            cell.text = said
    document.add_paragraph("Sau bảng")
    loaded = load_file(saved(document), "a.docx")
    assert loaded.text == (
        "Trước bảng\n\nTT\tNhiệm vụ\tChủ trì\tThời gian\n1\tCông bố\tSở Nội vụ\tTrong năm\n\nSau bảng"
    )
    assert (loaded.format, loaded.notices) == ("docx", ())


def test_paragraphs_of_a_cell_stay_apart_on_one_line() -> None:
    document = docx.Document()
    cells = document.add_table(1, 3).rows[0].cells
    cells[0].text, cells[2].text = "1", "a\tb"
    cells[1].text = "- Kế hoạch;"
    cells[1].add_paragraph("- Báo cáo")
    assert text_of(saved(document)) == "1\t- Kế hoạch;<br>- Báo cáo\ta b"


def test_a_cell_over_columns_keeps_the_others_empty_and_one_over_rows_repeats() -> None:
    document = docx.Document()
    table = document.add_table(3, 4)
    for row in table.rows:
        for number, cell in enumerate(row.cells):
            cell.text = str(number)
    table.cell(0, 0).merge(table.cell(0, 3)).text = "I. THỂ CHẾ"
    table.cell(1, 3).merge(table.cell(2, 3)).text = "Sở Nội vụ"
    assert lines_of(saved(document)) == ["I. THỂ CHẾ\t\t\t", "0\t1\t2\tSở Nội vụ", "0\t1\t2\tSở Nội vụ"]


def test_a_table_that_only_places_the_header_becomes_lines() -> None:
    document = docx.Document()
    left, right = document.add_table(1, 2).rows[0].cells
    left.text = "ỦY BAN NHÂN DÂN"
    left.add_paragraph("TỈNH NGHỆ AN")
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    right.add_paragraph("Độc lập - Tự do - Hạnh phúc")
    assert lines_of(saved(document)) == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH NGHỆ AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert "\t" not in text_of(saved(document))


NUMBERING = """
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
"""


def listed(text: str, number: int, depth: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbers_appear_as_text_and_begin_anew_below_each_heading() -> None:
    items = [
        ("Mục tiêu", 1, 0),
        ("một", 1, 1),
        ("hai", 1, 1),
        ("chữ a", 1, 2),
        ("chữ b", 1, 2),
        ("Nhiệm vụ", 1, 0),
        ("một", 1, 1),
        ("gạch", 2, 0),
        ("Tiếp", 3, 0),
        ("Tiếp nữa", 3, 0),
    ]
    body = "".join(listed(*item) for item in items)
    assert lines_of(word(body, numbering=NUMBERING)) == [
        "I. Mục tiêu",
        "1. một",
        "2. hai",
        "a) chữ a",
        "b) chữ b",
        "II. Nhiệm vụ",
        "1. một",
        "- gạch",
        "V. Tiếp",
        "VI. Tiếp nữa",
    ]


def test_a_style_may_number_and_a_paragraph_may_switch_it_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    )
    body = paragraph("theo kiểu", '<w:pStyle w:val="H2"/>') + paragraph(
        "tắt", '<w:pStyle w:val="H"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    assert lines_of(word(body, numbering=NUMBERING, styles=styles)) == ["I. theo kiểu", "tắt"]


def test_footnotes_are_marked_and_printed_at_the_end() -> None:
    body = '<w:p><w:r><w:t>năm 2025</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>' + paragraph("Hết")
    notes = (
        '<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Đối với xã mới.</w:t></w:r></w:p></w:footnote>'
    )
    assert lines_of(word(body, footnotes=notes)) == ["năm 2025[1]", "Hết", "[1] Đối với xã mới."]


def test_deleted_text_is_left_out_and_inserted_text_is_kept() -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>c</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>d</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t>e</w:t><w:tab/><w:noBreakHyphen/></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert text_of(word(body)) == "acde\t-"


def test_a_text_box_is_read_once_although_word_stores_it_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>ngoài</w:t><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines_of(word(body)) == ["ngoài", "trong khung"]


def test_page_breaks_part_pages() -> None:
    body = paragraph("một") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("hai")
    loaded = load_file(word(body), "a.docx")
    assert [loaded.text[start:end].strip() for start, end in loaded.pages] == ["một", "hai"]


@pytest.mark.parametrize(("font", "encoding"), [(".VnTime", TCVN3), ("VNI-Times", VNI)])
def test_runs_in_an_old_font_are_converted_beside_runs_in_unicode(font: str, encoding: str) -> None:
    run = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    body = paragraph(from_unicode(SENTENCE, encoding), run=run) + paragraph(SENTENCE)
    loaded = load_file(word(body), "a.docx")
    assert [line for line in loaded.text.split("\n") if line] == [SENTENCE, SENTENCE]
    [notice] = loaded.notices
    assert notice.code == "documents.legacy_encoding"


def test_a_font_without_a_table_is_told_and_its_letters_are_left() -> None:
    fonts = '<w:rFonts w:ascii="VPS Times" w:hAnsi="VPS Times"/>'
    loaded = load_file(word(paragraph("C¶i c¸ch", run=fonts) + paragraph(SENTENCE)), "a.docx")
    assert [notice.code for notice in loaded.notices] == ["documents.unknown_font"]
    assert "VPS Times" in loaded.notices[0].message


def test_a_capital_font_gives_capitals() -> None:
    run = '<w:rFonts w:ascii=".VnTimeH"/>'
    assert text_of(word(paragraph("céng hßa", run=run))) == "CỘNG HÒA"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(saved(docx.Document()), {"word/media/image1.bin": bytes(60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert code_of(bomb) == "documents.unsafe"


def test_external_entities_are_never_resolved(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật")
    evil = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        + named({"document": "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>"})["word/document.xml"]
    )
    assert code_of(repacked(saved(docx.Document()), {"word/document.xml": evil})) == "documents.unsafe"


@pytest.mark.parametrize("broken", ["<w:document", "", "not xml"])
def test_a_part_that_does_not_parse_is_called_truncated(broken: str) -> None:
    assert code_of(repacked(saved(docx.Document()), {"word/document.xml": broken})) == "documents.truncated"


def test_a_word_package_without_a_body_is_called_truncated() -> None:
    assert code_of(zipped(word__document2="x")) in {"documents.truncated"}


def test_an_empty_document_is_refused_as_empty() -> None:
    assert code_of(saved(docx.Document())) == "documents.empty"


def test_a_damaged_package_is_called_truncated() -> None:
    document = docx.Document()
    for _ in range(200):
        document.add_paragraph(SENTENCE)
    whole = saved(document)
    middle = whole.index(b"word/document.xml") + 60
    assert code_of(whole[:middle] + bytes(40) + whole[middle + 40 :]) == "documents.truncated"


def test_tables_inside_tables_without_end_are_refused() -> None:
    inner = "<w:p/>"
    for _ in range(45):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert code_of(word(inner)) == "documents.unsafe"


def test_a_list_that_begins_beyond_all_letters_draws_figures_and_a_long_mark_is_cut() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level.format("999999999", "%1" * 500)}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    loaded = load_file(word(paragraph(SENTENCE, listed) * 50, numbering=numbering), "a.docx")
    assert len(loaded.text) < 50 * 500


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", ""])
def test_odd_figures_in_a_word_file_are_no_error(odd: str) -> None:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{odd}"/></w:tcPr>{paragraph("a")}</w:tc>'
    listed = f'<w:numPr><w:ilvl w:val="{odd}"/><w:numId w:val="{odd}"/></w:numPr>'
    assert "kế hoạch" in load_file(word(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>{paragraph('kế hoạch', listed)}"), "a").text


def test_a_cell_repeated_over_thousands_of_rows_is_refused_as_too_long() -> None:
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("x" * 20_000)}</w:tc>'
    more = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    assert code_of(word(f"<w:tbl><w:tr>{first}</w:tr>{more * 2000}</w:tbl>")) == "documents.too_long"
