"""Workbooks open again with what was written, and nothing in them can run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from thuocdo.ui.xlsx import Column, Foot, Head, Section, official_form, plain_list

COLUMNS = [
    Column(title="TT", width=6, align="center"), Column(title="Nhiệm vụ", width=45),
    Column(title="Chủ trì", group="Cơ quan"), Column(title="Phối hợp", group="Cơ quan"),
    Column(title="Thời gian", width=18),
]  # fmt: skip
HEAD = Head(
    issuer=["ỦY BAN NHÂN DÂN", "TỈNH NGHỆ AN"], title="KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2025",
    basis="(Ban hành theo Quyết định số 3667/QĐ-UBND ngày 30/12/2024)",
)  # fmt: skip


def opened(content: bytes):
    return load_workbook(BytesIO(content)).active


def form(rows):
    return opened(official_form(HEAD, COLUMNS, rows, foot=Foot(place_and_date="Nghệ An, ngày 15 tháng 7 năm 2025")))


def found(sheet, text: str):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def test_the_official_form_has_issuer_motto_heads_and_signatures():
    sheet = form([Section("I", "CẢI CÁCH THỂ CHẾ"), ["1", "Tham mưu", "Sở Tư pháp", "", date(2025, 9, 30)]])
    words = {cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    assert {
        "TỈNH NGHỆ AN",
        "Độc lập - Tự do - Hạnh phúc",
        "PHỤ LỤC",
        HEAD.title,
        HEAD.basis,
        "THỦ TRƯỞNG ĐƠN VỊ",
    } <= words
    assert found(sheet, "Nhiệm vụ").font.name == "Times New Roman"


def test_columns_that_share_a_head_get_two_merged_rows():
    sheet = form([])
    group, single = found(sheet, "Cơ quan"), found(sheet, "TT")
    merged = [str(area) for area in sheet.merged_cells.ranges]
    assert f"C{group.row}:D{group.row}" in merged and f"A{single.row}:A{single.row + 1}" in merged
    assert found(sheet, "Chủ trì").row == group.row + 1


def test_the_form_prints_across_a4_with_its_heads_on_every_page():
    sheet = form([])
    row = found(sheet, "TT").row
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == f"${row}:${row + 1}" and sheet.page_setup.fitToHeight == 0
    assert "&P" in str(sheet.oddHeader.center.text) or "P" in str(sheet.oddHeader.center)


def test_text_that_looks_like_a_formula_stays_text():
    nasty = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1"]
    sheet = form([["1", text, "", "", ""] for text in nasty])
    for text in nasty[:4]:
        cell = found(sheet, text)
        assert cell.data_type == "s" and cell.hyperlink is None


def test_text_that_no_workbook_can_hold_is_cleaned_or_cut_with_a_remark():
    sheet = form([["1", "a\x00b\x1f\ud800c", "x" * 40_000, "", ""]])
    assert found(sheet, "abc")
    long = next(cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("xxx"))
    assert len(long) == 32_767 and long.endswith("(còn nữa, xem trên hệ thống)")


def test_numbers_dates_and_blanks_keep_their_kind():
    sheet = opened(
        plain_list("Danh sách: [mẫu]", [Column(title=name) for name in "ABCDE"],
                   [[Decimal("84.35"), 12, date(2025, 7, 15), None, datetime(2025, 7, 15, 18, 0, tzinfo=UTC)]],
                   note="Tính lúc 06:00, 15/07/2025")
    )  # fmt: skip
    row = [str(cell.value) for cell in sheet[4]]
    assert row == ["84.35", "12", "2025-07-15 00:00:00", "None", "2025-07-16 01:00:00"]
    assert sheet.freeze_panes == "A4" and sheet.auto_filter.ref == "A3:E4"
    assert sheet.title == "Danh sách   mẫu"


def test_an_empty_list_still_opens():
    assert opened(plain_list("Trống", [Column(title="A")], [])).max_row == 2
