"""Daily upkeep: due instances of plans that run on, and rounds of regular work."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.work import permissions
from thuocdo.work.models import Obligation, Occurrence, Plan, TaskDeadline
from thuocdo.work.services.scheduling import Scheduler

KEY = ("obligation_id", "deadline_id", "label", "round")


@decision("work.extend_occurrences", about="plan", ask=permissions.rights)
def extend_occurrences(*, plan: Plan, by: Actor | None, at: datetime) -> Plan:
    """Create the due instances that a plan in force lacks, for deadlines its obligations already have; never twice.

    Needed when a plan's span is drawn out or a calendar year is announced; the number goes into the audit. An instance
    is known by its deadline and period: a calendar or a policy that moves its date does not make it a second time.
    """
    scheduler = Scheduler(plan, at.date())
    leads = list(Obligation.objects.filter(plan=plan, role="lead", state="in_force"))
    there: dict[int, set[tuple[object, ...]]] = {}
    bound: dict[int, set[int]] = {}
    for key in Occurrence.objects.filter(obligation__in=leads).values_list(*KEY):
        there.setdefault(key[0], set()).add(key[1:])
        if key[1] is not None:
            bound.setdefault(key[0], set()).add(key[1])
    found = TaskDeadline.objects.filter(task__plan=plan).exclude(binds=TaskDeadline.Binds.NOBODY)
    deadlines = {one.pk: one for one in found}
    rows = [
        row
        for lead in leads
        for row in scheduler.occurrences(
            lead, [deadlines[pk] for pk in sorted(bound.get(lead.pk, ())) if pk in deadlines]
        )
        if row.due_on is not None and _is_new(row, there.get(lead.pk, set()), lead)
    ]
    Occurrence.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    audit.changed(after={"occurrences": len(rows)})
    return plan


def _is_new(row: Occurrence, there: set[tuple[object, ...]], lead: Obligation) -> bool:
    """Whether the unit lacks it: what fell due before the obligation began stayed with its origin or was never owed,
    and a deadline that does not recur is met by one instance, whatever an amendment made of its date."""
    if row.due_on is not None and row.due_on < lead.assigned_on:
        return False
    if row.deadline is not None and row.deadline.rule.get("kind") != "recurring":
        return all(deadline != row.deadline_id for deadline, *_rest in there)
    return (row.deadline_id, row.label, row.round) not in there
