"""What the page of a plan shows beyond its rows: who took over which lead agency, the numbers of its head, choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.kernel.text import fold
from thuocdo.work.models import HandoverLine, Objective, Plan, Target, Task, TaskParty
from thuocdo.work.queries.plans import UNCLEAR
from thuocdo.work.queries.standing import names_on

NAMED_UP_TO = 3


@dataclass(frozen=True)
class PlanHead:
    """The numbers in the head of a plan's pages."""

    tasks: int
    fields: int
    targets: int
    unclear: int
    on: date


def plan_head(plan: Plan, on: date) -> PlanHead:
    """How many tasks, fields, targets and unclear agency phrases a plan has; three queries."""
    tasks = Task.objects.filter(plan=plan, state=Task.State.IN_FORCE).aggregate(
        number=Count("pk"), fields=Count("field", distinct=True)
    )
    targets = Target.objects.filter(plan=plan).count()
    unclear = TaskParty.objects.filter(task__plan=plan, state__in=UNCLEAR).count()
    return PlanHead(tasks["number"], tasks["fields"], targets, unclear, on)


@dataclass(frozen=True)
class Succeeded:
    """Who holds the work of a task's lead agencies that ended: agencies that go by another name now, or only numbers.

    `heirs` are named; `sources` agencies more became `targets` others; `since` is the day when all of it was one day.
    """

    heirs: tuple[str, ...] = ()
    sources: int = 0
    targets: int = 0
    since: date | None = None


def successions(plan: Plan, on: date) -> dict[int, Succeeded]:
    """For each task the agencies that took over from its lead agencies; three queries.

    Up to three agencies of one day are named, more are counted; one that kept its name is not worth a word.
    """
    lines = HandoverLine.objects.filter(source__plan=plan, source__role="lead", target__isnull=False).order_by()
    sums = lines.values_list("source__task", "effective_on").annotate(
        sources=Count("source__unit", distinct=True), targets=Count("target__unit", distinct=True)
    )
    counted = {(task, day): (sources, targets) for task, day, sources, targets in sums}
    few = {key for key, numbers in counted.items() if max(numbers) <= NAMED_UP_TO}
    found = lines.filter(source__task__in={task for task, _day in few}, effective_on__in={day for _task, day in few})
    pairs = [
        row
        for row in found.values_list("source__task", "effective_on", "source__unit", "target__unit").distinct()
        if row[:2] in few
    ]
    names = names_on({unit for row in pairs for unit in row[2:]}, on)
    gathered: dict[int, list[tuple[date, str]]] = {}
    for task, day, source, target in sorted(pairs):
        if names.get(source) != names.get(target):
            gathered.setdefault(task, []).append((day, names.get(target, "")))
    return {task: _succeeded(task, gathered.get(task, []), counted) for task in {task for task, _day in counted}}


def _succeeded(task: int, named: list[tuple[date, str]], counted: dict[tuple[int, date], tuple[int, int]]) -> Succeeded:
    many = {day: numbers for (one, day), numbers in counted.items() if one == task and max(numbers) > NAMED_UP_TO}
    days = {*many, *(day for day, _name in named)}
    return Succeeded(
        heirs=tuple(dict.fromkeys(name for _day, name in named)), sources=sum(row[0] for row in many.values()),
        targets=sum(row[1] for row in many.values()), since=days.pop() if len(days) == 1 else None,
    )  # fmt: skip


def objectives(plan: Plan) -> list[tuple[Objective | None, list[Target]]]:
    """Objectives with their targets in the plan's order; targets without an objective come last; two queries."""
    rows: dict[int | None, list[Target]] = {}
    for target in Target.objects.filter(plan=plan).order_by("order"):
        rows.setdefault(target.objective_id, []).append(target)
    listed: list[tuple[Objective | None, list[Target]]] = [
        (objective, rows.pop(objective.pk, [])) for objective in Objective.objects.filter(plan=plan).order_by("order")
    ]
    rest = [target for several in rows.values() for target in several]
    return [*listed, (None, rest)] if rest else listed


def agency_choices(provinces: Iterable[str], on: date, chosen: str = "") -> list[tuple[str, str]]:
    """Keys and names of the provincial agencies on a day, and of the chosen unit whatever its level; two queries."""
    found = UnitVersion.objects.filter(
        unit__nature=Unit.Nature.AGENCY, unit__province_key__in=list(provinces), level="tinh", valid__contains=on
    )
    choices = list(found.order_by("position", "name").values_list("unit__key", "name"))
    known = {key for key, _name in choices}
    other = Unit.objects.filter(key=chosen).first() if chosen and chosen not in known else None
    return [*choices, (other.key, names_on([other.pk], on).get(other.pk, other.key))] if other else choices


def units_named(text: str, provinces: Iterable[str], limit: int = 2000) -> list[int]:
    """Units whose name at any time contains the words, with or without marks; one query."""
    found = UnitVersion.objects.filter(folded__contains=fold(text), unit__province_key__in=list(provinces))
    return list(found.order_by().values_list("unit", flat=True).distinct()[:limit])
