"""What is late now, agency by agency: what a letter of urging names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from thuocdo.chancery.models import Draft
from thuocdo.directory.models import Person
from thuocdo.directory.queries import names_on
from thuocdo.urging import permissions
from thuocdo.urging.models import Letter, LetterLine, Step
from thuocdo.work.models import Block, Occurrence

MOST = 2000


def late(person: Person | None, on: date) -> QuerySet[Occurrence]:
    """Due instances that are past their date, of agencies that the person may look after; what is blocked is told
    otherwise and stands in no letter."""
    held_up = Block.objects.filter(occurrence=OuterRef("pk"), ended_at=None)
    found = Occurrence.objects.filter(
        permissions.seen(person), ~Exists(held_up), state__in=["open", "returned"], due_on__lt=on,
        plan__state="in_force",
    )  # fmt: skip
    return found.order_by("unit", "due_on", "pk")


@dataclass(frozen=True)
class LateUnit:
    """An agency with late things: how many, the oldest date, how many wait for a letter, and the last letter."""

    unit: int
    key: str
    name: str
    count: int
    since: date
    wanting: int
    letter: Letter | None


def late_units(person: Person | None, on: date) -> list[LateUnit]:
    """Agencies with late things, those with most first; four statements."""
    wants = Step.objects.filter(occurrence=OuterRef("pk"), wants_letter=True, of_day=OuterRef("due_on"))
    rows = list(
        late(person, on)
        .order_by()
        .annotate(wants=Exists(wants))
        .values("unit", "unit__key")
        .annotate(number=Count("pk"), since=Min("due_on"), wanting=Count("pk", filter=Q(wants=True)))
    )
    names = names_on({row["unit"] for row in rows}, on)
    letters = last_letters(row["unit"] for row in rows)
    found = [
        LateUnit(row["unit"], row["unit__key"], names.get(row["unit"], row["unit__key"]), row["number"], row["since"],
                 row["wanting"], letters.get(row["unit"]))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.wanting, -one.count, one.name))


def last_letters(units: Iterable[int]) -> dict[int, Letter]:
    """The last letter to each agency that was not given up; two statements."""
    alive = LetterLine.objects.filter(unit__in=list(units)).exclude(letter__draft__state=Draft.State.CANCELLED)
    newest = dict(alive.order_by().values_list("unit").annotate(newest=Max("letter")))
    letters = Letter.objects.select_related("draft__document").in_bulk(set(newest.values()))
    return {unit: letters[pk] for unit, pk in newest.items()}


def letters(person: Person | None) -> QuerySet[Letter]:
    """Letters of agencies that the person may look after, the newest first."""
    return Letter.objects.filter(permissions.seen(person)).select_related("draft__document", "by")
