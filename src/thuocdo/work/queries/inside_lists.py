"""Lists of the inside of work: results by quality, what holds up most; each with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from thuocdo.directory.models import Person, Unit
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.work.models import Block, Occurrence, Plan, QualityMark, TaskTally
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries.occurrences import Wanted, narrow
from thuocdo.work.queries.standing import current, names_on, number_of, tallies

GRADES = ("good", "met", "lacking", "")


@dataclass(frozen=True)
class QualityCounts:
    """Accepted results by their newest judgement: how many are done, and of these how many still lack something."""

    label: str
    total: int
    good: int
    met: int
    lacking: int
    plan: int | None = None
    unit_key: str = ""

    @property
    def unjudged(self) -> int:
        return self.total - self.good - self.met - self.lacking


def judged(person: Person | None) -> QuerySet[Occurrence]:
    """Accepted results whose quality the person may see, with the words of the newest judgement (`said`, `said_by`)."""
    newest = QualityMark.objects.filter(occurrence=OuterRef("pk")).order_by("-at", "-pk")
    return accepted(person).annotate(
        said=Subquery(newest.values("text")[:1]), said_by=Subquery(newest.values("by_name")[:1]),
        said_at=Subquery(newest.values("at")[:1]),
    )  # fmt: skip


def accepted(person: Person | None) -> QuerySet[Occurrence]:
    """Accepted results that the person may see closer: of visible units, and of the own reform fields."""
    held = reach(person)
    seen = Q(unit__in=held.visible())
    by_field = held.in_fields("view", "task__", "plan__province_key")
    return current().filter(seen | by_field if by_field is not None else seen, state=Occurrence.State.ACCEPTED)


def quality_total(found: QuerySet[Occurrence], label: str = "") -> QualityCounts:
    """All of them together; one query."""
    row = found.order_by().aggregate(**_sums())
    return QualityCounts(label, row["total"], row["good"], row["met"], row["lacking"])


def quality_of_plan(plan: Plan, person: Person | None) -> QualityCounts:
    """How a plan's accepted results were judged, as far as the person may see them; two queries.

    Who sees the whole province sees all of a plan: then the running counts know how many were accepted.
    """
    found = accepted(person).filter(plan=plan)
    if plan.province_key not in reach(person).provinces(reach=PROVINCE):
        return quality_total(found, plan.title)
    of_plan = tallies(TaskTally).filter(plan=plan, state=Occurrence.State.ACCEPTED)
    total = of_plan.aggregate(many=number_of(of_plan))["many"] or 0
    grades = by_grade(found)
    return QualityCounts(
        plan.title, total, good=grades.get("good", 0), met=grades.get("met", 0), lacking=grades.get("lacking", 0)
    )


def quality_marked(person: Person | None, wanted: Wanted, on: date) -> dict[str, int]:
    """How many accepted results of what is wanted were judged so, by grade; one query and one for the policy."""
    return by_grade(narrow(accepted(person), wanted, on))


def by_grade(found: QuerySet[Occurrence]) -> dict[str, int]:
    """How many of accepted results were judged so, by grade; what is not in it was not judged. One query."""
    judged = found.exclude(quality="").order_by()
    return dict(judged.values_list("quality").annotate(number=Count("pk")))


def quality_by_unit(found: QuerySet[Occurrence], on: date) -> list[QualityCounts]:
    """By agency, those with the most results that lack something first; three queries."""
    rows: list[Any] = list(found.order_by().values("unit").annotate(**_sums()))
    names, keys = names_on([row["unit"] for row in rows], on), _keys([row["unit"] for row in rows])
    counted = [
        QualityCounts(names.get(row["unit"], ""), row["total"], row["good"], row["met"], row["lacking"],
                      unit_key=keys.get(row["unit"], ""))
        for row in rows
    ]  # fmt: skip
    return sorted(counted, key=lambda one: (-one.lacking, -one.unjudged, one.label))


def quality_by_plan(found: QuerySet[Occurrence]) -> list[QualityCounts]:
    """By plan, those with the most results that lack something first; two queries."""
    rows: list[Any] = list(found.order_by().values("plan").annotate(**_sums()))
    titles = dict(Plan.objects.filter(pk__in=[row["plan"] for row in rows]).values_list("pk", "title"))
    counted = [
        QualityCounts(titles.get(row["plan"], ""), row["total"], row["good"], row["met"], row["lacking"], row["plan"])
        for row in rows
    ]
    return sorted(counted, key=lambda one: (-one.lacking, -one.total, one.label))


def _sums() -> dict[str, Any]:
    graded = {grade: Count("pk", filter=Q(quality=grade)) for grade in GRADES if grade}
    return {"total": Count("pk"), **graded}


def _keys(units: list[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "key"))


def blocks_now(person: Person | None) -> QuerySet[Block]:
    """Blocks that the person may see, with both ends."""
    found = Block.objects.filter(visible_to(person, Block)).distinct()
    return found.select_related("occurrence__task", "occurrence__plan", "waits_for__task")


@dataclass(frozen=True)
class Holdup:
    """A due instance that others wait for: how many, since when, and when the first of them is due."""

    occurrence: Occurrence
    unit_name: str
    waiting: int
    since: date
    first_due_on: date | None


def worst_holdups(person: Person | None, on: date, *, shown: int = 10) -> list[Holdup]:
    """What holds up most (điểm nghẽn): due instances that most others wait for now; four queries."""
    open_blocks = Block.objects.filter(visible_to(person, Block), ended_at=None, waits_for__isnull=False)
    counted = (
        Block.objects.filter(pk__in=open_blocks.values("pk")).order_by().values("waits_for")
        .annotate(waiting=Count("occurrence", distinct=True), since=Min("at"), newest=Max("at"),
                  due=Min("occurrence__due_on"))
        .order_by("-waiting", F("due").asc(nulls_last=True), "waits_for")[:shown]
    )  # fmt: skip
    rows = list(counted)
    found = Occurrence.objects.select_related("task", "plan").in_bulk([row["waits_for"] for row in rows])
    names = names_on({one.unit_id for one in found.values()}, on)
    return [
        Holdup(found[row["waits_for"]], names.get(found[row["waits_for"]].unit_id, ""), row["waiting"],
               row["since"], row["due"])
        for row in rows
    ]  # fmt: skip
