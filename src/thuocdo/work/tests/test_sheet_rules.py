"""Rows of workbooks without a database: tasks come back to the letter; officials' own tables; hostile ones."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.core.sheets import read_sheet
from thuocdo.kernel.columns import Names, best_head
from thuocdo.kernel.encodings import TCVN3, from_unicode
from thuocdo.kernel.errors import Refused
from thuocdo.ui.xlsx import Foot, Head, Keys, Section, as_text, official_form
from thuocdo.work.queries.sheets import LIMITS, Book, find_columns, pack, read_book, signs
from thuocdo.work.rules.sheet_diff import Difference, Known, counts_of
from thuocdo.work.rules.sheet_marks import Mark, digest_of, row_key
from thuocdo.work.rules.sheet_rows import FIELDS, Line, Table, canonical
from thuocdo.work.sheet_forms import COLUMNS
from thuocdo.work.tests.sheets import table

HEAD = Head(issuer=["ỦY BAN NHÂN DÂN", "TỈNH NGHỆ AN"], title="KẾ HOẠCH")
words = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x85\u2028\u2029\x1c\x1d\x1e\x0b\x0c"), max_size=60
)
texts = words.filter(lambda one: bool(canonical("text", as_text(one))))
tasks = st.fixed_dictionaries({
    "number": st.integers(1, 99).map(str), "text": texts, "outputs": words, "lead": words, "coordinating": words,
    "deadline": words,
})  # fmt: skip


def book_of(rows: list[dict[str, str]]) -> bytes:
    """Tasks as the official form writes them."""
    known = [{name: canonical(name, as_text(row[name])) for name in FIELDS} for row in rows]
    keys = [row_key("NV", at, one.values()) for at, one in enumerate(known, start=1)]
    mark = Mark("KH", 1, 0, len(keys), digest_of(keys), len(keys))
    body: list[Any] = [Section("I", "CẢI CÁCH"), *([as_text(row[name]) for name in FIELDS] for row in rows)]
    body.append(Section("", f"Tổng cộng: {len(keys)} nhiệm vụ"))
    return official_form(HEAD, COLUMNS, body, foot=Foot(), keys=Keys(str(mark), keys, f"Số dòng: {len(keys)}."))


def lines_of(book: Book, chosen: dict[str, str] | None = None) -> list[Line]:
    columns = find_columns(book, "plan", FIELDS, chosen or {})
    read = Table(book.rows, columns, merged=book.merged, key_at=book.key_at, ends=pack()["ends"], signs=signs())
    return read.read()


@settings(max_examples=60, deadline=None)
@given(st.lists(tasks, min_size=1, max_size=6))
def test_whatever_tasks_say_comes_back_and_changes_nothing(rows: list[dict[str, str]]):
    book = read_book(book_of(rows), "b.xlsx")
    known = [
        Known(at, {name: canonical(name, as_text(row[name])) for name in FIELDS})
        for at, row in enumerate(rows, start=1)
    ]
    lines = lines_of(book)
    assert [line.values for line in lines] == [dict(one.values) for one in known]
    found = counts_of(Difference(lines, known, book.mark).find())
    shifted = sum(bool(line.faults) for line in lines)
    assert found == {"added": 0, "changed": 0, "same": len(rows) - shifted, "fault": shifted, "vanished": 0}


def test_an_officials_own_table_is_read_with_its_titles_parts_and_merged_cells():
    rows: list[list[Any]] = [
        ["SỞ NỘI VỤ", "", "", "", "", ""], ["DANH MỤC NHIỆM VỤ", "", "", "", "", ""], [],
        ["", "STT", "Nội dung công việc", "Cơ quan thực hiện", "", "Thời gian", ""],
        ["", "", "", "Chủ trì", "Phối hợp", "Bắt đầu", "Hoàn thành"],
        ["", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["", "I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""],
        ["", "1.", "Rà soát văn bản", "Sở Tư pháp", "Sở Nội vụ", "", "Quý I/2025"],
        ["", "", "", "Sở Tài chính", "Sở Y tế", "", ""],
        ["", "2.", "Công khai thủ tục", "Sở Nội vụ", "", "", ""],
        ["", "II. CẢI CÁCH THỦ TỤC", "", "", "", "", ""],
        ["", 3.0, "Cắt giảm thời gian", "Các sở, ban, ngành", "", "", 45747],
        ["", "Nơi nhận:", "", "", "THỦ TRƯỞNG ĐƠN VỊ", "", ""], ["", "- Như trên;", "", "", "", "", ""],
    ]  # fmt: skip
    merged = ["B4:B5", "C4:C5", "D4:E4", "F4:G4", "B11:G11", "G8:G10", "A1:F1"]
    lines = lines_of(read_book(table(rows, merged), "b.xlsx"))
    assert [(line.row, line.number, line.heading[0], line.heading[1]) for line in lines] == [
        (8, "1.", "I", "CẢI CÁCH THỂ CHẾ"), (10, "2.", "I", "CẢI CÁCH THỂ CHẾ"), (12, "3", "II", "CẢI CÁCH THỦ TỤC"),
    ]  # fmt: skip
    assert (lines[0].values["lead"], lines[0].values["coordinating"]) == (
        "Sở Tư pháp\nSở Tài chính", "Sở Nội vụ\nSở Y tế",
    )  # fmt: skip
    assert lines[1].values["deadline"] == "Quý I/2025"


def test_old_fonts_are_turned_into_unicode():
    head = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
    rows = [head, ["1", "Rà soát thủ tục hành chính của tỉnh", "Sở Nội vụ", "Quý I"],
            ["2", "Công khai thủ tục trên cổng dịch vụ", "Sở Tư pháp", "Quý II"]]  # fmt: skip
    old = [[from_unicode(cell, TCVN3) for cell in row] for row in rows]
    book = read_book(table(old), "b.xlsx")
    assert book.encoding == TCVN3
    assert lines_of(book)[0].text == "Rà soát thủ tục hành chính của tỉnh"


def test_a_row_whose_cells_slipped_is_named():
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], ["1", "Rà soát", "Quý I/2025", "Sở Nội vụ"]]
    (line,) = lines_of(read_book(table(rows), "b.xlsx"))
    assert [fault.code for fault in line.faults] == ["sheet.row_shifted"]


def known(*texts: str) -> list[Known]:
    empty = dict.fromkeys(FIELDS, "")
    return [Known(at, {**empty, "number": str(at), "text": text}) for at, text in enumerate(texts, start=1)]


def keyed(one: Known, row: int, **more: str) -> Line:
    return Line(row, {**one.values, **more}, row_key("NV", one.pk, (one.values[name] for name in FIELDS)))


def test_foreign_and_double_keys_are_named_and_a_copied_row_is_a_new_task():
    first, second = known("Một", "Hai")
    lines = [
        keyed(first, 5), keyed(first, 6), keyed(first, 7, text="Ba", number="3"),
        Line(8, dict(second.values), "NV99-0123456789ab"), Line(9, dict(second.values), "chữ lạ"),
    ]  # fmt: skip
    found = Difference(lines, [first, second], None).find()
    by_row = {one.line.row: one for one in found if one.line}
    assert [by_row[row].outcome for row in (5, 6, 7, 8, 9)] == ["same", "fault", "added", "fault", "fault"]
    assert {fault.code for row in (6, 8, 9) for fault in by_row[row].line.faults} == {
        "sheet.twice", "sheet.foreign_key",
    }  # fmt: skip


def parts(data: bytes, change: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return target.getvalue()


def test_hostile_workbooks_are_refused_or_harmless():
    plain = table([["TT", "Nhiệm vụ"], [1, "Việc"]])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(BytesIO(plain)) as opened:
        xml = opened.read(sheet)
    everything = xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    with pytest.raises(Refused, match="tên cột"):
        lines_of(read_book(parts(plain, {sheet: everything}), "b.xlsx"))
    for data, code in (
        (table([[f"c{at}" for at in range(10_000)]]), "import.too_many"),
        (parts(plain, {sheet: xml.replace(b'r="A1"', b'r="XFD1048576"')}), "import.too_many"),
        (parts(plain, {"docProps/app.xml": b" " * (LIMITS.unpacked + 1)}), "import.too_big"),
        (b"PK\x03\x04" + b"x" * 50, "import.not_xlsx"),
        (b"", "import.not_xlsx"),
    ):
        with pytest.raises(Refused) as refused:
            read_book(data, "b.xlsx")
        assert refused.value.code == code
    with pytest.raises(Refused, match="tên cột"):
        find_columns(read_book(table([["a", "b"], ["c", "d"]]), "b.xlsx"), "plan", FIELDS, {})


def test_heads_over_two_rows_are_known_by_both_or_by_the_lower():
    names = Names({"lead": ["Cơ quan / Chủ trì"], "other": ["Phối hợp"]})
    found = best_head([["Cơ quan", ""], ["Chủ trì", "Phối hợp"]], names, merged=[(0, 0, 0, 1)], tallest=3)
    assert found is not None
    assert (dict(found.places), found.body) == ({"lead": 0, "other": 1}, 2)


def test_merged_cells_of_a_sheet_are_known():
    assert read_sheet(table([["a", "b"]], ["A1:B1"]), "b.xlsx", LIMITS).merged == ((0, 0, 0, 1),)
