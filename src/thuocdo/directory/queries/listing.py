"""Units as a list for pages: the tree of a day in its order, or what a search finds, old names included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from thuocdo.directory.models import Unit, UnitAlias, UnitVersion
from thuocdo.directory.queries.lineage import fates
from thuocdo.directory.queries.units import Node, in_force, names_on, tree
from thuocdo.kernel.text import fold

MOST_FOUND = 1000
DEEPEST_SHOWN = 3


@dataclass(slots=True)
class Row:
    """One line: the unit as named that day or, when it was not in force, as last named, with what it became."""

    unit_id: int
    key: str
    name: str
    kind: str
    level: str
    depth: int = 0
    parent_id: int | None = None
    parent: str = ""
    start: date | None = None
    end: date | None = None
    in_force: bool = True
    future: bool = False
    became: tuple[tuple[int, str], ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day on which it held, as people say it."""
        return self.end - timedelta(days=1) if self.end else None


def listing(on: date, *, nature: str, province: str = "", level: str = "", words: str = "") -> list[Row]:
    """Rows of the tree of a day, filtered; with `words` what they find by name, code or alias, in force or not."""
    if words:
        return _found(on, nature=nature, province=province, level=level, words=words)
    tops = tree(on, nature=nature, province=province)
    return [_row(depth, node) for top in tops for depth, node in top.walk() if not level or node.level == level]


def _row(depth: int, node: Node) -> Row:
    return Row(
        unit_id=node.unit_id, key=node.key, name=node.name, kind=node.kind, level=node.level,
        depth=min(depth, DEEPEST_SHOWN), parent_id=node.parent_id,
    )  # fmt: skip


def _found(on: date, *, nature: str, province: str, level: str, words: str) -> list[Row]:
    sought = fold(words)
    by_alias = UnitAlias.objects.filter(folded__contains=sought).values("unit")
    rows = UnitVersion.objects.filter(unit__nature=nature).filter(Q(folded__contains=sought) | Q(unit__in=by_alias))
    if province:
        rows = rows.filter(unit__province_key=province)
    if level:
        rows = rows.filter(level=level)
    values = rows.values_list("unit_id", "unit__key", "name", "kind", "level", "parent_id", "valid")
    found = []
    for unit, key, name, kind, at_level, parent, valid in values[:MOST_FOUND]:
        start, end = valid.lower, valid.upper
        holds = (start is None or start <= on) and (end is None or on < end)
        found.append(
            Row(unit, key, name, kind, at_level, parent_id=parent, start=start, end=end, in_force=holds,
                future=start is not None and start > on)
        )  # fmt: skip
    return sorted(found, key=lambda row: (not row.in_force, fold(row.name), row.key))


def finish(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows of one page with the names of their parents and what became of ended units; four queries at most."""
    page = list(rows)
    parents = names_on({row.parent_id for row in page if row.parent_id}, on)
    ended = {
        row.unit_id: row.end - timedelta(days=1) for row in page if not row.in_force and not row.future and row.end
    }
    carried = fates(ended, on)
    for row in page:
        row.parent = parents.get(row.parent_id or 0, "")
        row.became = tuple(one for one in carried.get(row.unit_id, ()) if one[0] != row.unit_id)
    return page


def provinces(on: date) -> list[tuple[str, str]]:
    """Provinces for the choice on pages, as (key, name), those in force that day."""
    rows = in_force(on).filter(level="tinh", unit__nature=Unit.Nature.TERRITORY).order_by("bare_name")
    return list(rows.values_list("unit__key", "name"))
