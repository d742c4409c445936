"""Units as a list for pages: the tree of a day in its order, or what a search finds, old names included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, overload

from django.db.models import Q

from thuocdo.directory.models import Unit, UnitAlias
from thuocdo.directory.queries.beliefs import believed, refuse_before_records, version_rows
from thuocdo.directory.queries.lineage import fates
from thuocdo.directory.queries.remembered import remembered
from thuocdo.directory.queries.units import in_force, names_on
from thuocdo.kernel.text import fold, nfc

MOST_FOUND = 1000
DEEPEST_SHOWN = 3
LINE = ("unit_id", "unit__key", "name", "kind", "level", "unit__province_key", "parent_id")
LEVEL, PARENT = LINE.index("level"), LINE.index("parent_id")
# A depth and the columns of LINE.
Line = tuple[int, tuple[Any, ...]]


@dataclass(slots=True)
class Row:
    """One line: the unit as named that day or, when it was not in force, as last named, with what it became."""

    unit_id: int
    key: str
    name: str
    kind: str
    level: str
    province_key: str
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


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which units a list is about: nature, the province with this key ("": the whole country), one level."""

    nature: str
    province: str = ""
    level: str = ""


def listing(on: date, scope: Scope, *, words: str = "", believed_at: datetime | None = None) -> Sequence[Row]:
    """Rows of the tree of a day, filtered; with `words` what they find by name, code or alias, in force or not.

    The tree in its present belief is kept in memory, because pages of one list follow each other.
    """
    if words:
        return _found(on, scope, words, believed_at)
    if believed_at is None:
        found = remembered(("lines", on, scope.nature, scope.province), lambda: _lines(on, scope, None))
    else:
        found = _lines(on, scope, believed_at)
    return Lines([line for line in found if line[1][LEVEL] == scope.level] if scope.level else found)


def _lines(on: date, scope: Scope, believed_at: datetime | None) -> list[Line]:
    """The tree of a day as lines with their depth, each unit before those below it, in the order of the directory."""
    place = {"unit__province_key": scope.province} if scope.province else {}
    rows = version_rows(believed_at, LINE, unit__nature=scope.nature, valid__contains=on, **place)
    if not rows:
        refuse_before_records(believed_at)
    here = {row[0] for row in rows}
    below: dict[int | None, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        below[row[PARENT] if row[PARENT] in here else None].append(row)
    lines: list[Line] = []
    waiting = [(0, row) for row in reversed(below[None])]
    while waiting:
        depth, row = line = waiting.pop()
        lines.append(line)
        if row[0] in below:
            waiting += [(depth + 1, child) for child in reversed(below[row[0]])]
    return lines


class Lines(Sequence[Row]):
    """Lines of a tree, each made into a row when it is asked for: a page shows fifty of eleven thousand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [_row(line) for line in self.lines[at]]
        return _row(self.lines[at])


def _row(line: Line) -> Row:
    depth, (unit, key, name, kind, level, province, parent) = line
    return Row(unit, key, name, kind, level, province, depth=min(depth, DEEPEST_SHOWN), parent_id=parent)


def _found(on: date, scope: Scope, words: str, believed_at: datetime | None) -> list[Row]:
    """What a search finds; whoever typed accents sees names with these accents first. Aliases have one time axis."""
    sought = fold(words)
    by_alias = UnitAlias.objects.filter(folded__contains=sought).values("unit")
    asked: dict[str, str] = {"unit__nature": scope.nature}
    if scope.province:
        asked["unit__province_key"] = scope.province
    if scope.level:
        asked["level"] = scope.level
    columns = (*LINE, "valid")
    found = []
    for rows in believed(believed_at):
        named = rows.filter(Q(folded__contains=sought) | Q(unit__in=by_alias), **asked)
        for unit, key, name, kind, level, province, parent, valid in named.values_list(*columns)[:MOST_FOUND]:
            start, end = valid.lower, valid.upper
            holds = (start is None or start <= on) and (end is None or on < end)
            found.append(
                Row(unit, key, name, kind, level, province, parent_id=parent, start=start, end=end, in_force=holds,
                    future=start is not None and start > on)
            )  # fmt: skip
    if not found:
        refuse_before_records(believed_at)
    as_typed = nfc(words).casefold()
    return sorted(
        found, key=lambda row: (as_typed not in row.name.casefold(), not row.in_force, fold(row.name), row.key)
    )


def finish(rows: Iterable[Row], on: date, *, believed_at: datetime | None = None) -> list[Row]:
    """The rows of one page with the names of their parents and what became of ended units; four queries at most."""
    page = list(rows)
    parents = names_on({row.parent_id for row in page if row.parent_id}, on, believed_at=believed_at)
    ended = {
        row.unit_id: row.end - timedelta(days=1) for row in page if not row.in_force and not row.future and row.end
    }
    carried = fates(ended, on, believed_at=believed_at)
    for row in page:
        row.parent = parents.get(row.parent_id or 0, "")
        row.became = tuple(one for one in carried.get(row.unit_id, ()) if one[0] != row.unit_id)
    return page


def provinces(on: date) -> list[tuple[str, str]]:
    """Provinces for the choice on pages, as (key, name), those in force that day."""
    rows = in_force(on).filter(level="tinh", unit__nature=Unit.Nature.TERRITORY).order_by("bare_name")
    return list(rows.values_list("unit__key", "name"))
