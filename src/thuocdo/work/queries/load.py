"""Load (khối lượng việc): how many due instances and steps fall into which month, by agency and by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.kernel.periods import Period
from thuocdo.work.models import Occurrence, Step
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries.facts import policy
from thuocdo.work.queries.standing import current

OPEN = (Occurrence.State.OPEN, Occurrence.State.RETURNED)
FEW, BUSY, HEAVY = "few", "busy", "heavy"


@dataclass(frozen=True)
class Limits:
    """From how many a month on somebody is busy (nhiều việc), and overloaded (quá tải)."""

    busy: int
    heavy: int

    def level(self, number: int) -> str:
        """Where a number stands.

        >>> limits = Limits(5, 10)
        >>> limits.level(4), limits.level(5), limits.level(10)
        ('few', 'busy', 'heavy')
        """
        return HEAVY if number >= self.heavy else BUSY if number >= self.busy else FEW


@dataclass(frozen=True)
class Span:
    """What is counted: the year, one plan or all, only what is still open or everything that was due."""

    year: int
    plan: int | None = None
    only_open: bool = False

    @property
    def months(self) -> list[date]:
        return [date(self.year, month, 1) for month in range(1, 13)]


@dataclass(frozen=True)
class LoadRow:
    """An agency or a person with the numbers of each month; `steps` are counted among them."""

    key: str
    name: str
    group: str
    months: Mapping[date, int] = field(default_factory=dict)
    steps: int = 0
    ended: bool = False

    @property
    def total(self) -> int:
        return sum(self.months.values())

    @property
    def most(self) -> int:
        return max(self.months.values(), default=0)


def limits_on(on: date, of: str) -> Limits:
    """Limits in force on a day, of a `unit` or a `person`; one query."""
    values = policy(on)
    return Limits(int(values[f"load_{of}_busy"]), int(values[f"load_{of}_heavy"]))


def unit_load(person: Person | None, span: Span, on: date) -> list[LoadRow]:
    """Agencies with the due instances that they lead, month by month; six queries."""
    cells = _counted(_due(person, span), "unit")
    keys = dict(Unit.objects.filter(pk__in=cells).values_list("pk", "key"))
    names, levels, alive = names_on(cells, on), _levels(cells, span), _alive(cells, on)
    return [LoadRow(keys[unit], names.get(unit, keys[unit]), levels.get(unit, ""), months, ended=unit not in alive)
            for unit, months in cells.items()]  # fmt: skip


def person_load(person: Person | None, span: Span, on: date) -> list[LoadRow]:
    """People of the units that the person may look into: due instances of the parts they are charged with, and steps
    given to them; six queries."""
    seen = reach(person, on).visible()
    rows = _due(person, span).filter(obligation__officer__isnull=False, unit__in=seen)
    cells = _counted(rows, "obligation__officer")
    steps = _counted(_steps(span).filter(obligation__unit__in=seen), "person")
    people = Person.objects.in_bulk({*cells, *steps})
    units = dict(people_units(people, on))
    return [
        LoadRow(
            str(pk), one.full_name, units.get(pk, ""), _added(cells.get(pk, {}), steps.get(pk, {})),
            sum(steps.get(pk, {}).values()),
        )
        for pk, one in people.items()
    ]  # fmt: skip


def people_units(people: Iterable[int], on: date) -> Iterable[tuple[int, str]]:
    """Where people work on a day, by name; two queries."""
    from thuocdo.directory.models import Position

    held = dict(Position.objects.filter(person__in=list(people), valid__contains=on).values_list("person", "unit"))
    names = names_on(set(held.values()), on)
    return [(person, names.get(unit, "")) for person, unit in held.items()]


@dataclass(frozen=True)
class Charged:
    """One thing that falls into a person's month: a due instance, or a step."""

    due_on: date
    text: str
    unit_name: str
    obligation: int
    is_step: bool
    state: str


def charged_with(person: Person | None, who: int, span: Span, month: date, on: date) -> list[Charged]:
    """What a person is charged with in a month, by day, as far as whoever asks may look into it; four queries."""
    seen, days = reach(person, on).visible(), _days(month)
    rows = _due(person, span).filter(obligation__officer=who, unit__in=seen, due_on__range=days)
    steps = _steps(span).filter(person=who, obligation__unit__in=seen, due_on__range=days)
    due = list(rows.select_related("task"))
    given = list(steps.select_related("obligation"))
    names = names_on({*(one.unit_id for one in due), *(one.obligation.unit_id for one in given)}, on)
    found = [
        Charged(one.due_on, f"{one.task.number}. {one.task.text} ({one.label})", names.get(one.unit_id, ""),
                one.obligation_id, False, one.get_state_display())
        for one in due if one.due_on is not None
    ] + [
        Charged(one.due_on, one.text, names.get(one.obligation.unit_id, ""), one.obligation_id, True,
                one.get_state_display())
        for one in given if one.due_on is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on, one.is_step, one.text))


def _days(month: date) -> tuple[date, date]:
    return month, Period.month(month.year, month.month).last_day


def _due(person: Person | None, span: Span) -> QuerySet[Occurrence]:
    rows = current().exclude(state=Occurrence.State.WAIVED).filter(
        visible_to(person, Occurrence), due_on__range=(span.months[0], date(span.year, 12, 31))
    )  # fmt: skip
    rows = rows.filter(plan=span.plan) if span.plan else rows
    return rows.filter(state__in=OPEN) if span.only_open else rows


def _steps(span: Span) -> QuerySet[Step]:
    rows = Step.objects.exclude(state=Step.State.DROPPED).filter(
        person__isnull=False, due_on__range=(span.months[0], date(span.year, 12, 31))
    )
    rows = rows.filter(obligation__plan=span.plan) if span.plan else rows
    return rows.filter(state=Step.State.OPEN) if span.only_open else rows


def _counted(rows: QuerySet[Occurrence] | QuerySet[Step], key: str) -> dict[int, dict[date, int]]:
    """Numbers by a column and by the first day of the month, from one GROUP BY."""
    found = rows.order_by().annotate(month=TruncMonth("due_on")).values_list(key, "month")
    cells: dict[int, dict[date, int]] = {}
    for one, month, number in found.annotate(number=Count("pk")):
        cells.setdefault(one, {})[month] = number
    return cells


def _added(first: Mapping[date, int], second: Mapping[date, int]) -> dict[date, int]:
    return {month: first.get(month, 0) + second.get(month, 0) for month in {*first, *second}}


def _levels(units: Iterable[int], span: Span) -> dict[int, str]:
    rows = UnitVersion.objects.filter(unit__in=list(units), valid__overlap=(span.months[0], date(span.year + 1, 1, 1)))
    return dict(rows.values_list("unit", "level"))


def _alive(units: Iterable[int], on: date) -> set[int]:
    """Those of the units that are there on a day."""
    rows = UnitVersion.objects.filter(unit__in=list(units), valid__contains=on)
    return set(rows.values_list("unit", flat=True))
