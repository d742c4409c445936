"""The overview: on time, due, late, by field, by agency and month; every figure says what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.work import queries as work
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.standing import counts_by, grouped
from thuocdo.work.rules.standing import Counts, add_counts

COMMITTEES = ("ubnd_xa", "ubnd_huyen")
HUNDRED = Decimal(100)


def share_on_time(counts: Counts) -> Decimal | None:
    """Per cent on time of what is decided or overdue: accepted on time / (on time + late + overdue); 0/0 is None.

    >>> share_on_time(Counts({"accepted_on_time": 3, "overdue": 1}))
    Decimal('75')
    >>> share_on_time(Counts({"not_due": 4})) is None
    True
    """
    judged = counts["accepted_on_time"] + counts["accepted_late"] + counts["overdue"]
    return Decimal(counts["accepted_on_time"]) * HUNDRED / judged if judged else None


@dataclass(frozen=True)
class AgencyRow:
    """An agency with its counts, in all and by month of the due date."""

    unit: int
    key: str
    name: str
    level: str
    counts: Counts
    months: dict[date, Counts]

    @property
    def share(self) -> Decimal | None:
        return share_on_time(self.counts)


@dataclass(frozen=True)
class Overview:
    """Everything that the page shows; `months` in order."""

    total: Counts
    fields: list[work.StandingRow]
    agencies: list[AgencyRow]
    months: list[tuple[date, Counts]]

    @property
    def provincial(self) -> list[AgencyRow]:
        return [row for row in self.agencies if row.level == "tinh"]

    @property
    def local(self) -> list[AgencyRow]:
        return [row for row in self.agencies if row.level != "tinh"]


def overview(person: Person | None, wanted: Wanted, on: date) -> Overview:
    """Counts by field, and by agency and month; eleven queries whatever the number of agencies."""
    found = work.countable(person, wanted, on, ("unit", "field", "month"))
    by_field = counts_by(found, "field", on)
    by_unit: dict[int, dict[str, int]] = {}
    by_month: dict[date, dict[str, int]] = {}
    by_both: dict[int, dict[date, dict[str, int]]] = {}
    for unit, month, standing, number in grouped(found, on, "unit", "month"):
        _add(by_unit.setdefault(unit, {}), standing, number)
        if month is not None:
            _add(by_month.setdefault(month, {}), standing, number)
            _add(by_both.setdefault(unit, {}).setdefault(month, {}), standing, number)
    months = [(month, Counts(sums)) for month, sums in sorted(by_month.items())]
    return Overview(add_counts(list(by_field.values())), _fields(by_field), _agencies(by_unit, by_both, on), months)


def _add(sums: dict[str, int], standing: str, number: int) -> None:
    sums[standing] = sums.get(standing, 0) + number


def _fields(sums: dict[str, Counts]) -> list[work.StandingRow]:
    rows = [
        work.StandingRow(one.code, f"{one.number}. {one.short_name}", sums.get(one.code, Counts()))
        for one in work.fields()
    ]
    known = {row.key for row in rows}
    outside = [(code, counts) for code, counts in sums.items() if code not in known]
    rows += [work.StandingRow(code, code or _("Ngoài bảy lĩnh vực"), counts) for code, counts in outside]
    return rows


def _until(end: date) -> str:
    return _("đến %(day)s") % {"day": f"{end - timedelta(days=1):%d/%m/%Y}"}


def _agencies(
    sums: dict[int, dict[str, int]], months: dict[int, dict[date, dict[str, int]]], on: date
) -> list[AgencyRow]:
    keys = dict(Unit.objects.filter(pk__in=sums).values_list("pk", "key"))
    names, levels = {}, {}
    versions = UnitVersion.objects.filter(unit__in=sums).order_by("valid")
    for unit, valid, name, level, kind in versions.values_list("unit", "valid", "name", "level", "kind"):
        if unit not in names or valid.lower is None or valid.lower <= on:
            ended = valid.upper is not None and valid.upper <= on
            names[unit] = f"{name} ({_until(valid.upper)})" if ended else name
            levels[unit] = "xa" if kind in COMMITTEES else level
    rows = [
        AgencyRow(unit, keys[unit], names.get(unit, keys[unit]), levels.get(unit, ""), Counts(numbers),
                  {month: Counts(each) for month, each in months.get(unit, {}).items()})
        for unit, numbers in sums.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.counts["overdue"], -row.counts.late, row.name))
