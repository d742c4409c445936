"""Columns of the export of another document system: which field of the register each one is, by its head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

HEAD_WITHIN = 20
NOT_LETTERS = re.compile(r"[^a-z0-9]+")
# Words of each field for people, in the order of the official registers (Decree 30/2020, Appendix IV).
FIELDS: dict[str, str] = {
    "key": "Mã trong phần mềm cũ", "book_number": "Số đến, số đi trong sổ", "arrived_on": "Ngày đến",
    "number": "Số, ký hiệu", "issued_on": "Ngày văn bản", "issuer": "Cơ quan ban hành", "doc_type": "Loại văn bản",
    "subject": "Trích yếu", "signer": "Người ký", "recipients": "Nơi nhận", "given_to": "Đơn vị, người nhận xử lý",
    "given_on": "Ngày chuyển", "kept_by": "Người nhận bản lưu", "copies": "Số lượng bản", "urgency": "Độ khẩn",
    "secrecy": "Độ mật", "due_on": "Hạn xử lý", "note": "Ghi chú", "file": "Tên tệp",
}  # fmt: skip
FAULT_HEAD = "Lỗi"


@dataclass(frozen=True)
class Columns:
    """The row of heads (from 0), its heads, and the place of each field (from 0)."""

    row: int
    heads: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def unknown(self) -> list[str]:
        """Heads that stand for no field."""
        known = set(self.places.values())
        return [head for place, head in enumerate(self.heads) if head and place not in known]


def head_key(head: object) -> str:
    """A head as it is compared.

    >>> head_key(" Số, Ký hiệu\\n(văn bản) "), head_key("SO KY HIEU van ban")
    ('so ky hieu van ban', 'so ky hieu van ban')
    """
    return NOT_LETTERS.sub(" ", fold(str(head or ""))).strip()


class Names:
    """Names of columns by field, from the pack, with those that a person chose before."""

    def __init__(self, content: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> None:
        self.fields = {
            head_key(name): field
            for field, names in content["fields"].items()
            if field in FIELDS
            for name in (*names, FIELDS[field])
        }
        self.chosen = dict(chosen or {})

    def field(self, head: object) -> str:
        """The field of a head: as it was chosen (nothing where a person left the column out), else by the pack."""
        key = head_key(head)
        return self.chosen[key] if key in self.chosen else self.fields.get(key, "")


def find_columns(rows: Sequence[Sequence[object]], names: Names) -> Columns:
    """The row of heads among the first rows. Refused `register.no_head`, `register.missing_column`."""
    best, known = 0, 0
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        count = len({field for cell in row if (field := names.field(cell))})
        if count > known:
            best, known = number, count
    if known < 2:
        raise Refused(
            "register.no_head", f"Không thấy dòng tên cột trong {HEAD_WITHIN} dòng đầu của tệp.",
            "Tệp cần một dòng có tên các cột, ví dụ: Số ký hiệu, Ngày văn bản, Cơ quan ban hành, Trích yếu.",
            where={"dòng": 1},
        )  # fmt: skip
    heads = tuple(squeeze(str(cell or "")) for cell in rows[best])
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        field = names.field(head)
        if field and field not in places and not head.startswith(FAULT_HEAD):
            places[field] = place
    return Columns(best, heads, places)


def refuse_incomplete(columns: Columns) -> None:
    """Refused `register.missing_column` when lines could not be told apart, or would say nothing."""
    if "subject" not in columns.places and "number" not in columns.places:
        raise Refused(
            "register.missing_column", "Tệp không có cột trích yếu lẫn cột số, ký hiệu.",
            "Chọn cột nào là trích yếu hoặc số, ký hiệu rồi kiểm tra lại.", where={"dòng": columns.row + 1},
        )  # fmt: skip
