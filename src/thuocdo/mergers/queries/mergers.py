"""Questions about mergers: which there are, their minutes, and units that ended without one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from thuocdo.directory.models import Person, Position, Succession, Unit, UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.mergers import permissions
from thuocdo.mergers.models import Merger, MergerRow, Minute
from thuocdo.work.queries.succession import obligations_of_ended_units

HEAVY = ("simulation", "result", "problems", "reading_problems")


def mergers(person: Person | None) -> QuerySet[Merger]:
    """Mergers that a person may see, latest day first, without what is heavy in them; with their numbers of lines and
    minutes."""
    seen = Merger.objects.filter(permissions.visible_to(person)).defer(*HEAVY)
    lines = Count("rows", distinct=True)
    return seen.annotate(lines=lines, minute_count=Count("minutes", distinct=True)).order_by("-effective_on", "-pk")


def visible_merger(person: Person | None, pk: int) -> Merger | None:
    """One merger, if the person may see it; its simulation, some megabytes, is read where it is asked for."""
    seen = Merger.objects.filter(permissions.visible_to(person), pk=pk).defer("simulation", "corrects__simulation")
    return seen.select_related("file", "corrects", "made_by").first()


def minutes(person: Person | None, merger: Merger) -> QuerySet[Minute]:
    """Minutes of a merger that a person may see, in their order, without their lines."""
    return merger.minutes.filter(permissions.visible_minutes(person, merger)).defer("lines")


@dataclass(frozen=True)
class Left:
    """A unit that ended without an approved merger and still holds something."""

    unit: int
    key: str
    province: str
    name: str
    ended_on: date
    obligations: int
    people: int


def ended_without_approval(on: date, provinces: Collection[str] | None = None) -> list[Left]:
    """Units that no longer exist on a day, of which no approved merger speaks, and which still hold open work or people
    in post (đơn vị kết thúc mà chưa có đợt sắp xếp được duyệt); five queries. The health page asks it too."""
    obligations = dict(obligations_of_ended_units(on).order_by().values_list("unit").annotate(number=Count("pk")))
    alive = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=on)
    before = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__endswith__lte=on)
    held = Position.objects.filter(~Exists(alive), Exists(before), valid__contains=on)
    people = dict(held.order_by().values_list("unit").annotate(number=Count("person", distinct=True)))
    return _left({*obligations, *people}, obligations, people, on, provinces)


def _left(
    units: Iterable[int], obligations: dict[int, int], people: dict[int, int], on: date,
    provinces: Collection[str] | None,
) -> list[Left]:  # fmt: skip
    approved = MergerRow.objects.filter(
        merger__state__in=(Merger.State.APPROVED, Merger.State.CARRIED_OUT), merger__effective_on__lte=on
    )
    ended = UnitVersion.objects.filter(unit__in=list(units)).exclude(unit__key__in=approved.values("from_key"))
    if provinces is not None:
        ended = ended.filter(unit__province_key__in=provinces)
    rows = ended.order_by().values_list("unit", "unit__key", "unit__province_key").annotate(end=Max("valid__endswith"))
    found = list(rows)
    names = names_on([row[0] for row in found], on)
    left = [
        Left(unit, key, province, names.get(unit, key), end, obligations.get(unit, 0), people.get(unit, 0))
        for unit, key, province, end in found
    ]
    return sorted(left, key=lambda one: (one.ended_on, one.name))


def days_in_packs(province: str, on: date, *, years: int = 2) -> list[tuple[date, int]]:
    """Days around a day on which the directory says that units of a province were rearranged, each with its lines."""
    span = timedelta(days=366 * years)
    rows = Succession.objects.filter(from_unit__province_key=province, effective_on__range=(on - span, on + span))
    days = rows.exclude(kind="unchanged").order_by().values_list("effective_on").annotate(number=Count("pk"))
    return sorted(days, reverse=True)


def names_of_keys(keys: Collection[str], on: date) -> dict[str, str]:
    """Names of units by their keys on a day, or their nearest ones; two queries."""
    units = dict(Unit.objects.filter(key__in=set(keys)).values_list("pk", "key"))
    return {units[unit]: name for unit, name in names_on(units, on).items()}
