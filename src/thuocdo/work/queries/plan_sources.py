"""What a draft can be begun from: former plans, shortcomings without a remedy, plans of predecessors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from thuocdo.directory.models import Person, Succession
from thuocdo.documents.models import Document, Item
from thuocdo.documents.permissions import visible_to as papers_visible_to
from thuocdo.work.models import Plan, Task, TaskLink
from thuocdo.work.permissions import visible_to
from thuocdo.work.rules.doubles import doubles

KEPT = (Item.State.ACCEPTED, Item.State.CORRECTED, Item.State.ADDED)
SHOWN = 500
# Neither orders of others nor conclusions of meetings are a model for the next year.
NO_MODELS = (Plan.Kind.DIRECTIVE, Plan.Kind.CONCLUSION)


def plans_to_copy(person: Person | None, unit: int | None = None) -> list[Plan]:
    """Plans that a draft may be copied from: in force or closed, seen by the person, those of the unit first."""
    found = Plan.objects.filter(visible_to(person), state__in=[Plan.State.IN_FORCE, Plan.State.CLOSED])
    rows = list(found.exclude(kind__in=NO_MODELS).annotate(number=Count("tasks")).order_by("-year", "pk")[:SHOWN])
    return sorted(rows, key=lambda plan: plan.issuer_id != unit)


def open_shortcomings(person: Person | None) -> list[Item]:
    """Kept shortcomings of confirmed papers that the person may read and that no task remedies, newest paper first."""
    papers = Document.objects.filter(papers_visible_to(person), state=Document.State.CONFIRMED, withdrawn_at=None)
    found = Item.objects.filter(kind=Item.Kind.SHORTCOMING, state__in=KEPT, document__in=papers.values("pk"))
    alive = TaskLink.objects.filter(_living(), item=OuterRef("pk"))
    rows = found.filter(~Exists(alive)).select_related("document").defer("document__text", "document__reading")
    return list(rows.order_by("-document__issued_on", "document", "order")[:SHOWN])


def remedied(items: Collection[int]) -> set[int]:
    """Of some shortcomings, those that a task remedies already."""
    links = TaskLink.objects.filter(_living(), item__in=items)
    return {item for item in links.values_list("item", flat=True) if item is not None}


def _living() -> Q:
    """Links of tasks that are not revoked, in plans that were not given up."""
    return Q(kind=TaskLink.Kind.REMEDY) & ~Q(task__state=Task.State.REVOKED) & ~Q(task__plan__state="discarded")


def plans_to_take_over(plan: Plan) -> list[Plan]:
    """Plans in force of the units that became the issuer of a draft, of the same year and kind; two queries."""
    gone = Succession.objects.filter(to_unit=plan.issuer, effective_on__lte=plan.as_at)
    gone = gone.exclude(extent=Succession.Extent.FUNCTION).exclude(from_unit=plan.issuer)
    units = list(gone.exclude(kind="level_abolished").values_list("from_unit", flat=True))
    found = Plan.objects.filter(issuer__in=units, year=plan.year, kind=plan.kind, state=Plan.State.IN_FORCE)
    return list(found.exclude(pk=plan.pk).select_related("issuer").order_by("pk"))


@dataclass(frozen=True)
class Group:
    """Tasks of several predecessors that seem to be one (nhiệm vụ trùng); `exact` when their words are equal."""

    tasks: tuple[Task, ...]
    exact: bool


def proposed_merges(plan: Plan) -> tuple[Sequence[Plan], list[Group], list[Task]]:
    """Plans of predecessors, groups of their tasks that say the same, and the tasks that stand alone."""
    plans = plans_to_take_over(plan)
    taken = TaskLink.objects.filter(task__plan=plan, kind=TaskLink.Kind.SUCCEEDED).values("origin")
    found = Task.objects.filter(plan__in=plans, state=Task.State.IN_FORCE).exclude(pk__in=taken)
    tasks = list(found.select_related("plan").order_by("plan", "order"))
    groups = [
        Group(tuple(tasks[place] for place in one.places), one.exact)
        for one in doubles([task.text for task in tasks], [task.plan_id for task in tasks])
    ]
    inside = {task.pk for group in groups for task in group.tasks}
    return plans, groups, [task for task in tasks if task.pk not in inside]
