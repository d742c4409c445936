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
    tasks = Task.objects.filter(plan=plan).aggregate(number=Count("pk"), fields=Count("field", distinct=True))
    targets = Target.objects.filter(plan=plan).count()
    unclear = TaskParty.objects.filter(task__plan=plan, state__in=UNCLEAR).count()
    return PlanHead(tasks["number"], tasks["fields"], targets, unclear, on)


def succession_lines(plan: Plan, on: date) -> dict[int, list[str]]:
    """For each task the words "Sở A nay là Sở B (từ 01/03/2025)" of its lead agencies that ended; three queries.

    Up to three agencies of one day are named one by one, more are counted.
    """
    lines = HandoverLine.objects.filter(source__plan=plan, source__role="lead", target__isnull=False).order_by()
    sums = lines.values_list("source__task", "effective_on").annotate(
        sources=Count("source__unit", distinct=True), targets=Count("target__unit", distinct=True)
    )
    counted = {(task, day): (sources, targets) for task, day, sources, targets in sums}
    few = {key for key, (sources, targets) in counted.items() if max(sources, targets) <= NAMED_UP_TO}
    pairs: dict[tuple[int, date], list[tuple[int, int]]] = {}
    found = lines.filter(source__task__in={task for task, _day in few}, effective_on__in={day for _task, day in few})
    for task, day, source, target in found.values_list(
        "source__task", "effective_on", "source__unit", "target__unit"
    ).distinct():
        if (task, day) in few:
            pairs.setdefault((task, day), []).append((source, target))
    names = names_on({unit for several in pairs.values() for pair in several for unit in pair}, on)
    words: dict[int, list[str]] = {}
    for (task, day), (sources, targets) in sorted(counted.items()):
        words.setdefault(task, []).extend(_words(pairs.get((task, day)), names, sources, targets, day))
    return words


def _words(
    pairs: Iterable[tuple[int, int]] | None, names: dict[int, str], sources: int, targets: int, day: date
) -> list[str]:
    since = f"(từ {day:%d/%m/%Y})"
    if pairs is None:
        return [f"{sources} cơ quan nay là {targets} {since}"]
    into: dict[int, list[str]] = {}
    for source, target in sorted(pairs):
        into.setdefault(source, []).append(names.get(target, ""))
    return [f"{names.get(source, '')} nay là {', '.join(heirs)} {since}" for source, heirs in into.items()]


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
