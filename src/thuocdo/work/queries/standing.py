"""Standing as SQL: the same rule as `rules.standing`, so that lists, counts and pages agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Aggregate, Case, CharField, Count, F, Q, QuerySet, Sum, Value, When

from thuocdo.directory.queries import names_on
from thuocdo.kernel.periods import Period
from thuocdo.work.models import MonthTally, Occurrence, TaskTally, UnitTally
from thuocdo.work.models.tallies import Tally
from thuocdo.work.queries.facts import policy
from thuocdo.work.rules.standing import STANDINGS, Counts


def standing_on(on: date, soon_until: date, *, prefix: str = "") -> Case:
    """The standing of an occurrence as a SQL expression; `prefix` is the path to the occurrence (`occurrences__`)."""

    def when(code: str, **conditions: Any) -> When:
        return When(Q(**{prefix + name: value for name, value in conditions.items()}), then=Value(code))

    return Case(
        when("accepted_on_time", state="accepted", on_time=True),
        when("accepted_late", state="accepted"),
        When(Q(**{f"{prefix}state__in": ["submitted", "waived", "handed_over"]}), then=F(f"{prefix}state")),
        when("overdue", due_on__lt=on),
        when("returned", state="returned"),
        when("due_soon", due_on__lte=soon_until),
        when("not_due", due_on__isnull=False),
        when("watched", watched=True),
        default=Value("no_date"),
        output_field=CharField(),
    )


T = TypeVar("T", TaskTally, UnitTally, MonthTally)
S = TypeVar("S", Occurrence, TaskTally, UnitTally, MonthTally)
Counted = QuerySet[Occurrence] | QuerySet[TaskTally] | QuerySet[UnitTally] | QuerySet[MonthTally]


def with_standing(found: QuerySet[Occurrence], on: date) -> QuerySet[Occurrence]:
    """Occurrences with `standing` on a day; costs one query for the policy when called."""
    return found.annotate(standing=standing_on(on, policy(on).soon_until))


def current(found: QuerySet[Occurrence] | None = None) -> QuerySet[Occurrence]:
    """Occurrences that count: what was handed over counts at its heir only."""
    return (Occurrence.objects.all() if found is None else found).exclude(state=Occurrence.State.HANDED_OVER)


def tallies(of: type[T]) -> QuerySet[T]:
    """Running counts by task or by unit, without what was handed over, like `current`."""
    return of._default_manager.exclude(state=Occurrence.State.HANDED_OVER)


def by_months(on: date, condition: Q | None = None) -> list[QuerySet[Any]]:
    """Running counts by agency and field in two parts that add up to all: whole months; and single days, where what is
    open may be overdue, due soon or not due within one month (that of the day, that of the end of "due soon")."""
    soon = policy(on).soon_until
    first, end = on.replace(day=1), Period.month(soon.year, soon.month).end
    days = Q(state__in=["open", "returned"], due_on__gte=first, due_on__lt=end)
    wanted = condition if condition is not None else Q()
    return [tallies(MonthTally).filter(wanted).exclude(days), tallies(UnitTally).filter(wanted, days)]


def counts_by(found: Counted | Sequence[Counted], key: str, on: date) -> dict[Any, Counts]:
    """Counts by standing for each value of a column, from one GROUP BY over due instances or over each part of their
    tallies."""
    gathered: dict[Any, dict[str, int]] = {}
    for value, standing, number in grouped(found, on, key):
        gathered.setdefault(value, {})[standing] = number
    return {value: Counts(numbers) for value, numbers in gathered.items()}


def grouped(found: Counted | Sequence[Counted], on: date, *keys: str) -> list[tuple[Any, ...]]:
    """Rows of (values of the columns, standing, number), one GROUP BY a part; what adds up to nothing is left out."""
    sums: dict[tuple[Any, ...], int] = {}
    standing = standing_on(on, policy(on).soon_until)
    for part in [found] if isinstance(found, QuerySet) else found:
        rows = part.annotate(standing=standing).order_by().values_list(*keys, "standing")
        for *key, number in rows.annotate(many=number_of(part)):
            sums[tuple(key)] = sums.get(tuple(key), 0) + number
    return [(*key, number) for key, number in sums.items() if number]


def number_of(found: Counted) -> Aggregate:
    """How many due instances rows stand for: each one, or the sum of running counts."""
    return Sum("number") if issubclass(found.model, Tally) else Count("pk")


def first_due(found: Counted, key: str, on: date) -> dict[Any, date]:
    """The nearest date from a day on that still waits for a result, for each value of a column; one query."""
    waiting = found.filter(state__in=["open", "returned"], due_on__gte=on).order_by()
    nearest: dict[Any, date] = {}
    for value, due_on, many in waiting.values_list(key, "due_on").annotate(many=number_of(found)):
        if many and (value not in nearest or due_on < nearest[value]):
            nearest[value] = due_on
    return nearest


def filter_standing(found: QuerySet[S], on: date, wanted: Iterable[str]) -> QuerySet[S]:
    """Only occurrences (or their running counts) in one of the wanted standings, by conditions that indexes serve."""
    soon_until = policy(on).soon_until
    working = Q(state__in=["open", "returned"])
    conditions = {
        "accepted_on_time": Q(state="accepted", on_time=True),
        "accepted_late": Q(state="accepted", on_time=False),
        "submitted": Q(state="submitted"),
        "waived": Q(state="waived"),
        "overdue": working & Q(due_on__lt=on),
        "returned": Q(state="returned") & (Q(due_on=None) | Q(due_on__gte=on)),
        "due_soon": Q(state="open", due_on__gte=on, due_on__lte=soon_until),
        "not_due": Q(state="open", due_on__gt=soon_until),
        "watched": Q(state="open", due_on=None, watched=True),
        "no_date": Q(state="open", due_on=None, watched=False),
    }
    chosen = Q(pk__in=[])
    for code in wanted:
        chosen |= conditions.get(code, Q(pk__in=[]))
    return found.filter(chosen)


__all__ = [
    "STANDINGS",
    "by_months",
    "counts_by",
    "current",
    "filter_standing",
    "first_due",
    "grouped",
    "names_on",
    "number_of",
    "standing_on",
    "tallies",
    "with_standing",
]
