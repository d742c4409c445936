"""A workbook as a table of a paper (bảng từ tệp Excel): its first sheet, cells as they would be printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from thuocdo.chancery.register_files import Upload, read_table
from thuocdo.chancery.rules.bodytext import table_of
from thuocdo.core.sheets import Cell
from thuocdo.kernel.cells import plain_cell
from thuocdo.kernel.errors import Refused

MOST_ROWS, MOST_COLUMNS = 300, 15


def table_block(upload: Upload) -> dict[str, Any]:
    """The table of a workbook as a block of a paper's body; the first row that says something is the head.

    Refused as `read_table`; `chancery.no_table` when nothing stands in it, `chancery.table_too_large`.
    """
    rows = [[_printed(cell) for cell in row] for row in _read(upload)]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise Refused(
            "chancery.no_table", f"Tệp “{upload.name}” không có bảng nào ở trang tính đầu.",
            "Đưa bảng lên trang tính đầu rồi gửi lại.",
        )  # fmt: skip
    used = [at for at in range(max(map(len, rows))) if any(at < len(row) and row[at] for row in rows)]
    if len(rows) > MOST_ROWS or len(used) > MOST_COLUMNS:
        raise Refused(
            "chancery.table_too_large", f"Bảng có {len(rows)} dòng, {len(used)} cột; một văn bản nhận tối đa"
            f" {MOST_ROWS} dòng, {MOST_COLUMNS} cột.", "Bớt dòng, cột; hoặc tách thành nhiều phụ lục.",
        )  # fmt: skip
    return {"table": table_of([[row[at] if at < len(row) else "" for at in used] for row in rows])}


def _read(upload: Upload) -> list[list[Cell]]:
    try:
        return read_table(upload)
    except Refused as refusal:
        # The remedy of an import speaks of its own sheet to be filled.
        if refusal.code == "import.empty":
            return []
        raise


def _printed(cell: Cell) -> str:
    """A cell as Vietnamese papers print it: days as dd/mm/yyyy, a comma before the decimals."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and not cell.is_integer():
        return f"{Decimal(repr(cell)).normalize():f}".replace(".", ",")
    return plain_cell(cell)
