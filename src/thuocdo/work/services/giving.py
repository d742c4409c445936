"""The work of tasks is given out: an obligation for each agency they name, and its due instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal

from thuocdo.directory.models import Unit
from thuocdo.work.models import Obligation, Plan, Task, TaskDeadline, TaskParty
from thuocdo.work.rules.plan_content import ROLES
from thuocdo.work.services.laying import Layout
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler

BATCH = 2000


class Giver:
    """Gives out the work of tasks of one plan, in bulk, with a fixed number of queries."""

    def __init__(self, plan: Plan, phrases: Phrases, scheduler: Scheduler) -> None:
        self.plan, self.phrases, self.scheduler = plan, phrases, scheduler
        self.parties: dict[int, list[TaskParty]] = {}
        self.keys: dict[str, int] = {}
        self.only: Set[int] | None = None
        self.held: set[tuple[int, int, str]] = set()

    def give(
        self, tasks: Sequence[Task], *, on: date, since: date | None = None, only: Set[int] | None = None
    ) -> dict[str, int]:
        """Create obligations from the day `on` and their due instances; returns how many of each.

        `since` leaves out dates before it, as for tasks that come into a running plan. `only` are the phrases that are
        new where the others were given out already; who has an obligation in force gets no second one.
        """
        obligations = Obligation.objects.bulk_create(self._all_obligations(tasks, on, only), batch_size=BATCH)
        made = Layout(self.scheduler).write(self._bound(tasks, obligations), since=since)
        return {"obligations": len(obligations), "occurrences": made}

    def foreseen(self, tasks: Sequence[Task], *, on: date) -> list[tuple[Obligation, list[TaskDeadline]]]:
        """Who would lead what with which deadlines if the tasks were given out on a day; nothing is written."""
        return self._bound(tasks, self._all_obligations(tasks, on, None))

    def _all_obligations(self, tasks: Sequence[Task], on: date, only: Set[int] | None) -> list[Obligation]:
        self.only = only
        self._read(tasks)
        return [row for task in tasks for row in self._obligations(task, on)]

    def _bound(
        self, tasks: Sequence[Task], obligations: Iterable[Obligation]
    ) -> list[tuple[Obligation, list[TaskDeadline]]]:
        """Each lead part with the deadlines that bind it."""
        deadlines, of_deadline = self._deadlines(tasks)
        by_units = {
            one.pk: frozenset(unit for unit, _ in self.phrases.understand(one.applies_to).units)
            for several in deadlines.values() for one in several if one.binds == TaskDeadline.Binds.UNITS
        }  # fmt: skip
        naming = {task.pk: self._naming(task) for task in tasks}
        return [
            (obligation, self.scheduler.binding(
                deadlines.get(obligation.task_id, []), of_deadline=of_deadline, by_units=by_units,
                parties=naming[obligation.task_id].get(obligation.unit_id, set()), unit=obligation.unit_id,
            ))
            for obligation in obligations if obligation.role == "lead"
        ]  # fmt: skip

    def _read(self, tasks: Sequence[Task]) -> None:
        self.parties = {}
        for party in TaskParty.objects.filter(task__in=tasks).order_by("task", "order"):
            self.parties.setdefault(party.task_id, []).append(party)
        in_force = Obligation.objects.filter(task__in=tasks, state="in_force")
        self.held = set(in_force.values_list("task", "unit", "role")) if self.only is not None else set()
        chosen = {key for several in self.parties.values() for party in several for key in party.chosen}
        self.keys = {}
        self.learn(chosen)

    def learn(self, keys: Iterable[str]) -> None:
        """Look up units that a person chose by their keys."""
        if wanted := set(keys) - set(self.keys):
            self.keys |= dict(Unit.objects.filter(key__in=wanted).values_list("key", "pk"))

    @staticmethod
    def _deadlines(tasks: Sequence[Task]) -> tuple[Mapping[int, list[TaskDeadline]], Mapping[int, frozenset[int]]]:
        """Deadlines by task, and the phrases that each names."""
        grouped: dict[int, list[TaskDeadline]] = {}
        of_deadline: dict[int, frozenset[int]] = {}
        found = TaskDeadline.objects.filter(task__in=tasks).exclude(binds=TaskDeadline.Binds.NOBODY)
        for one in found.order_by("task", "order").prefetch_related("parties"):
            grouped.setdefault(one.task_id, []).append(one)
            of_deadline[one.pk] = frozenset(party.pk for party in one.parties.all())
        return grouped, of_deadline

    def units_of(self, party: TaskParty) -> Sequence[tuple[int, Decimal]]:
        """Units that a phrase means, with how sure that is: as a person chose, else as the directory understands it."""
        if party.state == TaskParty.State.SET_ASIDE:
            return ()
        if party.chosen:
            return [(self.keys[key], Decimal(1)) for key in party.chosen if key in self.keys]
        return self.phrases.understand(party.phrase).units

    def _obligations(self, task: Task, on: date) -> Iterator[Obligation]:
        leading: set[int] = set()
        for role in ROLES:
            taken: set[int] = set()
            for party in self.parties.get(task.pk, []):
                if party.role == role:
                    if self.only is None or party.pk in self.only:
                        yield from self._named_by(party, taken | leading, on)
                    taken |= {unit for unit, _ in self.units_of(party)}
            leading |= taken

    def _named_by(self, party: TaskParty, taken: set[int], on: date) -> Iterator[Obligation]:
        for unit, confidence in self.units_of(party):
            if unit not in taken and (party.task_id, unit, party.role) not in self.held:
                yield Obligation(
                    plan=self.plan, task_id=party.task_id, unit_id=unit, role=party.role, party=party,
                    named_as=party.phrase, confidence=confidence, assigned_on=on,
                )  # fmt: skip

    def _naming(self, task: Task) -> dict[int, set[int]]:
        """Phrases of a task by each unit that they mean."""
        found: dict[int, set[int]] = {}
        for party in self.parties.get(task.pk, []):
            for unit, _ in self.units_of(party):
                found.setdefault(unit, set()).add(party.pk)
        return found
