"""Tasks leave a plan by virtue of a paper: what is open of them is waived or goes on elsewhere; what is done stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from thuocdo.documents.models import Document
from thuocdo.work.models import Extension, Move, Obligation, Occurrence, Task
from thuocdo.work.services.history import Act

OPEN = ("open", "returned")
BATCH = 2000


@dataclass(frozen=True)
class Trace:
    """One due instance that moved: what became of it, from which date to which."""

    occurrence: int
    task: int
    unit: int
    label: str
    what: str
    was: date | None
    now: date | None = None


@dataclass
class Closer:
    """Ends tasks, obligations and due instances from the day `on`, in bulk; `why` names the paper in every history."""

    act: Act
    on: date
    why: str
    document: Document | None = None
    traces: list[Trace] = field(default_factory=list)

    def revoke(self, tasks: Collection[int]) -> None:
        """Tasks are no longer given (thôi giao): open due instances are waived, what is submitted or accepted stays."""
        self.waive(Occurrence.objects.filter(task__in=tasks))
        self.end_obligations(Q(task__in=tasks))
        self._end_tasks(tasks, Task.State.REVOKED)

    def replace(self, heirs: Mapping[int, Sequence[int]]) -> None:
        """Tasks are replaced by others (by key): open due instances go on there, at the same agency where it has a
        part in the new task."""
        self._carry(heirs)
        self._carry_officers(heirs)
        self.end_obligations(Q(task__in=list(heirs)))
        self._end_tasks(list(heirs), Task.State.REPLACED)

    def waive(self, found: Iterable[Occurrence]) -> None:
        """Open due instances among these are waived by the paper (được miễn), each with its row of history."""
        rows = [row for row in found if row.state in OPEN]
        moves = []
        for row in rows:
            moves.append(self.move(row, "waive_occurrence", row.state, "waived"))
            self.traces.append(Trace(row.pk, row.task_id, row.unit_id, row.label, "waived", row.due_on))
        Occurrence.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="waived", decided_at=self.act.at, decided_by=self.act.person, decided_by_name=self.act.name,
            reason=self.why,
        )  # fmt: skip
        self._close_requests([row.pk for row in rows])
        Move.objects.bulk_create(moves, batch_size=BATCH)

    def end_obligations(self, wanted: Q) -> int:
        """Obligations in force among the wanted ones end on the day, or on the day they began where that is later."""
        found = Obligation.objects.filter(wanted, state=Obligation.State.IN_FORCE)
        return found.update(
            state="ended", ended_on=Greatest(Value(self.on), F("assigned_on")), ended_why=self.why or "-"
        )

    def move(
        self, row: Occurrence, verb: str, before: str, after: str, *, other: int | None = None, reason: str = ""
    ) -> Move:  # fmt: skip
        """A row of history, not saved yet."""
        return Move(
            occurrence=row, verb=verb, from_state=before, to_state=after, at=self.act.at, by=self.act.person,
            by_name=self.act.name, reason=reason or self.why, other_id=other, document=self.document,
        )  # fmt: skip

    def _carry(self, heirs: Mapping[int, Sequence[int]]) -> None:
        rows = list(Occurrence.objects.filter(task__in=heirs, state__in=OPEN).order_by("due_on", "pk"))
        goals = Goals({task for several in heirs.values() for task in several})
        moves: list[Move] = []
        for row in rows:
            reached = [goal for task in heirs[row.task_id] if (goal := goals.take(row, task)) is not None]
            moves += self._moves_on(row, reached)
            now = reached[0].due_on if reached else None
            self.traces.append(Trace(row.pk, row.task_id, row.unit_id, row.label, "carried", row.due_on, now))
        Occurrence.objects.filter(pk__in=[row.pk for row in rows]).update(
            state="handed_over", handed_over_on=self.on, reason=self.why
        )
        Occurrence.objects.bulk_update(goals.taken, ["origin"], batch_size=BATCH)
        self._close_requests([row.pk for row in rows])
        Move.objects.bulk_create(moves, batch_size=BATCH)

    def _moves_on(self, row: Occurrence, reached: Sequence[Occurrence]) -> list[Move]:
        if not reached:
            return [self.move(row, "replace", row.state, "handed_over")]
        moves = []
        for goal in reached:
            moves.append(self.move(row, "replace", row.state, "handed_over", other=goal.pk))
            moves.append(self.move(goal, "continue", "", goal.state, other=row.pk))
            goal.origin = goal.origin or row
        return moves

    def _carry_officers(self, heirs: Mapping[int, Sequence[int]]) -> None:
        """Who is charged with the old part is charged with the new one of the same agency."""
        charged = Obligation.objects.filter(task__in=heirs, state="in_force", officer__isnull=False)
        for task, unit, role, officer in charged.values_list("task", "unit", "role", "officer"):
            new = Obligation.objects.filter(task__in=heirs[task], unit=unit, role=role, officer=None)
            new.update(officer=officer)

    def _end_tasks(self, tasks: Collection[int], state: str) -> None:
        Task.objects.filter(pk__in=tasks).update(state=state, ended_on=self.on)

    def _close_requests(self, rows: Collection[int]) -> None:
        """A request for a later date that still waits has become moot."""
        Extension.objects.filter(occurrence__in=rows, state="asked").update(
            state="refused", decided_at=self.act.at, decided_by=self.act.person, decided_by_name=self.act.name,
            decision_reason=self.why,
        )  # fmt: skip


class Goals:
    """Due instances of new tasks, each taken once by an old one of the same agency: the same period before others."""

    def __init__(self, tasks: Collection[int]) -> None:
        self.free: dict[tuple[int, int], list[Occurrence]] = {}
        self.taken: list[Occurrence] = []
        for row in Occurrence.objects.filter(task__in=tasks, state="open").order_by("due_on", "pk"):
            self.free.setdefault((row.task_id, row.unit_id), []).append(row)

    def take(self, old: Occurrence, task: int) -> Occurrence | None:
        """The due instance of a new task that goes on for an old one; nothing when the agency has none there."""
        rows = self.free.get((task, old.unit_id), [])
        found = next((row for row in rows if row.label == old.label), None) or (rows[0] if rows else None)
        if found is not None:
            rows.remove(found)
            self.taken.append(found)
        return found
