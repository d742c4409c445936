"""Open work of one person: obligations that the person is charged with, and the people who may be charged."""

from __future__ import annotations

from datetime import date
from textwrap import shorten

from django.db.models import Exists, Min, OuterRef, Q

from thuocdo.directory.models import Absence, Person, Position
from thuocdo.directory.queries.open_work import OpenWork
from thuocdo.work.models import Obligation, Occurrence, Plan, Step

LONGEST = 300


def open_work_of(person: Person, on: date) -> list[OpenWork]:
    """Obligations in force that name the person, with the nearest date still waiting; what is all done is left out."""
    waiting = Occurrence.objects.filter(obligation=OuterRef("pk"), state__in=["open", "returned", "submitted"])
    found = Obligation.objects.filter(
        Exists(waiting) | Q(role="coordinating"), officer=person, state=Obligation.State.IN_FORCE,
        plan__state=Plan.State.IN_FORCE,
    )  # fmt: skip
    open_dates = Q(occurrences__state__in=["open", "returned"])
    rows = found.annotate(next_due_on=Min("occurrences__due_on", filter=open_dates)).select_related("task")
    return [
        OpenWork(
            kind="work.obligation", key=str(row.pk), unit=row.unit_id, link=f"/nghia-vu/{row.pk}/",
            words=shorten(f"{row.task.number}. {row.task.text}", LONGEST, placeholder="…"),
            due_on=row.next_due_on, note=row.get_role_display(),
        )
        for row in rows.order_by("plan", "task__order")
    ]  # fmt: skip


def open_steps_of(person: Person, on: date) -> list[OpenWork]:
    """Steps that the person was given and that are not done, of parts in force."""
    found = Step.objects.filter(
        person=person, state=Step.State.OPEN, obligation__state=Obligation.State.IN_FORCE
    ).select_related("obligation__task")
    return [
        OpenWork(
            kind="work.step", key=str(row.pk), unit=row.obligation.unit_id, link=f"/buoc/{row.pk}/",
            words=shorten(row.text, LONGEST, placeholder="…"), due_on=row.due_on,
            note=f"bước của nhiệm vụ {row.obligation.task.number}",
        )
        for row in found.order_by("due_on", "pk")
    ]  # fmt: skip


def colleagues(obligation: Obligation, on: date) -> list[Person]:
    """People with a position in the unit of an obligation on a day, by name."""
    held = Position.objects.filter(unit=obligation.unit_id, valid__contains=on)
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("full_name", "pk"))


def charged(person: int, on: date) -> Q:
    """Filter of occurrences that a person is charged with: named as officer, or standing in for who is."""
    away = Absence.objects.filter(deputy=person, valid__contains=on, cancelled_at=None)
    return Q(obligation__officer=person) | Q(obligation__officer__in=away.values("person"))
