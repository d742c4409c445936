"""A small province as the directory knows it, for tests of the rules: no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from thuocdo.mergers.rules.rows import Row
from thuocdo.mergers.rules.snapshot import Known, Said, Snapshot

JULY = date(2025, 7, 1)


def known(key: str, name: str = "", **values: Any) -> Known:
    given: dict[str, Any] = {
        "unit": abs(hash(key)) % 10_000, "key": key, "nature": "agency", "province": "P40", "name": name or key,
        "full_name": name or key, "kind": "ubnd_xa", "level": "xa", "parent": "T.UBND", "territory": "",
        "before": True, "on": True,
    }  # fmt: skip
    return Known(**{**given, **values})


def snapshot(*units: Known, said: list[Said] | None = None, elsewhere: dict[str, str] | None = None) -> Snapshot:
    """The province seat, three communes and whatever else is given."""
    base = [known("T.UBND", "UBND tỉnh", kind="ubnd_tinh", level="tinh", parent="")]
    base += [known(f"X{n}", f"UBND xã Cũ {n}") for n in (1, 2, 3)]
    found = {unit.key: unit for unit in (*base, *units)}
    by_source: dict[str, tuple[Said, ...]] = {}
    for one in said or []:
        by_source[one.source] = (*by_source.get(one.source, ()), one)
    return Snapshot(JULY, "P40", found, by_source, elsewhere or {})


def said(source: str, target: str, kind: str = "merged_into", extent: str = "whole", row: int = 1) -> Said:
    return Said(row, source, target, kind, extent, Decimal(1) if extent == "whole" else None)


def row(line: int, source: str, target: str = "", **values: Any) -> Row:
    """A line that merges a unit whole into another, unless said otherwise."""
    given = {"kind": "merged_into", "extent": "whole", "clause": "khoản 1 Điều 1"}
    return Row(line=line, from_key=source, to_key=target, **{**given, **values})


def founding(line: int, source: str, target: str, name: str = "UBND xã Mới", **values: Any) -> Row:
    """A line that merges a unit into one that the mapping founds."""
    told = {"to_name": name, "to_kind": "ubnd_xa", "to_level": "xa", "to_parent_key": "T.UBND"}
    return row(line, source, target, **{**told, **values})
