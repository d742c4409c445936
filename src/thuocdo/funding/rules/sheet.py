"""Lines of an estimate as a workbook holds them: which column is which, what each row says as a person would type it.

Nothing is judged here: what was read stands in the form of the estimate, where faults are told beside the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from thuocdo.funding.rules.content import MOST_LINES
from thuocdo.kernel.amounts import read_amount, to_dong
from thuocdo.kernel.cells import plain_cell
from thuocdo.kernel.columns import Columns, Merged, Names, best_head
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "number": ("TT", "STT", "Số TT"),
    "content": ("Nội dung chi", "Nội dung", "Khoản mục", "Nội dung công việc", "Hạng mục", "Diễn giải"),
    "measure": ("Đơn vị tính", "ĐVT", "Đơn vị"),
    "quantity": ("Số lượng", "Khối lượng", "SL"),
    "unit_price": ("Đơn giá", "Đơn giá (đồng)", "Mức chi", "Định mức (đồng)"),
    "amount": ("Thành tiền", "Thành tiền (đồng)", "Kinh phí", "Số tiền", "Dự toán"),
    "basis": ("Căn cứ tính", "Căn cứ", "Căn cứ, định mức", "Ghi chú"),
}
NEEDED = ("content", "quantity", "unit_price")
TYPED = ("content", "measure", "quantity", "unit_price", "basis")
SUMS = ("tong", "cong", "bang chu")
TALLEST = 2


@dataclass(frozen=True)
class ReadLine:
    """One row: its number in the sheet (from 1), its fields as typed words, the product (thành tiền) as words."""

    line: int
    typed: dict[str, str]
    amount: str = ""


def lines_of_sheet(rows: Sequence[Sequence[object]], merged: Sequence[Merged] = ()) -> list[ReadLine]:
    """The lines of an estimate in a sheet; heads of sections, sums, and rows that number the columns are passed over.

    Refused `funding.no_heads`, `funding.no_rows`, `funding.too_many_lines`.
    """
    columns = best_head(rows, Names(FIELDS), merged=merged, tallest=TALLEST)
    missing = [FIELDS[name][0] for name in NEEDED if columns is None or name not in columns.places]
    if columns is None or missing:
        raise Refused(
            "funding.no_heads", f"Bảng trong tệp thiếu cột: {', '.join(missing)}.",
            "Dùng mẫu tải từ trang này, giữ nguyên dòng đầu bảng.",
        )  # fmt: skip
    read = [_line(number, row, columns) for number, row in enumerate(rows[columns.body :], start=columns.body + 1)]
    found = [line for line in read if line is not None]
    if not found:
        raise Refused("funding.no_rows", "Tệp không có dòng chi nào dưới đầu bảng.", "Ghi ít nhất một dòng.")
    if len(found) > MOST_LINES:
        raise Refused(
            "funding.too_many_lines", f"Tệp có {len(found)} dòng, nhiều nhất {MOST_LINES}.",
            "Gộp các dòng cùng loại, hoặc tách thành nhiều dự toán.",
        )  # fmt: skip
    return found


def _line(number: int, row: Sequence[object], columns: Columns) -> ReadLine | None:
    def cell(name: str) -> str:
        at = columns.places.get(name)
        return typed(row[at]) if at is not None and at < len(row) else ""

    values = {name: cell(name) for name in TYPED}
    line = ReadLine(number, values, cell("amount"))
    return line if _is_line(line, cell("number").rstrip(".").isdigit()) else None


def _is_line(line: ReadLine, numbered: bool) -> bool:
    """Whether a row is a line of the estimate, perhaps a faulty one: heads of sections, sums, the numbers of the
    columns and the signatures are none."""
    content, price = line.typed["content"], line.typed["unit_price"]
    counts = [any(sign.isdigit() for sign in line.typed[name]) for name in ("quantity", "unit_price")]
    if content.strip("()").isdigit() or (not price and fold(content).startswith(SUMS)):
        return False
    if not content:
        return all(counts)
    return any(counts) or (numbered and not line.amount)


def typed(cell: object) -> str:
    """A cell as a person would type it into the form: a number with a comma before decimals.

    >>> typed(1250000.0), typed(2.5), typed(" gói "), typed(None), typed(True)
    ('1250000', '2,5', 'gói', '', '')
    """
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float | Decimal):
        number = Decimal(str(cell))
        return f"{number.normalize():f}".replace(".", ",")
    return plain_cell(cell)


def amount_differs(line: ReadLine, product: Decimal) -> bool:
    """Whether the product that the row writes is a number and another one than quantity x unit price.

    >>> amount_differs(ReadLine(3, {}, "1.000"), Decimal(1000)), amount_differs(ReadLine(3, {}, "900"), Decimal(1000))
    (False, True)
    """
    if not line.amount:
        return False
    try:
        return to_dong(read_amount(line.amount)) != product
    except ValueError:
        return False
