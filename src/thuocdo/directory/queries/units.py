"""Units as at a date: names, the tree, what hangs where; each also as it was believed at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, overload

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.directory.queries.beliefs import Version, believed, refuse_before_records, version_rows
from thuocdo.kernel.errors import Refused

DEPTH = 8
NODE = ("unit_id", "unit__key", "name", "full_name", "kind", "level", "parent_id", "unit__province_key")


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
    province_key: str
    children: list[Node] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """The node and all below it, each with its depth."""
        waiting = [(depth, self)]
        while waiting:
            at, node = waiting.pop()
            yield at, node
            waiting += [(at + 1, child) for child in reversed(node.children)]


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


@overload
def version_on(unit: Unit, on: date) -> UnitVersion | None: ...
@overload
def version_on(unit: Unit, on: date, *, believed_at: datetime | None) -> Version | None: ...
def version_on(unit: Unit, on: date, *, believed_at: datetime | None = None) -> Version | None:
    """The version of a unit in force that day, or None when there was no such unit; as believed at a moment.

    Raises `Refused` (directory.nothing_recorded) for a moment before anything was recorded, like every question here.
    """
    for rows in believed(believed_at):
        found: Version | None = (
            rows.filter(unit=unit, valid__contains=on).select_related("unit", "parent", "territory").first()
        )
        if found is not None:
            return found
    refuse_before_records(believed_at)
    return None


def name_on(unit: Unit, on: date, *, believed_at: datetime | None = None) -> str:
    """What a unit was called that day; outside its life, its nearest name, so that old papers stay readable."""
    return nearest_name(version_rows(believed_at, ("valid", "name"), unit=unit), on) or unit.key


def names_on(units: Iterable[int], on: date, *, believed_at: datetime | None = None) -> dict[int, str]:
    """Names of many units that day by primary key, in one query; outside a unit's life its nearest name."""
    rows: dict[int, list[tuple[object, str]]] = {}
    for unit, valid, name in version_rows(believed_at, ("unit_id", "valid", "name"), unit__in=set(units)):
        rows.setdefault(unit, []).append((valid, name))
    return {unit: nearest_name(versions, on) for unit, versions in rows.items()}


def told_apart(units: Iterable[int], on: date) -> dict[int, str]:
    """Names of many units that day, those of units that have ended with their last day: a department that was merged
    into one of the same name is told from it; one query."""
    rows: dict[int, list[tuple[Any, str]]] = {}
    for unit, valid, name in version_rows(None, ("unit_id", "valid", "name"), unit__in=set(units)):
        rows.setdefault(unit, []).append((valid, name))
    found = {}
    for unit, versions in rows.items():
        name, ends = nearest_name(versions, on), [valid.upper for valid, _name in versions]
        over = max(ends) if None not in ends else None
        last = f"{over - timedelta(days=1):%d/%m/%Y}" if over is not None and over <= on else ""
        found[unit] = _("%(name)s (đến %(day)s)") % {"name": name, "day": last} if last else name
    return found


def nearest_name(rows: Iterable[tuple[object, ...]], on: date) -> str:
    """Of (days, name) the name that holds on a day, else the nearest in time."""

    def away(valid: object) -> int:
        lower, upper = getattr(valid, "lower", None), getattr(valid, "upper", None)
        if lower and on < lower:
            return int((lower - on).days)
        return int((on - upper).days) + 1 if upper and on >= upper else 0

    return min(((away(valid), str(name)) for valid, name in rows), default=(0, ""))[1]


def tree(
    on: date, root: Unit | None = None, nature: str = Unit.Nature.TERRITORY, *, province: str = "",
    believed_at: datetime | None = None,
) -> list[Node]:  # fmt: skip
    """The tree of a day, in one query: the whole country (11,000 nodes until June 2025), the province with this key, or
    what hangs under `root`; with `believed_at` as it was believed then."""
    place = {"unit__province_key": root.province_key if root is not None else province}
    found = version_rows(
        believed_at, NODE, unit__nature=nature, valid__contains=on, **(place if province or root is not None else {})
    )
    if not found:
        refuse_before_records(believed_at)
    nodes = {row[0]: Node(*row) for row in found}
    tops: list[Node] = []
    for node in nodes.values():
        upper = nodes.get(node.parent_id) if node.parent_id else None
        (upper.children if upper else tops).append(node)
    if root is None:
        return tops
    return [nodes[root.pk]] if root.pk in nodes else []


@overload
def children(unit: Unit, on: date) -> list[UnitVersion]: ...
@overload
def children(unit: Unit, on: date, *, believed_at: datetime | None) -> list[Version]: ...
def children(unit: Unit, on: date, *, believed_at: datetime | None = None) -> list[UnitVersion] | list[Version]:
    """What hangs directly under a unit that day, in the order of the directory."""
    found: list[Version] = [
        row
        for rows in believed(believed_at)
        for row in rows.filter(parent=unit, valid__contains=on).select_related("unit")
    ]
    if not found:
        refuse_before_records(believed_at)
    return sorted(found, key=lambda row: (row.position, row.unit_id)) if believed_at else found


def ancestors(unit: Unit, on: date) -> list[UnitVersion]:
    """What a unit hangs under that day, nearest first."""
    found: list[UnitVersion] = []
    version = version_on(unit, on)
    while version is not None and version.parent is not None and len(found) < DEPTH:
        version = version_on(version.parent, on)
        if version is not None:
            found.append(version)
    return found


def count(on: date, level: str, within: Unit | None = None, *, believed_at: datetime | None = None) -> int:
    """Number of territories of a level (tinh, huyen, xa) in force that day, in the country or under a unit."""
    if within is not None and within.nature == Unit.Nature.AGENCY:
        seat = version_on(within, on, believed_at=believed_at)
        if seat is None or seat.territory is None:
            return 0
        within = seat.territory
    if within is not None and within.key != within.province_key:
        below = tree(on, within, believed_at=believed_at)
        return sum(node.level == level for top in below for _, node in top.walk())
    place = {"unit__province_key": within.province_key} if within is not None else {}
    asked = {"valid__contains": on, "level": level, "unit__nature": Unit.Nature.TERRITORY, **place}
    found = sum(rows.filter(**asked).count() for rows in believed(believed_at))
    if not found:
        refuse_before_records(believed_at)
    return found
