"""Office hours for units that state none (giờ làm việc mặc định): rows of a pack, by kind of unit and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.directory.rules.hours import Hours, parse
from thuocdo.kernel.errors import Refused

KEYS = frozenset({"kinds", "hours", "valid_from", "legal_basis", "provenance", "__line__"})


@dataclass(frozen=True)
class DefaultHours:
    """Hours for units of some kinds (none named: all) since a day; an `example` is no rule of anybody."""

    hours: Hours
    kinds: frozenset[str]
    since: date
    legal_basis: str
    example: bool


def parse_rows(rows: Iterable[Mapping[str, Any]]) -> list[DefaultHours]:
    """Rows of the pack; the later one and the one that names the kind go first."""
    found = [
        DefaultHours(
            parse(str(row["hours"])), frozenset(row.get("kinds") or ()), row.get("valid_from") or date.min,
            str(row.get("legal_basis") or ""), "example" in str(row.get("provenance") or ""),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (bool(row.kinds), row.since), reverse=True)


def hours_for(kind: str, on: date, rows: Iterable[DefaultHours]) -> DefaultHours | None:
    """The row for a kind of unit on a day."""
    return next((row for row in rows if row.since <= on and (not row.kinds or kind in row.kinds)), None)


def faults(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """What is wrong in the rows, as (line, key, message)."""
    for row in rows:
        line = int(row.get("__line__", 1))
        for name in sorted(set(row) - KEYS):
            yield line, name, "không có mục này (kinds, hours, valid_from, legal_basis, provenance)"
        try:
            parse(str(row.get("hours", "")))
        except Refused as refusal:
            yield line, "hours", refusal.message
        kinds = row.get("kinds") or []
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            yield line, "kinds", "phải là danh sách loại cơ quan"
        if not isinstance(row.get("valid_from") or date.min, date):
            yield line, "valid_from", "phải là ngày dạng năm-tháng-ngày"
        if not str(row.get("provenance") or "").strip():
            yield line, "provenance", "chưa ghi nguồn"
