"""Numbers of activities that plans ask for and that nobody has asked the agencies for yet (đề xuất giao số lượng)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from thuocdo.activities.models import Asked
from thuocdo.activities.queries.lists import kinds as kinds_of_today
from thuocdo.activities.rules.proposing import Countable, Proposal, countable, pattern_of, proposals
from thuocdo.work.models import Obligation, Plan, Target, Task

LOOKED_AT = 200
RUNNING = (Plan.State.APPROVED, Plan.State.IN_FORCE)


@dataclass(frozen=True)
class Proposed:
    """One number that a sentence of a plan asks for; `task` and the key of its only lead where there is one."""

    plan: Plan
    proposal: Proposal
    kind: Countable
    task: Task | None = None
    unit: str = ""

    @property
    def last_on(self) -> date:
        """The last day of the plan."""
        return self.plan.ends_on - timedelta(days=1)

    @property
    def basis(self) -> str:
        """Where it is written: the paper and the place in it."""
        place = f", nhiệm vụ {self.task.number}" if self.task is not None else ", chỉ tiêu"
        return f"{self.plan.number_symbol or self.plan.title}{place}"


def proposed(provinces: Collection[str], on: date) -> list[Proposed]:
    """What tasks and targets of plans in force on a day ask for in these provinces, less what was asked for already.

    The same kind and number in the time of the plan counts as asked for. Five queries.
    """
    some = countable({"code": kind.code, "name": kind.name, "measures": kind.measures} for kind in kinds_of_today())
    if not provinces or not some:
        return []
    words = Q(text__iregex=pattern_of(some))
    running = {"plan__province_key__in": provinces, "plan__state__in": RUNNING, "plan__ends_on__gt": on}
    tasks = list(Task.objects.filter(words, state=Task.State.IN_FORCE, **running).select_related("plan")[:LOOKED_AT])
    targets = list(Target.objects.filter(words, **running).select_related("plan")[:LOOKED_AT])
    leads = _leads(tasks)
    by_code = {kind.code: kind for kind in some}
    found = [
        Proposed(task.plan, one, by_code[one.kind], task, leads.get(task.pk, ""))
        for task in tasks
        for one in proposals(task.text, some)
    ]
    found += [Proposed(row.plan, one, by_code[one.kind]) for row in targets for one in proposals(row.text, some)]
    return _open(found, provinces)


def _leads(tasks: Iterable[Task]) -> dict[int, str]:
    """The lead of each task that has exactly one."""
    found: dict[int, list[str]] = {}
    rows = Obligation.objects.filter(task__in=tasks, role="lead", state=Obligation.State.IN_FORCE)
    for task, unit in rows.order_by().values_list("task", "unit__key"):
        found.setdefault(task, []).append(unit)
    return {task: units[0] for task, units in found.items() if len(units) == 1}


def _open(found: list[Proposed], provinces: Collection[str]) -> list[Proposed]:
    asked = list(
        Asked.objects.filter(province_key__in=provinces, withdrawn_at=None).values_list(
            "kind", "number", "starts_on", "ends_on", "task"
        )
    )
    return [one for one in found if not any(_same(one, *row) for row in asked)]


def _same(one: Proposed, kind: str, number: int, start: date, end: date, task: int | None) -> bool:
    if kind != one.kind.code:
        return False
    if one.task is not None and task == one.task.pk:
        return True
    return number == one.proposal.number and start < one.plan.ends_on and end > one.plan.starts_on
