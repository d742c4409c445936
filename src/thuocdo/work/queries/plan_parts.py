"""Parts of a plan as its writers ask for them: how many count, how often each was saved, where a new one stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max

from thuocdo.work.models import Objective, Obligation, Occurrence, Plan, PlanEdit, PlanText, Target, Task

Row = Objective | Target | PlanText | Task
ROWS: dict[str, Any] = {"objective": Objective, "target": Target, "text": PlanText, "task": Task}


def counts_of(plan: Plan) -> dict[str, int]:
    """Tasks, obligations and due instances of a plan that count, the latter by state."""
    found = Occurrence.objects.filter(plan=plan).exclude(state=Occurrence.State.HANDED_OVER)
    by_state = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    return {
        "tasks": Task.objects.filter(plan=plan, state=Task.State.IN_FORCE).count(),
        "obligations": Obligation.objects.filter(plan=plan, state="in_force").count(),
        "occurrences": sum(by_state.values()),
        **{state: by_state.get(state, 0) for state in ("open", "returned", "submitted", "accepted", "waived")},
    }


def saved_times(plan: Plan, part: str) -> int:
    """How often a part was saved."""
    last = PlanEdit.objects.filter(plan=plan, part=part, stood=True).aggregate(last=Max("number"))["last"]
    return int(last or 0)


def last_saving(plan: Plan, part: str) -> PlanEdit | None:
    """The saving of a part that stands, if it was ever saved by hand."""
    return PlanEdit.objects.filter(plan=plan, part=part, stood=True).order_by("-number").first() if part else None


def next_order(plan: Plan, kind: str, text_kind: str = "") -> int:
    """The place behind all rows of a kind; of texts, behind those of one kind of text."""
    found = ROWS[kind].objects.filter(plan=plan, **({"kind": text_kind} if text_kind else {}))
    return int(found.aggregate(last=Max("order"))["last"] or 0) + 1


def like(plan: Plan, kind: str, row: Row) -> list[Row]:
    """Rows among which a row has its place: legal bases among legal bases, tasks among all tasks."""
    found = ROWS[kind].objects.filter(plan=plan, **({"kind": row.kind} if isinstance(row, PlanText) else {}))
    return list(found.order_by("order", "pk"))
