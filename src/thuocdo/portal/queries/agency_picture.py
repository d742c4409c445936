"""How an agency does (bức tranh của một cơ quan): by month and field, why things are late, beside the middle of
agencies of the same kind. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.portal.queries.overview import share_on_time
from thuocdo.work import queries as work
from thuocdo.work.models import Block, Contribution, Evidence, Extension, Obligation, Occurrence
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.pictures import counted, total
from thuocdo.work.queries.standing import current, standing_on
from thuocdo.work.rules.standing import Counts

# Of fewer agencies than these a middle says nothing, and would show the figures of single ones.
FEWEST = 5
# Of fewer decided results a share of an agency says nothing either.
FEWEST_JUDGED = 3
# Why something is late, the reason that explains most first.
REASONS: dict[str, Promise] = {
    "blocked": _("Đang vướng, đã ghi vướng mắc"),
    "contribution": _("Chờ cơ quan phối hợp"),
    "extension": _("Đã xin gia hạn, chờ quyết định"),
    "returned": _("Kết quả bị trả lại, chưa nộp lại"),
    "no_officer": _("Chưa nộp kết quả, chưa giao người phụ trách"),
    "no_evidence": _("Chưa nộp kết quả, chưa có tài liệu kiểm chứng"),
    "not_sent": _("Chưa nộp kết quả, đã có tài liệu"),
}


@dataclass(frozen=True)
class Middle:
    """The middle of like agencies: median and the middle half, in per cent, and of how many agencies."""

    median: Decimal
    low: Decimal
    high: Decimal
    agencies: int


@dataclass(frozen=True)
class Beside:
    """Counts of the agency under a heading (month, field), its share on time and the median of like agencies."""

    key: Any
    label: str
    counts: Counts
    middle: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        return share_on_time(self.counts)

    @property
    def is_strong(self) -> bool:
        """At or above the middle, with enough results to say so."""
        judged = self.counts["accepted_on_time"] + self.counts["accepted_late"] + self.counts["overdue"]
        known = self.share is not None and self.middle is not None and judged >= FEWEST_JUDGED
        return bool(known and self.share >= self.middle)  # type: ignore[operator]


@dataclass(frozen=True)
class AgencyPicture:
    """Everything that the pictures of the page show."""

    counts: Counts
    months: list[Beside]
    fields: list[Beside]
    middle: Middle | None
    reasons: list[tuple[str, Promise, int]]

    @property
    def strong(self) -> list[Beside]:
        return [row for row in self.fields if row.is_strong]


def agency_picture(person: Person | None, unit: Unit, owed: QuerySet[Occurrence], on: date, *, fields: Collection[str],
                   compared: bool) -> AgencyPicture:  # fmt: skip
    """The pictures of one agency in at most seven statements; `owed` are its due instances as the page narrows them.

    `compared` is left out where one person's work is looked at: a person is not set beside agencies.
    """
    cells = _cells(owed, on)
    by_month, by_field = _summed(cells, 0), _summed(cells, 1)
    peers = like(unit, on) if compared else []
    of_peers = Wanted(units=tuple(peers), fields=tuple(fields))
    months_of_peers = _by_second(counted(person, of_peers, on, ("unit", "month"))) if len(peers) >= FEWEST else {}
    fields_of_peers = _by_second(counted(person, of_peers, on, ("unit", "field"))) if len(peers) >= FEWEST else {}
    names = {one.code: f"{one.number}. {one.short_name}" for one in work.fields()}
    return AgencyPicture(
        counts=total(list(by_month.values())),
        months=[
            Beside(month, f"{month:%m/%Y}", by_month[month], _median(months_of_peers.get(month, {}).values()))
            for month in sorted(month for month in by_month if month is not None)
        ],
        fields=[
            Beside(code, names.get(code or "", code or ""), by_field[code],
                   _median(fields_of_peers.get(code, {}).values()))
            for code in sorted(by_field, key=lambda one: list(names).index(one) if one in names else len(names))
        ],
        middle=_middle(months_of_peers), reasons=_reasons(owed, on),
    )  # fmt: skip


def like(unit: Unit, on: date) -> list[int]:
    """Agencies of the same kind and level in the same province that day, the agency among them; one statement."""
    own = UnitVersion.objects.filter(unit=unit, valid__contains=on)
    same = UnitVersion.objects.filter(
        unit__province_key=unit.province_key, kind__in=own.values("kind"), level__in=own.values("level"),
        valid__contains=on,
    )  # fmt: skip
    return list(same.order_by("unit").values_list("unit", flat=True).distinct())


def _cells(owed: QuerySet[Occurrence], on: date) -> dict[tuple[Any, Any], Counts]:
    """Counts by month of the due date and field."""
    rows = owed.annotate(month=TruncMonth("due_on"), standing=standing_on(on, work.policy(on).soon_until)).order_by()
    sums: dict[tuple[Any, Any], dict[str, int]] = {}
    for month, code, standing, number in rows.values_list("month", "task__field", "standing").annotate(n=Count("pk")):
        sums.setdefault((month, code), {})[standing] = number
    return {key: Counts(numbers) for key, numbers in sums.items()}


def _summed(cells: dict[tuple[Any, Any], Counts], at: int) -> dict[Any, Counts]:
    """The cells added up by one of their two keys."""
    sums: dict[Any, Counts] = {}
    for key, counts in cells.items():
        sums[key[at]] = sums.get(key[at], Counts()) + counts
    return sums


def _by_second(found: dict[tuple[Any, ...], Counts]) -> dict[Any, dict[int, Counts]]:
    """Counts of units under each value of the second key."""
    sums: dict[Any, dict[int, Counts]] = {}
    for (unit, value), counts in found.items():
        sums.setdefault(value, {})[unit] = counts
    return sums


def _shares(found: Iterable[Counts]) -> list[Decimal]:
    return [share for counts in found if (share := share_on_time(counts)) is not None]


def _median(found: Iterable[Counts]) -> Decimal | None:
    """The median of the agencies that have something to judge; nothing of fewer than five."""
    shares = _shares(found)
    return median(shares) if len(shares) >= FEWEST else None


def _middle(months: dict[Any, dict[int, Counts]]) -> Middle | None:
    """Median and middle half over all months; nothing of fewer than five agencies."""
    units: dict[int, list[Counts]] = {}
    for each in months.values():
        for unit, counts in each.items():
            units.setdefault(unit, []).append(counts)
    shares = _shares(total(several) for several in units.values())
    if len(shares) < FEWEST:
        return None
    low, middle, high = quantiles(shares, n=4, method="inclusive")
    return Middle(middle, low, high, len(shares))


def with_reason(late: QuerySet[Any]) -> Any:
    """Late due instances with `why`: the first of `REASONS` that holds."""
    here = {"occurrence": OuterRef("pk")}
    waits = Contribution.objects.filter(**here, state__in=["asked", "returned"])
    cases = [
        When(Exists(Block.objects.filter(**here, ended_at=None)), then=Value("blocked")),
        When(Exists(waits), then=Value("contribution")),
        When(Exists(Extension.objects.filter(**here, state="asked")), then=Value("extension")),
        When(state="returned", then=Value("returned")),
        When(obligation__officer=None, then=Value("no_officer")),
        When(~Exists(Evidence.objects.filter(**here)), then=Value("no_evidence")),
    ]
    return late.annotate(why=Case(*cases, default=Value("not_sent"), output_field=CharField()))


def _reasons(owed: QuerySet[Occurrence], on: date) -> list[tuple[str, Promise, int]]:
    late = with_reason(owed.filter(state__in=["open", "returned"], due_on__lt=on)).order_by()
    found = dict(late.values_list("why").annotate(n=Count("pk")))
    return [(code, words, found[code]) for code, words in REASONS.items() if found.get(code)]


def officers(key: str) -> list[tuple[str, str]]:
    """People who are charged with work of the agency of a key, for a filter; one statement."""
    found = Obligation.objects.filter(unit__key=key, state="in_force", officer__isnull=False)
    return [
        (str(person), name)
        for person, name in found.order_by("officer__full_name").values_list("officer", "officer__full_name").distinct()
    ]


def owed_by(unit: Unit, *, fields: Collection[str], officer: int | None, nobody: bool) -> QuerySet[Occurrence]:
    """Due instances of an agency, narrowed to fields, to one person's, or to those that nobody is charged with."""
    found = current().filter(unit=unit)
    if fields:
        found = found.filter(task__field__in=fields)
    if officer is not None:
        found = found.filter(obligation__officer=officer)
    return found.filter(obligation__officer=None) if nobody else found
