"""Columns of a mapping file: their codes, their Vietnamese heads, and how people also write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thuocdo.kernel.text import slug
from thuocdo.mergers.rules.rows import EXTENTS, KINDS, LEVELS, WEIGHT_BASES


@dataclass(frozen=True)
class Column:
    """One column: code as in the packs, field of the row, Vietnamese head, other heads, width in characters."""

    code: str
    field: str
    title: str
    also: tuple[str, ...] = ()
    width: float = 18
    needed: bool = False
    longest: int = 2000


COLUMNS: tuple[Column, ...] = (
    Column("from_id", "from_key", "Mã đơn vị cũ", ("mã cũ", "từ", "mã đơn vị giao"), needed=True, longest=40),
    Column("to_id", "to_key", "Mã đơn vị mới", ("mã mới", "đến", "mã đơn vị nhận"), needed=True, longest=40),
    Column("kind", "kind", "Hình thức", ("loại", "hình thức sắp xếp"), 22, needed=True, longest=20),
    Column("extent", "extent", "Mức độ", ("phạm vi",), 22, needed=True, longest=30),
    Column("weight", "weight", "Tỷ lệ", ("tỉ lệ", "trọng số"), 10),
    Column("weight_basis", "weight_basis", "Căn cứ tỷ lệ", ("căn cứ tính tỷ lệ",), 14, longest=20),
    Column("clause", "clause", "Điều khoản", ("khoản, điều", "căn cứ"), 30),
    Column("note", "note", "Ghi chú", (), 30),
    Column("to_name", "to_name", "Tên gọi mới", ("tên mới", "tên ngắn"), 30, longest=300),
    Column("to_full_name", "to_full_name", "Tên đầy đủ mới", ("tên đầy đủ",), 40, longest=500),
    Column("to_kind", "to_kind", "Loại đơn vị mới", ("loại đơn vị",), 14, longest=20),
    Column("to_level", "to_level", "Cấp", ("cấp đơn vị mới",), 10, longest=10),
    Column("to_parent_id", "to_parent_key", "Mã cấp trên", ("mã đơn vị cấp trên",), longest=40),
    Column("to_territory_id", "to_territory_key", "Mã địa bàn", ("mã đơn vị hành chính",), longest=40),
)
TITLES: Mapping[str, str] = {column.field: column.title for column in COLUMNS}


def _names(column: Column) -> set[str]:
    return {slug(name) for name in (column.code, column.title, *column.also)}


BY_NAME: Mapping[str, Column] = {name: column for column in COLUMNS for name in _names(column)}

# Columns that a workbook has for whoever fills it in; they say nothing.
ASIDES = ("Tên đơn vị cũ (để tra)", "Tên đơn vị mới (để tra)")
IGNORED = frozenset(slug(name) for name in ASIDES)

# How a code may be written in a cell: the code itself, its words, or one of several words for it.
ALSO_KINDS = {
    "sap-nhap": "merged_into", "hop-nhat": "merged_into", "nhap": "merged_into", "chia": "split_into",
    "tach": "split_into", "ke-tuc": "succeeded_by", "to-chuc-lai": "succeeded_by", "giai-the": "dissolved",
    "ket-thuc": "dissolved", "ket-thuc-cap": "level_abolished", "giao-theo-dia-ban": "level_abolished",
    "chuyen-nhiem-vu": "function_transfer",
}  # fmt: skip
ALSO_LEVELS = {"tinh": "tinh", "huyen": "huyen", "xa": "xa"}


def _written(codes: Mapping[str, str], also: Mapping[str, str] | None = None) -> dict[str, str]:
    found = {slug(words): code for code, words in codes.items()} | {slug(code): code for code in codes}
    return found | dict(also or {})


# Field -> code -> its words, for whoever wrote something else.
CODES: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS, "extent": EXTENTS, "weight_basis": WEIGHT_BASES, "to_level": LEVELS,
}  # fmt: skip
# Field -> written form -> code.
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": _written(KINDS, ALSO_KINDS),
    "extent": _written(EXTENTS, {"mot-phan-dan-so-va-dien-tich": "part"}),
    "weight_basis": _written(WEIGHT_BASES, {"ho-so": "dossiers"}),
    "to_level": _written(LEVELS, ALSO_LEVELS),
}
