"""Units as at a date: names, the tree, what hangs where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.kernel.errors import Refused

DEPTH = 8


@dataclass(slots=True)
class Node:
    """One unit in a tree at a date, with the nodes below it in the order of the directory."""

    unit_id: int
    key: str
    name: str
    full_name: str
    kind: str
    level: str
    parent_id: int | None
    children: list[Node] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """The node and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def unit_by_key(key: str) -> Unit:
    """The unit with this key; raises `Refused` (directory.unknown_unit)."""
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise Refused(
            "directory.unknown_unit", f"Không có đơn vị nào mang mã “{key}”.",
            "Xem mã trên trang Cơ quan, đơn vị; ví dụ P40 (tỉnh Nghệ An), D420 (huyện Quỳ Hợp), NA.SNV (Sở Nội vụ).",
        )  # fmt: skip
    return unit


def in_force(on: date) -> QuerySet[UnitVersion]:
    """Versions of all units in force that day."""
    return UnitVersion.objects.filter(valid__contains=on)


def version_on(unit: Unit, on: date) -> UnitVersion | None:
    """The version of a unit in force that day, or None when there was no such unit."""
    return in_force(on).filter(unit=unit).select_related("unit", "parent", "territory").first()


def name_on(unit: Unit, on: date) -> str:
    """What a unit was called that day; outside its life, its nearest name, so that old papers stay readable."""
    rows = list(UnitVersion.objects.filter(unit=unit).values_list("valid", "name"))
    return _nearest(rows, on) or unit.key


def names_on(units: Iterable[int], on: date) -> dict[int, str]:
    """Names of many units that day by primary key, in one query; outside a unit's life its nearest name."""
    rows: dict[int, list[tuple[object, str]]] = {}
    for unit, valid, name in UnitVersion.objects.filter(unit__in=set(units)).values_list("unit_id", "valid", "name"):
        rows.setdefault(unit, []).append((valid, name))
    return {unit: _nearest(versions, on) for unit, versions in rows.items()}


def _nearest(rows: Iterable[tuple[object, str]], on: date) -> str:
    def away(valid: object) -> int:
        lower, upper = getattr(valid, "lower", None), getattr(valid, "upper", None)
        if lower and on < lower:
            return int((lower - on).days)
        return int((on - upper).days) + 1 if upper and on >= upper else 0

    return min(((away(valid), name) for valid, name in rows), default=(0, ""))[1]


def tree(on: date, root: Unit | None = None, nature: str = Unit.Nature.TERRITORY, *, province: str = "") -> list[Node]:
    """The tree of a day, in one query: the whole country (11,000 nodes until June 2025), the province with this key, or
    what hangs under `root`."""
    rows = in_force(on).filter(unit__nature=nature)
    if province or root is not None:
        rows = rows.filter(unit__province_key=root.province_key if root is not None else province)
    found = rows.values_list("unit_id", "unit__key", "name", "full_name", "kind", "level", "parent_id")
    nodes = {row[0]: Node(*row) for row in found}
    tops: list[Node] = []
    for node in nodes.values():
        upper = nodes.get(node.parent_id) if node.parent_id else None
        (upper.children if upper else tops).append(node)
    if root is None:
        return tops
    return [nodes[root.pk]] if root.pk in nodes else []


def children(unit: Unit, on: date) -> list[UnitVersion]:
    """What hangs directly under a unit that day, in the order of the directory."""
    return list(in_force(on).filter(parent=unit).select_related("unit"))


def ancestors(unit: Unit, on: date) -> list[UnitVersion]:
    """What a unit hangs under that day, nearest first."""
    found: list[UnitVersion] = []
    version = version_on(unit, on)
    while version is not None and version.parent is not None and len(found) < DEPTH:
        version = version_on(version.parent, on)
        if version is not None:
            found.append(version)
    return found


def count(on: date, level: str, within: Unit | None = None) -> int:
    """Number of territories of a level (tinh, huyen, xa) in force that day, in the country or under a unit."""
    rows = in_force(on).filter(level=level, unit__nature=Unit.Nature.TERRITORY)
    if within is None:
        return rows.count()
    if within.nature == Unit.Nature.AGENCY:
        seat = version_on(within, on)
        if seat is None or seat.territory is None:
            return 0
        within = seat.territory
    if within.key == within.province_key:
        return rows.filter(unit__province_key=within.province_key).count()
    return sum(node.level == level for top in tree(on, within) for _, node in top.walk())
