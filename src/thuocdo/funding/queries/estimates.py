"""Estimates that a person may see, of a task, of a unit; bodies that consolidate; tasks to ask money for."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from thuocdo.directory.models import Person, Position, Unit
from thuocdo.directory.permissions import role_table
from thuocdo.directory.queries import names_on
from thuocdo.documents.models import Document
from thuocdo.funding.models import Estimate
from thuocdo.funding.permissions import tasks_to_fund, visible_to
from thuocdo.work.models import Obligation, Task

DECIDES = "funding.decide_estimate"
MOST_TASKS = 300


def estimates(person: Person | None) -> QuerySet[Estimate]:
    """Estimates that the person may see, with unit, task and plan."""
    return Estimate.objects.filter(visible_to(person)).select_related("unit", "task__plan", "body")


def visible_estimate(person: Person | None, pk: int) -> Estimate | None:
    """The estimate when the person may see it."""
    return estimates(person).select_related("document").filter(pk=pk).first()


def years(person: Person | None) -> list[int]:
    """Years of the estimates that the person sees, the latest first."""
    return list(Estimate.objects.filter(visible_to(person)).order_by("-year").values_list("year", flat=True).distinct())


def of_task(person: Person | None, task: Task) -> list[Estimate]:
    """Estimates for a task that the person may see, without those that were withdrawn; one query."""
    found = estimates(person).filter(task=task).exclude(state=Estimate.State.WITHDRAWN)
    return list(found.order_by("-year", "-pk"))


def of_unit(person: Person | None, unit: Unit, year: int) -> list[Estimate]:
    """Estimates of a unit for a year that the person may see, without those that were withdrawn; one query."""
    found = estimates(person).filter(unit=unit, year=year).exclude(state=Estimate.State.WITHDRAWN)
    return list(found.order_by("-pk"))


def bodies(province: str, on: date) -> list[tuple[Unit, str]]:
    """Agencies of a province that consolidate estimates (Sở Tài chính; for investment the one that plans it): those
    where somebody holds a post on that day whose role decides."""
    roles = [code for code, role in role_table().items() if DECIDES in role.anywhere]
    held = Position.objects.filter(role__in=roles, valid__contains=on, unit__province_key=province)
    units = list(Unit.objects.filter(pk__in=held.values("unit")).order_by("pk"))
    names = names_on([unit.pk for unit in units], on)
    return [(unit, names.get(unit.pk, unit.key)) for unit in units]


def tasks_of(unit: Unit, year: int) -> list[Task]:
    """Tasks in which a unit has a part in a year, and of which money may be asked; one query."""
    parts = Obligation.objects.filter(unit=unit, state=Obligation.State.IN_FORCE).values("task")
    found = Task.objects.filter(tasks_to_fund(unit.province_key), pk__in=parts, plan__year=year)
    return list(found.select_related("plan").order_by("plan", "order")[:MOST_TASKS])


def paper_called(symbol: str, on: date | None) -> Document | None:
    """The one paper of this number and day that the program holds; nothing when there is none or more than one."""
    found = list(Document.objects.filter(number_symbol=symbol, issued_on=on, withdrawn_at=None)[:2]) if symbol else []
    return found[0] if len(found) == 1 else None
