"""One line of a mapping (dòng ánh xạ): from which unit to which, how much, by which clause; and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from thuocdo.directory.rules.lineage import BASES, FUNCTION_TRANSFER, LEVEL_ABOLISHED

AREA_ADDED, DISSOLVED, UNCHANGED = "area_added", "dissolved", "unchanged"
# Kinds of succession, as the directory knows them, in the officials' words.
KINDS: Mapping[str, str] = {
    "merged_into": "Sáp nhập, hợp nhất",
    "split_into": "Chia tách",
    "succeeded_by": "Tổ chức lại, kế tục",
    "renamed": "Đổi tên",
    "retyped": "Đổi loại",
    "moved": "Chuyển đơn vị cấp trên",
    UNCHANGED: "Giữ nguyên",
    DISSOLVED: "Giải thể, kết thúc",
    LEVEL_ABOLISHED: "Kết thúc cấp, giao theo địa bàn",
    AREA_ADDED: "Nhập thêm diện tích",
    FUNCTION_TRANSFER: "Chuyển chức năng",
}
EXTENTS: Mapping[str, str] = {
    "whole": "Toàn bộ",
    "part": "Một phần",
    "part_area": "Một phần diện tích",
    "part_area_all_population": "Một phần diện tích, toàn bộ dân số",
    "part_population": "Một phần dân số",
    "function": "Chuyển chức năng",
    "unknown": "Chưa rõ",
}
WEIGHT_BASES: Mapping[str, str] = {
    "population": "Dân số",
    "area": "Diện tích",
    "dossiers": "Số hồ sơ",
    "staff": "Biên chế",
    "budget": "Ngân sách",
    "duties": "Nhiệm vụ",
}
LEVELS: Mapping[str, str] = {"tinh": "Cấp tỉnh", "huyen": "Cấp huyện", "xa": "Cấp xã"}
assert set(WEIGHT_BASES) == set(BASES)


@dataclass(frozen=True, kw_only=True)
class Founded:
    """A unit that the mapping founds, or describes anew from the day on."""

    key: str
    name: str
    full_name: str
    kind: str
    level: str
    parent: str
    territory: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the mapping. `to_*` describe a unit that it founds; without them the target is one that exists.

    `weight` is the share of the source that goes on, 0 to 1; None where no share is known.
    """

    line: int
    from_key: str
    to_key: str = ""
    kind: str = ""
    extent: str = ""
    weight: Decimal | None = None
    weight_basis: str = ""
    clause: str = ""
    note: str = ""
    to_name: str = ""
    to_full_name: str = ""
    to_kind: str = ""
    to_level: str = ""
    to_parent_key: str = ""
    to_territory_key: str = ""

    @property
    def founded(self) -> Founded | None:
        """The unit that the line describes, when it describes one."""
        told = (self.to_name, self.to_full_name, self.to_kind, self.to_level, self.to_parent_key, self.to_territory_key)
        if not self.to_key or not any(told):
            return None
        return Founded(
            key=self.to_key, name=self.to_name or self.to_full_name, full_name=self.to_full_name or self.to_name,
            kind=self.to_kind, level=self.to_level, parent=self.to_parent_key, territory=self.to_territory_key,
        )  # fmt: skip

    @property
    def is_function(self) -> bool:
        """Whether only a function moves and the bodies stay."""
        return self.kind == FUNCTION_TRANSFER

    @property
    def stays(self) -> bool:
        """Whether the line leaves its source alive: a function or land is given, or the unit goes on as itself."""
        return self.kind in (FUNCTION_TRANSFER, AREA_ADDED) or self.to_key == self.from_key

    @property
    def gives_duties(self) -> bool:
        """Whether the target takes over duties of the source."""
        return bool(self.to_key) and not self.stays


def by_source(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The lines of each source, in their order; lines without a source are left out."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.from_key:
            found.setdefault(row.from_key, []).append(row)
    return found


def ending(rows: Iterable[Row]) -> set[str]:
    """Units that end by the mapping: something is said of them, and none of it leaves them alive."""
    return {
        key
        for key, several in by_source(rows).items()
        if any(not row.stays for row in several) and not any(row.to_key == key for row in several)
    }


def founded(rows: Iterable[Row]) -> dict[str, Founded]:
    """Units that the mapping describes, by key; the first description counts, checks name the others."""
    found: dict[str, Founded] = {}
    for row in rows:
        if row.founded is not None:
            found.setdefault(row.to_key, row.founded)
    return found


def pairs(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Who gives to whom, with the lines that say so; a source that ends without any heir is paired with nobody ("")."""
    several = list(rows)
    found: dict[tuple[str, str], list[Row]] = {}
    for row in several:
        if row.from_key and (row.gives_duties or row.is_function):
            found.setdefault((row.from_key, row.to_key), []).append(row)
    given = {giver for giver, _ in found}
    for key in ending(several) - given:
        found[key, ""] = [row for row in several if row.from_key == key]
    return found
