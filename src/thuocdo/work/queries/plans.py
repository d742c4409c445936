"""Plans as lists: the six official columns with counts by standing, and the phrases that still need a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from thuocdo.directory.models import Person
from thuocdo.kernel.text import fold
from thuocdo.work.models import (
    Amendment,
    Obligation,
    Occurrence,
    Plan,
    Task,
    TaskDeadline,
    TaskParty,
    TaskTally,
)
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.standing import by_months, counts_by, current, filter_standing, first_due, tallies
from thuocdo.work.rules.standing import Counts

NO_COUNTS = Counts()
UNCLEAR = ("needs_person", "unknown")


@dataclass(frozen=True)
class TaskFilter:
    """What the plan page is narrowed to: folded search text, fields, standings, one unit, unclear agencies only."""

    text: str = ""
    fields: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    unit: int | None = None
    unclear: bool = False


@dataclass(frozen=True)
class PlanRow:
    """One row in the official order: TT, Nhiệm vụ, Sản phẩm, Chủ trì, Phối hợp, Thời gian; with counts beside it."""

    task: Task
    lead: list[TaskParty]
    coordinating: list[TaskParty]
    deadlines: list[TaskDeadline]
    counts: Counts
    units: int
    next_due_on: date | None

    @property
    def unclear(self) -> bool:
        """Whether an agency phrase of the task still needs a person."""
        return any(party.state in UNCLEAR for party in [*self.lead, *self.coordinating])


@dataclass(frozen=True)
class PlanCard:
    """A plan in the list of plans with its numbers of tasks and its counts."""

    plan: Plan
    tasks: int
    counts: Counts
    unclear: int = 0
    targets: int = 0


def plans(person: Person | None, on: date, *, year: int | None = None, kind: str = "") -> list[PlanCard]:
    """Plans and directives that a person may see, newest first, with counts; five queries."""
    found = Plan.objects.filter(visible_to(person)).select_related("issuer", "document")
    found = found.filter(**({"year": year} if year else {}), **({"kind": kind} if kind else {}))
    alive = Count("tasks", filter=Q(tasks__state=Task.State.IN_FORCE), distinct=True)
    rows = list(found.annotate(number=alive, aims=Count("targets", distinct=True)))
    keys = [plan.pk for plan in rows]
    counts = counts_by(by_months(on, Q(plan__in=keys)), "plan", on)
    unclear = dict(
        TaskParty.objects.filter(task__plan__in=keys, state__in=UNCLEAR)
        .order_by()
        .values_list("task__plan")
        .annotate(number=Count("pk"))
    )
    return [
        PlanCard(plan, plan.number, counts.get(plan.pk, NO_COUNTS), unclear.get(plan.pk, 0), plan.aims) for plan in rows
    ]


def plan_of(person: Person | None, pk: int) -> Plan | None:
    """A plan by number if the person may see it."""
    return Plan.objects.filter(visible_to(person), pk=pk).select_related("issuer", "document").first()


def plan_rows(plan: Plan, wanted: TaskFilter, on: date) -> list[PlanRow]:
    """Rows of the plan in its own order, narrowed; seven queries whatever its size."""
    tasks = list(
        _narrow(plan.tasks.filter(state=Task.State.IN_FORCE), wanted, on).prefetch_related(
            # Lists of their own: a related manager makes a query set for each task.
            Prefetch("parties", TaskParty.objects.all(), to_attr="named"),
            Prefetch("deadlines", TaskDeadline.objects.all(), to_attr="dated"),
        )
    )
    found = current().filter(plan=plan, unit=wanted.unit) if wanted.unit else tallies(TaskTally).filter(plan=plan)
    holders = Obligation.objects.filter(plan=plan, role="lead", state="in_force")
    if wanted.unit:
        holders = holders.filter(unit=wanted.unit)
    counts = counts_by(found, "task", on)
    next_due = first_due(found, "task", on)
    units = dict(holders.order_by().values_list("task").annotate(number=Count("pk")))
    return [
        PlanRow(
            task=task,
            lead=[party for party in task.named if party.role == "lead"],
            coordinating=[party for party in task.named if party.role == "coordinating"],
            deadlines=task.dated,
            counts=counts.get(task.pk, NO_COUNTS),
            units=units.get(task.pk, 0),
            next_due_on=next_due.get(task.pk),
        )
        for task in tasks
    ]


def _narrow(tasks: QuerySet[Task], wanted: TaskFilter, on: date) -> QuerySet[Task]:
    if wanted.text:
        tasks = tasks.filter(folded__contains=fold(wanted.text))
    if wanted.fields:
        tasks = tasks.filter(field__in=wanted.fields)
    if wanted.unit:
        tasks = tasks.filter(Exists(Obligation.objects.filter(task=OuterRef("pk"), unit=wanted.unit)))
    if wanted.unclear:
        tasks = tasks.filter(Exists(TaskParty.objects.filter(task=OuterRef("pk"), state__in=UNCLEAR)))
    if wanted.standings:
        inside = Occurrence.objects.filter(task=OuterRef("pk"), **({"unit": wanted.unit} if wanted.unit else {}))
        tasks = tasks.filter(Exists(filter_standing(inside, on, wanted.standings)))
    return tasks


@dataclass(frozen=True)
class Unclear:
    """An agency phrase that needs a person (việc chưa rõ cơ quan), with its task and what it already reached."""

    party: TaskParty
    task: Task
    units: int = field(default=0)


def unclear_parties(person: Person | None, *, plan: Plan | None = None, role: str = "") -> list[Unclear]:
    """Phrases that the directory did not understand, leads first; one query."""
    found = TaskParty.objects.filter(visible_to(person, TaskParty), state__in=UNCLEAR, task__state="in_force")
    found = found.filter(**({"task__plan": plan} if plan else {}), **({"role": role} if role else {}))
    found = found.select_related("task__plan").annotate(
        reached=Count("obligations", filter=Q(obligations__state="in_force"))
    )
    ordered = found.order_by("-role", "task__plan", "task__order", "order")
    return [Unclear(party, party.task, party.reached) for party in ordered]


def plans_to_extend(on: date) -> list[Plan]:
    """Plans in force whose span has not ended; their due instances are kept complete."""
    return list(Plan.objects.filter(state=Plan.State.IN_FORCE, ends_on__gt=on).order_by("pk"))


def plans_to_put_in_force(on: date) -> list[Plan]:
    """Approved plans whose day has come."""
    return list(Plan.objects.filter(state=Plan.State.APPROVED, in_force_on__lte=on).order_by("in_force_on", "pk"))


def amendments_to_put_in_force(on: date) -> list[Amendment]:
    """Approved amendments whose day has come, the oldest first."""
    found = Amendment.objects.filter(state=Amendment.State.APPROVED, effective_on__lte=on)
    return list(found.select_related("plan", "document").order_by("effective_on", "decided_at", "pk"))
