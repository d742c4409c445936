"""What the directory says about the units of a province on the day of a merger, gathered for the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.mergers.models import Merger, MergerRow
from thuocdo.mergers.rules.snapshot import Known, Said, Snapshot

COLUMNS = (
    "unit_id", "unit__key", "unit__nature", "unit__province_key", "name", "full_name", "kind", "level", "parent__key",
    "territory__key", "valid",
)  # fmt: skip


def snapshot(province: str, on: date, keys: Collection[str], *, without: Merger | None = None) -> Snapshot:
    """Units of a province in force on the day before or the day, those that `keys` name, and what is said of the day.

    `without` is the merger that asks; what another one says of the day is told, save the ones it corrects.
    """
    around = Q(unit__province_key=province) & (Q(valid__contains=on) | Q(valid__contains=on - timedelta(days=1)))
    rows = UnitVersion.objects.filter(around | Q(unit__key__in=keys)).order_by("unit_id", "valid")
    lives: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values(*COLUMNS):
        lives.setdefault(row["unit__key"], []).append(row)
    units = {key: _known(several, on) for key, several in lives.items()}
    return Snapshot(on, province, units, _said(province, on, keys), _elsewhere(province, on, without))


def _known(versions: list[dict[str, Any]], on: date) -> Known:
    before = next((row for row in versions if _holds(row, on - timedelta(days=1))), None)
    now = next((row for row in versions if _holds(row, on)), None)
    row = now or before or min(versions, key=lambda one: _away(one, on))
    return Known(
        unit=row["unit_id"], key=row["unit__key"], nature=row["unit__nature"], province=row["unit__province_key"],
        name=row["name"], full_name=row["full_name"], kind=row["kind"], level=row["level"],
        parent=row["parent__key"] or "", territory=row["territory__key"] or "", before=before is not None,
        on=now is not None, begins=now is not None and now["valid"].lower == on,
        later=any(one["valid"].lower and one["valid"].lower > on for one in versions),
    )  # fmt: skip


def _holds(row: dict[str, Any], day: date) -> bool:
    lower, upper = row["valid"].lower, row["valid"].upper
    return (lower is None or lower <= day) and (upper is None or day < upper)


def _away(row: dict[str, Any], on: date) -> int:
    lower, upper = row["valid"].lower, row["valid"].upper
    return (lower - on).days if lower and on < lower else (on - upper).days if upper else 0


def _said(province: str, on: date, keys: Collection[str]) -> dict[str, tuple[Said, ...]]:
    concerned = Q(from_unit__province_key=province) | Q(from_unit__key__in=keys)
    rows = Succession.objects.filter(concerned, effective_on=on).order_by("pk").values_list(
        "pk", "from_unit__key", "to_unit__key", "kind", "extent", "weight", "weight_basis", "clause", "legal_basis",
        "note",
    )  # fmt: skip
    found: dict[str, tuple[Said, ...]] = {}
    for pk, source, target, kind, extent, weight, basis, clause, grounds, note in rows:
        one = Said(pk, source, target or "", kind, extent, weight, basis, clause, grounds, note)
        found[source] = (*found.get(source, ()), one)
    return found


def _elsewhere(province: str, on: date, without: Merger | None) -> dict[str, str]:
    """Units of which another merger of the day speaks, approved or carried out, with its name."""
    states = (Merger.State.APPROVED, Merger.State.CARRIED_OUT)
    rows = MergerRow.objects.filter(merger__province_key=province, merger__effective_on=on, merger__state__in=states)
    if without is not None:
        rows = rows.exclude(merger__in=[one.pk for one in corrected_by(without)])
    return dict(rows.order_by("pk").values_list("from_key", "merger__name"))


def corrected_by(merger: Merger) -> Iterable[Merger]:
    """The merger, the one it corrects, the one that one corrects ..., and the other corrections of these."""
    first = merger
    while first.corrects is not None:
        first = first.corrects
    found, edge = [first], [first.pk] if first.pk else []
    while edge:
        later = list(Merger.objects.filter(corrects__in=edge).only("pk"))
        edge = [one.pk for one in later]
        found += later
    return [one for one in (*found, merger) if one.pk]
