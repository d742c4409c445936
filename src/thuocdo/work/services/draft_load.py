"""Who would have too much in which month if a draft took force (khối lượng việc nếu thực hiện dự thảo)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from thuocdo.work.models import Occurrence, Plan, Task, TaskDeadline, TaskLink
from thuocdo.work.queries.contents import with_content
from thuocdo.work.queries.load import BUSY, HEAVY, Limits, limits_on
from thuocdo.work.queries.standing import current, names_on
from thuocdo.work.services.giving import Giver
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler

Cell = tuple[int, date]


@dataclass(frozen=True)
class Loaded:
    """One agency in one month: what it leads already, what the draft adds; `level` few, busy or heavy."""

    unit: int
    name: str
    month: date
    now: int
    added: int
    level: str

    @property
    def total(self) -> int:
        return self.now + self.added

    @property
    def is_heavy(self) -> bool:
        return self.level == HEAVY


class DraftLoad:
    """The due instances that a draft would give, by agency and month, beside those that are there: reckoned with the
    same schedule and the same reading of agencies as when it takes force; nothing is written. A fixed number of
    queries."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.plan, self.on = plan, on
        self.day = max(plan.as_at, on)
        self.limits: Limits = limits_on(on, "unit")
        self.undated = 0
        self.added: Counter[Cell] = Counter()
        self._reckon()

    def _reckon(self) -> None:
        tasks = list(with_content(Task.objects.filter(plan=self.plan, state=Task.State.IN_FORCE).order_by("order")))
        scheduler = Scheduler(self.plan, self.on)
        giver = Giver(self.plan, Phrases.of_plan(self.plan, self.day, self.on), scheduler)
        for part, deadlines in giver.foreseen(tasks, on=self.day):
            named: Sequence[TaskDeadline | None] = deadlines or [None]
            for deadline in named:
                for shape in scheduler.shape(deadline):
                    if (due := shape.get("due_on")) is None:
                        self.undated += 1
                    else:
                        self.added[part.unit_id, due.replace(day=1)] += 1

    @property
    def total(self) -> int:
        """How many dated due instances the draft would give."""
        return self.added.total()

    def too_much(self) -> list[Loaded]:
        """Agencies in months in which the draft makes them busy or overloaded, the most first."""
        there = self._there() if self.added else {}
        names = names_on({unit for unit, _month in self.added}, self.day)
        rows = [
            Loaded(unit, names.get(unit, ""), month, there.get((unit, month), 0), number,
                   self.limits.level(there.get((unit, month), 0) + number))
            for (unit, month), number in self.added.items()
        ]  # fmt: skip
        kept = [row for row in rows if row.level in (BUSY, HEAVY)]
        return sorted(kept, key=lambda row: (-row.total, row.name, row.month))

    def _there(self) -> Mapping[Cell, int]:
        """What the agencies lead already in these months; what the draft would take over from other plans is left
        out."""
        months = [month for _unit, month in self.added]
        replaced = TaskLink.objects.filter(task__plan=self.plan, kind=TaskLink.Kind.SUCCEEDED).values("origin")
        last = max(months)
        rows = current().exclude(state=Occurrence.State.WAIVED).exclude(task__in=replaced).filter(
            unit__in={unit for unit, _month in self.added}, due_on__gte=min(months),
            due_on__lt=date(last.year + last.month // 12, last.month % 12 + 1, 1),
        )  # fmt: skip
        found = rows.order_by().annotate(month=TruncMonth("due_on")).values_list("unit", "month")
        return {(unit, month): number for unit, month, number in found.annotate(number=Count("pk"))}
