"""What was asked for out of turn of a task's agencies, how much of it came, and deadlines that run from an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.directory.models import Unit
from thuocdo.work.models import Call, Obligation, Occurrence, Role, Task, TaskDeadline
from thuocdo.work.queries.standing import current, names_on

DONE = ("submitted", "accepted", "waived")


@dataclass(frozen=True)
class CallRow:
    """One call with how many agencies were asked, how many have answered, and who is late on the day."""

    call: Call
    total: int
    done: int
    late: tuple[str, ...]

    @property
    def last(self) -> date | None:
        """The last day of the figures."""
        end = self.call.window_end
        return date.fromordinal(end.toordinal() - 1) if end else None


def calls_of(task: Task, on: date) -> list[CallRow]:
    """Calls of a task, the newest first; three queries."""
    calls = list(Call.objects.filter(task=task).select_related("document"))
    if not calls:
        return []
    found = current(Occurrence.objects.filter(call__in=calls)).order_by("pk")
    rows = list(found.values_list("call", "unit", "state", "due_on"))
    names = names_on({unit for _, unit, _, _ in rows}, on)
    drawn = []
    for call in calls:
        own = [(unit, state, due_on) for key, unit, state, due_on in rows if key == call.pk]
        late = [names.get(unit, "") for unit, state, due in own if state not in DONE and due is not None and due < on]
        done = sum(state in DONE for _, state, _ in own)
        drawn.append(CallRow(call, len(own), done, tuple(sorted(late))))
    return drawn


def leads_of(task: Task, on: date) -> dict[str, str]:
    """Keys and names of the agencies that lead a task now, by name; two queries."""
    leads = Obligation.objects.filter(task=task, role=Role.LEAD, state=Obligation.State.IN_FORCE)
    units = dict(Unit.objects.filter(pk__in=leads.values("unit")).values_list("pk", "key"))
    names = names_on(units, on)
    return {units[pk]: names.get(pk, units[pk]) for pk in sorted(units, key=lambda one: names.get(one, ""))}


def by_event(task: Task) -> list[TaskDeadline]:
    """Deadlines of a task that run from an event; one query."""
    return list(TaskDeadline.objects.filter(task=task, rule__kind="relative"))
