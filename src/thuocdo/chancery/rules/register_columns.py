"""Columns of the export of another document system: which field of the register each one is, by its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from thuocdo.kernel.columns import HEAD_WITHIN, Columns, Names, best_head
from thuocdo.kernel.errors import Refused

# Words of each field for people, in the order of the official registers (Decree 30/2020, Appendix IV).
FIELDS: dict[str, str] = {
    "key": "Mã trong phần mềm cũ", "book_number": "Số đến, số đi trong sổ", "arrived_on": "Ngày đến",
    "number": "Số, ký hiệu", "issued_on": "Ngày văn bản", "issuer": "Cơ quan ban hành", "doc_type": "Loại văn bản",
    "subject": "Trích yếu", "signer": "Người ký", "recipients": "Nơi nhận", "given_to": "Đơn vị, người nhận xử lý",
    "given_on": "Ngày chuyển", "kept_by": "Người nhận bản lưu", "copies": "Số lượng bản", "urgency": "Độ khẩn",
    "secrecy": "Độ mật", "due_on": "Hạn xử lý", "note": "Ghi chú", "file": "Tên tệp",
}  # fmt: skip


def names_of(content: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> Names:
    """Names of columns from the pack and as people call the fields, with those that a person chose before."""
    given = content["fields"].items()
    return Names({field: (*names, FIELDS[field]) for field, names in given if field in FIELDS}, chosen)


def find_columns(rows: Sequence[Sequence[object]], names: Names) -> Columns:
    """The row of heads among the first rows. Refused `register.no_head`, `register.missing_column`."""
    found = best_head(rows, names)
    if found is None or len(found.places) < 2:
        raise Refused(
            "register.no_head", f"Không thấy dòng tên cột trong {HEAD_WITHIN} dòng đầu của tệp.",
            "Tệp cần một dòng có tên các cột, ví dụ: Số ký hiệu, Ngày văn bản, Cơ quan ban hành, Trích yếu.",
            where={"dòng": 1},
        )  # fmt: skip
    return found


def refuse_incomplete(columns: Columns) -> None:
    """Refused `register.missing_column` when lines could not be told apart, or would say nothing."""
    if "subject" not in columns.places and "number" not in columns.places:
        raise Refused(
            "register.missing_column", "Tệp không có cột trích yếu lẫn cột số, ký hiệu.",
            "Chọn cột nào là trích yếu hoặc số, ký hiệu rồi kiểm tra lại.", where={"dòng": columns.row + 1},
        )  # fmt: skip
