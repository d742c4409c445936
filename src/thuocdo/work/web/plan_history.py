"""Why the number of tasks changed (vì sao số việc đổi), and the lineage of one task on its page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.documents.queries.register import readable
from thuocdo.work.models import Task
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.lineage import days_of_plan, lineage_of_task
from thuocdo.work.queries.plan_parts import counts_of
from thuocdo.work.web import lists
from thuocdo.work.web.plans import head_of, seen_plan


@login_required
@require_safe
def plan_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Which tasks came and went on which day by which paper, and what stands now."""
    plan = seen_plan(request, pk)
    days, handed = days_of_plan(plan)
    context = {**head_of(plan), "days": days, "handed": handed, "now": counts_of(plan), "today": clock.today()}
    return render(request, "work/plan_changes.html", context)


def of_task(request: HttpRequest, task: Task) -> list[tuple[str, dict[str, Any]]]:
    """The lineage of a task for its page (wiring: `TASK_PANELS`); other tasks and papers as far as they are seen."""
    lineage = lineage_of_task(task)
    if not lineage:
        return []
    person = lists.person_of(request)
    steps = [*lineage.origins, *lineage.heirs, *lineage.changes]
    tasks = {one.task.pk for one in steps if one.task is not None}
    seen = (
        set(Task.objects.filter(visible_to(person, Task), pk__in=tasks).values_list("pk", flat=True))
        if tasks
        else set()
    )
    papers = readable(person, [one.document.pk if one.document else None for one in steps])
    return [("work/parts/lineage.html", {"lineage": lineage, "seen": seen, "papers": papers})]
