"""One task, one obligation, one occurrence with everything that a page about it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Min, QuerySet

from thuocdo.directory.models import Person
from thuocdo.work.models import (
    Evidence,
    Extension,
    HandoverLine,
    Move,
    Note,
    Obligation,
    Occurrence,
    Task,
    TaskDeadline,
    TaskParty,
)
from thuocdo.work.permissions import abilities, reach, visible_to
from thuocdo.work.queries.inherited import Former, formers, proof_taken_over, sources_of
from thuocdo.work.queries.standing import counts_by, current, names_on, with_standing
from thuocdo.work.rules.standing import Counts, add_counts


@dataclass(frozen=True)
class Holder:
    """An agency's part in a task: obligation, name, counts, and the nearest date still waiting."""

    obligation: Obligation
    unit_name: str
    counts: Counts
    next_due_on: date | None


@dataclass(frozen=True)
class TaskDetail:
    """A task with its phrases, deadlines, agencies and dates; `dates` are the distinct dates of its occurrences."""

    task: Task
    parties: list[TaskParty]
    deadlines: list[TaskDeadline]
    leading: list[Holder]
    coordinating: list[Holder]
    past: list[Holder]
    counts: Counts
    verbs: frozenset[str]


def task_detail(task: Task, on: date, person: Person | None = None) -> TaskDetail:
    """Everything about a task in ten queries, however many agencies it has."""
    obligations = list(task.obligations.select_related("party", "origin"))
    names = names_on((one.unit_id for one in obligations), on)
    counts = counts_by(current().filter(task=task), "obligation", on)
    waiting = current().filter(task=task, state__in=["open", "returned"], due_on__isnull=False)
    next_due = dict(waiting.order_by().values_list("obligation").annotate(first=Min("due_on")))
    holders = [
        Holder(one, names.get(one.unit_id, ""), counts.get(one.pk, Counts()), next_due.get(one.pk))
        for one in obligations
    ]
    holders.sort(key=lambda holder: (-holder.counts["overdue"], holder.unit_name))
    in_force = [holder for holder in holders if holder.obligation.state == "in_force"]
    return TaskDetail(
        task=task,
        parties=list(task.parties.all()),
        deadlines=list(task.deadlines.prefetch_related("parties")),
        leading=[holder for holder in in_force if holder.obligation.role == "lead"],
        coordinating=[holder for holder in in_force if holder.obligation.role == "coordinating"],
        past=[holder for holder in holders if holder.obligation.state == "ended"],
        counts=add_counts(list(counts.values())),
        verbs=abilities(person, task),
    )


@dataclass(frozen=True)
class ObligationDetail:
    """An agency's part with its occurrences (or those of the leads it helps), where it came from and went to."""

    obligation: Obligation
    unit_name: str
    occurrences: list[Occurrence]
    counts: Counts
    handed_from: list[HandoverLine]
    handed_to: list[HandoverLine]
    names: dict[int, str]
    verbs: frozenset[str]


def obligation_detail(obligation: Obligation, on: date, person: Person | None = None) -> ObligationDetail:
    """Everything about an agency's part; a coordinating one shows the dates of its task's leads, which it follows."""
    found = _occurrences_of(obligation)
    rows = list(with_standing(found, on).select_related("deadline").order_by("due_on", "pk"))
    lines = HandoverLine.objects.select_related("source", "target", "succession", "handover")
    handed_from, handed_to = list(lines.filter(target=obligation)), list(lines.filter(source=obligation))
    units = {obligation.unit_id, *(row.unit_id for row in rows), *(line.source.unit_id for line in handed_from)}
    names = names_on(units | {line.target.unit_id for line in handed_to if line.target}, on)
    return ObligationDetail(
        obligation=obligation,
        unit_name=names.get(obligation.unit_id, ""),
        occurrences=rows,
        counts=add_counts(list(counts_by(current(found), "task", on).values())),
        handed_from=handed_from,
        handed_to=handed_to,
        names=names,
        verbs=abilities(person, obligation),
    )


def _occurrences_of(obligation: Obligation) -> QuerySet[Occurrence]:
    if obligation.role == "lead":
        return Occurrence.objects.filter(obligation=obligation)
    first = (
        current()
        .filter(task=obligation.task_id, due_on__isnull=False)
        .values("deadline", "due_on")
        .annotate(one=Max("pk"))
    )
    return Occurrence.objects.filter(pk__in=first.values("one"))


@dataclass(frozen=True)
class OccurrenceDetail:
    """One due instance with its standing and history; notes and evidence only for who may see them.

    `evidence` holds what came from former agencies too; `formers` says by due instance from which.
    """

    occurrence: Occurrence
    standing: str
    unit_name: str
    sees_proof: bool
    notes: list[Note]
    evidence: list[Evidence]
    extensions: list[Extension]
    moves: list[Move]
    origins: list[Occurrence]
    heirs: list[Occurrence]
    verbs: frozenset[str]
    formers: Mapping[int, Former] = field(default_factory=dict)


def occurrence_detail(occurrence: Occurrence, on: date, person: Person | None = None) -> OccurrenceDetail:
    """Everything about one due instance; what the person may not see is left out, not masked."""
    row = with_standing(Occurrence.objects.filter(pk=occurrence.pk), on).select_related("plan", "task").get()
    verbs = abilities(person, row, held=reach(person))
    sees = "see_proof" in verbs
    earlier = Occurrence.objects.filter(moves__other=row, moves__verb="hand_over").select_related("obligation")
    heirs = Occurrence.objects.filter(moves_from_here__occurrence=row, moves_from_here__verb="hand_over")
    sources = sources_of([row.pk]).get(row.pk, set()) if sees else set()
    taken_over = proof_taken_over(sources, person)
    return OccurrenceDetail(
        occurrence=row,
        standing=str(getattr(row, "standing", "")),
        unit_name=names_on([row.unit_id], on).get(row.unit_id, ""),
        sees_proof=sees,
        notes=list(row.notes.all()) if sees else [],
        evidence=[*(row.evidence.select_related("file", "document") if sees else ()), *taken_over],
        formers=formers(sources),
        extensions=list(row.extensions.select_related("document")) if sees else [],
        moves=list(row.moves.select_related("other", "document")) if sees else [],
        origins=list(earlier.distinct()),
        heirs=list(heirs.distinct()),
        verbs=verbs,
    )


def visible_task(person: Person | None, pk: int) -> Task | None:
    """A task by number if the person may see it."""
    return Task.objects.filter(visible_to(person, Task), pk=pk).select_related("plan__issuer", "document").first()


def visible_obligation(person: Person | None, pk: int) -> Obligation | None:
    """An obligation by number if the person may see it."""
    found = Obligation.objects.filter(visible_to(person, Obligation), pk=pk)
    return found.select_related("task", "plan", "unit", "origin", "party").first()


def visible_occurrence(person: Person | None, pk: int) -> Occurrence | None:
    """An occurrence by number if the person may see it."""
    found = Occurrence.objects.filter(visible_to(person, Occurrence), pk=pk)
    return found.select_related("task", "plan", "obligation", "unit").first()
