"""Activities that a person may see, of a task, of a unit; those that may be the same; kinds; imports."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thuocdo.activities.models import Activity, ActivityImport, ActivityKind
from thuocdo.activities.permissions import visible_to
from thuocdo.activities.rules.content import ActivityContent, link_key, title_key
from thuocdo.directory.models import Person, Unit
from thuocdo.work.models import Obligation, Task

SHOWN, MOST_TASKS = 50, 300


def kinds() -> list[ActivityKind]:
    """The kinds of today in their order; one query."""
    return list(ActivityKind.objects.filter(retired=False))


def activities(person: Person | None) -> QuerySet[Activity]:
    """Activities that the person may see, withdrawn ones too, with unit, kind and task."""
    return Activity.objects.filter(visible_to(person)).select_related("unit", "kind", "task")


def visible_activity(person: Person | None, pk: int) -> Activity | None:
    """The activity when the person may see it."""
    return activities(person).filter(pk=pk).first()


def imports(person: Person | None) -> QuerySet[ActivityImport]:
    """Lists handed in for units that the person sees."""
    return ActivityImport.objects.filter(visible_to(person)).select_related("unit", "file")


def years(person: Person | None) -> list[int]:
    """Years in which the person sees activities, the latest first."""
    return [day.year for day in activities(person).dates("starts_on", "year", order="DESC")]


def of_task(person: Person | None, task: Task) -> list[Activity]:
    """The newest activities for a task that the person may see; one query."""
    return list(activities(person).filter(task=task, withdrawn_at=None)[:SHOWN])


def of_unit(person: Person | None, unit: Unit) -> QuerySet[Activity]:
    """Activities of a unit that the person may see and that hold."""
    return activities(person).filter(unit=unit, withdrawn_at=None)


def twins(unit: Unit, kind: ActivityKind, content: ActivityContent, *, besides: int = 0) -> list[Activity]:
    """Activities that may be the same one: the same link in the province, or the same kind, title and day at the same
    unit; one query."""
    same = Q(unit=unit, kind=kind, starts_on=content.starts_on)
    wanted = same
    if key := link_key(content.link):
        wanted |= Q(link_key=key, unit__province_key=unit.province_key)
    found = Activity.objects.filter(wanted, withdrawn_at=None).exclude(pk=besides).select_related("unit", "kind")
    title = title_key(content.title)
    return [row for row in found[:SHOWN] if (key and row.link_key == key) or _same(row, unit, kind, content, title)]


def _same(row: Activity, unit: Unit, kind: ActivityKind, content: ActivityContent, title: str) -> bool:
    return (row.unit_id, row.kind_id, row.starts_on, title_key(row.title)) == (
        unit.pk, kind.pk, content.starts_on, title,
    )  # fmt: skip


def tasks_of(units: list[Unit], on: date) -> list[Task]:
    """Tasks of the year in which the units have a part; one query."""
    parts = Obligation.objects.filter(unit__in=units, state=Obligation.State.IN_FORCE).values("task")
    found = Task.objects.filter(pk__in=parts, plan__year=on.year, plan__state="in_force")
    return list(found.select_related("plan").order_by("plan", "order")[:MOST_TASKS])
