"""Lines of a mapping: as a merger keeps them, as the packs in the directory give them, or to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.mergers.models import Merger, MergerRow
from thuocdo.mergers.queries.snapshot import snapshot
from thuocdo.mergers.rules.changes import share_of
from thuocdo.mergers.rules.checks import check
from thuocdo.mergers.rules.columns import COLUMNS
from thuocdo.mergers.rules.problems import Problem, in_order
from thuocdo.mergers.rules.rows import Row
from thuocdo.mergers.rules.snapshot import Snapshot

FIELDS = ("line", *(column.field for column in COLUMNS))
UNCHECKED = "chưa kiểm chứng"


def rows_of(merger: Merger) -> list[Row]:
    """The lines that a merger keeps, in their order."""
    return [Row(**values) for values in merger.rows.order_by("line", "pk").values(*FIELDS)]


def kept_rows(merger: Merger, rows: Iterable[Row]) -> list[MergerRow]:
    """Lines as rows of a merger, yet to be stored; each line number once."""
    return [MergerRow(merger=merger, **{name: getattr(row, name) for name in FIELDS}) for row in rows]


def rows_from_packs(province: str, on: date) -> list[Row]:
    """The mapping that the packs in the directory give for a day, one line per succession, with its grounds."""
    found = Succession.objects.filter(from_unit__province_key=province, effective_on=on).select_related(
        "from_unit", "to_unit"
    )
    ordered = sorted(found, key=lambda one: (one.from_unit.key, one.to_unit.key if one.to_unit else "", one.kind))
    return [_row(number, one) for number, one in enumerate(ordered, start=1)]


def _row(line: int, one: Succession) -> Row:
    doubt = any("unverified" in words or "not verified" in words for words in (one.provenance, one.legal_basis))
    note = "; ".join(part for part in (one.note, UNCHECKED if doubt else "") if part)
    return Row(
        line=line, from_key=one.from_unit.key, to_key=one.to_unit.key if one.to_unit else "", kind=one.kind,
        extent=one.extent, weight=one.weight, weight_basis=one.weight_basis, clause=one.clause or one.legal_basis,
        note=note,
    )  # fmt: skip


def described(rows: Iterable[Row], on: date) -> list[Row]:
    """Lines with a description of every target that begins on the day, so that a file of them founds it elsewhere."""
    rows = list(rows)
    begun = UnitVersion.objects.filter(unit__key__in={row.to_key for row in rows}, valid__startswith=on)
    told: dict[str, dict[str, Any]] = {
        version.unit.key: {
            "to_name": version.name, "to_full_name": version.full_name, "to_kind": version.kind,
            "to_level": version.level, "to_parent_key": version.parent.key if version.parent else "",
            "to_territory_key": version.territory.key if version.territory else "",
        }
        for version in begun.select_related("unit", "parent", "territory")
    }  # fmt: skip
    return [replace(row, **told.get(row.to_key, {}), weight=share_of(row)) for row in rows]


def rows_to_fill(province: str, on: date, *, level: str) -> Iterator[Row]:
    """One line for every unit of a level in force on the day before, its target yet to be filled in."""
    last = on - timedelta(days=1)
    units = UnitVersion.objects.filter(unit__province_key=province, level=level, valid__contains=last)
    for number, key in enumerate(units.order_by("unit__nature", "position").values_list("unit__key", flat=True), 2):
        yield Row(line=number, from_key=key)


def checked(merger: Merger, rows: Sequence[Row]) -> tuple[list[Problem], Snapshot]:
    """All problems of a merger with these lines, those of reading its file included, and what they are held against."""
    keys = {key for row in rows for key in (row.from_key, row.to_key, row.to_parent_key, row.to_territory_key) if key}
    seen = snapshot(merger.province_key, merger.effective_on, keys, without=merger)
    problems = check(rows, seen, source=merger.source, correcting=merger.corrects_id is not None)
    of_reading = [Problem.from_json(one) for one in merger.reading_problems]
    # A cell that could not be read was left empty: that it is missing is said already.
    said = {(one.code.replace("bad_", "", 1), one.line) for one in of_reading}
    fresh = [one for one in problems if (one.code.removesuffix("_missing"), one.line) not in said]
    return in_order([*of_reading, *fresh]), seen
