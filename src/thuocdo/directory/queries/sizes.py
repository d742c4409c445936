"""Sizes of communes (dân số, diện tích) for estimates: examples of a pack, never statistics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from django.db.models import Count

from thuocdo.core.packs import read_csv
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Succession
from thuocdo.directory.queries.beliefs import version_rows
from thuocdo.directory.rules.lineage import LEVEL_ABOLISHED

COLUMNS = {"population": "population", "area": "area_km2"}
FILE = "national/commune_attributes.csv"


@cache
def _sizes(by: str) -> dict[str, Decimal]:
    """Size by key of the territory, without those that the file itself doubts."""
    found: dict[str, Decimal] = {}
    for _line, row in read_csv(PACKS / FILE, required=("unit_id", "population_flag", *COLUMNS.values())):
        if by == "population" and row["population_flag"]:
            continue
        try:
            size = Decimal(row[COLUMNS[by]] or 0)
        except InvalidOperation:
            continue
        if size.is_finite() and size > 0:
            found[row["unit_id"]] = size
    return found


def sizes_of(units: Iterable[int], on: date, *, by: str) -> dict[int, Decimal]:
    """Sizes of communes, and of the committees that govern them, whose whole land came from one abolished district.

    Only there does a share of the district follow from sizes: part of a commune that was divided is no part of the size
    of the new commune. `by` is population or area.
    """
    asked = set(units)
    shared = (
        Succession.objects.filter(to_unit__in=asked, kind=LEVEL_ABOLISHED)
        .values("to_unit").annotate(districts=Count("from_unit", distinct=True)).filter(districts=1)
    )  # fmt: skip
    sole = {row["to_unit"] for row in shared}
    rows = version_rows(None, ("unit_id", "unit__key", "territory__key"), unit__in=sole, valid__contains=on)
    sizes = _sizes(by)
    return {unit: sizes[place] for unit, key, land in rows if (place := land or key) in sizes}
