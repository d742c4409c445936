"""What the records of a unit said before and say since (lịch sử ghi nhận): corrections, changes, rows taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Q

from thuocdo.directory.models import PastSuccession, PastVersion, Succession, Unit, UnitVersion
from thuocdo.directory.queries.changes import Difference
from thuocdo.directory.queries.units import names_on

VERSION = (
    "valid", "full_name", "name", "kind", "parent_id", "code", "symbol", "edoc_code", "address", "office_hours",
    "legal_basis",
)  # fmt: skip
SUCCESSION = (
    "from_unit_id", "to_unit_id", "effective_on", "kind", "extent", "weight", "weight_basis", "legal_basis", "clause",
)  # fmt: skip
MOST = 50
FLEETING = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Revision:
    """One record said otherwise since a moment; without differences it was taken back. `about` is its name or day."""

    at: datetime
    about: str
    succession: bool
    differences: tuple[Difference, ...]


def revisions(unit: Unit, *, limit: int = MOST) -> list[Revision]:
    """Former beliefs about a unit and its successions with what took their place, newest first; six queries at most."""
    found = [*_of_versions(unit), *_of_successions(unit)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _of_versions(unit: Unit) -> Iterator[Revision]:
    past = list(PastVersion.objects.filter(unit=unit).order_by("recorded").values("row", "recorded", *VERSION))
    now = UnitVersion.objects.filter(pk__in={row["row"] for row in past}).values("pk", *VERSION) if past else []
    present = {row["pk"]: row for row in now}
    names = _names((*past, *present.values()), ("parent_id",))
    for former, later in _pairs(past, present, VERSION):
        yield Revision(
            former["recorded"].upper, former["name"], False, tuple(_differences(former, later, VERSION, names))
        )


def _of_successions(unit: Unit) -> Iterator[Revision]:
    touching = Q(from_unit=unit) | Q(to_unit=unit)
    past = list(PastSuccession.objects.filter(touching).order_by("recorded").values("row", "recorded", *SUCCESSION))
    now = Succession.objects.filter(pk__in={row["row"] for row in past}).values("pk", *SUCCESSION) if past else []
    present = {row["pk"]: row for row in now}
    names = _names((*past, *present.values()), ("from_unit_id", "to_unit_id"))
    for former, later in _pairs(past, present, SUCCESSION):
        differences = tuple(_differences(former, later, SUCCESSION, names))
        yield Revision(former["recorded"].upper, _day(former["effective_on"]), True, differences)


def _names(rows: Iterable[dict[str, Any]], ends: tuple[str, ...]) -> dict[int, str]:
    """Present names of the units that the rows point at."""
    units = {row[end] for row in rows for end in ends if row[end]}
    return names_on(units, date.max) if units else {}


def _pairs(
    past: Iterable[dict[str, Any]], present: dict[int, dict[str, Any]], columns: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each former row with the one that took its place; what stood only for a moment within one act is passed over."""
    lasting = [row for row in past if row["recorded"].upper - row["recorded"].lower > FLEETING]
    for at, former in enumerate(lasting):
        later = next((one for one in lasting[at + 1 :] if one["row"] == former["row"]), present.get(former["row"]))
        if later is None or any(former[name] != later[name] for name in columns):
            yield former, later


def _differences(
    former: dict[str, Any], later: dict[str, Any] | None, columns: tuple[str, ...], names: dict[int, str]
) -> Iterator[Difference]:
    for name in columns:
        if later is not None and former[name] != later[name]:
            field, known = (name.removesuffix("_id"), names) if name.endswith("_id") else (name, {})
            yield Difference(field, _text(former[name], known), _text(later[name], known))


def _text(value: object, names: dict[int, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return names.get(value, str(value))
    if isinstance(value, Range):
        last = value.upper - timedelta(days=1) if value.upper else None
        return f"{_day(value.lower)} – {_day(last)}"
    return _day(value) if isinstance(value, date) else str(value)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"
