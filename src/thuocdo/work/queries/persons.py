"""What one person or one unit has to do: the five most urgent things, and the work of an agency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import below
from thuocdo.directory.rules.roles import BELOW, PROVINCE
from thuocdo.work.models import (
    Extension,
    HandoverLine,
    Obligation,
    Occurrence,
    Plan,
    Task,
    TaskParty,
    TaskTally,
)
from thuocdo.work.permissions import Reach, reach
from thuocdo.work.queries.facts import policy
from thuocdo.work.queries.open_work import charged
from thuocdo.work.queries.sharing import part_states
from thuocdo.work.queries.standing import by_months, counts_by, current, names_on, standing_on, tallies
from thuocdo.work.rules.standing import Counts

SHOWN = 5


@dataclass(frozen=True)
class Urgent:
    """One thing to do today with its one verb, the thing that it is used on, and where that stands; `is_own` when the
    person is charged with it by name."""

    verb: str
    thing: Occurrence | Extension | TaskParty
    task: Task
    unit_name: str
    standing: str
    due_on: date | None
    is_own: bool = False


def my_day(person: Person | None, on: date, *, shown: int = SHOWN, each: int | None = None) -> list[Urgent]:
    """The most urgent things a person can do something about, most urgent first; nine queries at the most.

    Own overdue, returned and due soon come first, then what waits for the person's decision, then phrases to clear
    and regular work to look at; who only oversees sees what is most overdue. `each` is the most of one kind.
    """
    held = reach(person, on)
    soon_until = policy(on).soon_until
    found: list[Urgent] = []
    for source in (_own, _to_judge, _to_extend, _to_clear, _to_check, _to_watch):
        if len(found) < shown:
            found += list(source(held, on, soon_until, min(each or shown, shown - len(found))))
    names = names_on((thing.unit_id for one in found if (thing := _occurrence(one)) is not None), on)
    return [_named(one, names, held.person) for one in found[:shown]]


def _occurrence(one: Urgent) -> Occurrence | None:
    if isinstance(one.thing, Extension):
        return one.thing.occurrence
    return one.thing if isinstance(one.thing, Occurrence) else None


def _named(one: Urgent, names: dict[int, str], person: int) -> Urgent:
    occurrence = _occurrence(one)
    name = names.get(occurrence.unit_id, "") if occurrence is not None else str(one.thing)
    # Only own work is read with its obligation, so that this asks nothing more.
    own = isinstance(one.thing, Occurrence) and one.thing.obligation.officer_id == person
    return Urgent(one.verb, one.thing, one.task, name, one.standing, one.due_on, own)


def _urgent(verb: str, occurrence: Occurrence) -> Urgent:
    standing: str = occurrence.standing  # type: ignore[attr-defined]
    return Urgent(verb, occurrence, occurrence.task, "", standing, occurrence.due_on)


def _rows(found: QuerySet[Occurrence], on: date, soon_until: date) -> QuerySet[Occurrence]:
    return found.annotate(standing=standing_on(on, soon_until)).select_related("task", "plan", "obligation")


def _of_mine(held: Reach, on: date) -> QuerySet[Occurrence]:
    """Due instances of the own units, without those that a colleague is charged with; a head sees these too. What is
    left of a plan that was closed presses nobody."""
    found = current().filter(unit__in=held.own_units, plan__state=Plan.State.IN_FORCE)
    if held.has("accept_occurrence", BELOW):
        return found
    return found.filter(charged(held.person, on) | Q(obligation__officer=None))


def _due(soon_until: date) -> Q:
    return (Q(state="returned") | Q(due_on__lte=soon_until)) & Q(state__in=["open", "returned"])


def _to_look_at(soon_until: date) -> Q:
    return Q(state="open", due_on=None, next_check_on__lte=soon_until)


def own_waiting(held: Reach, on: date) -> QuerySet[Occurrence]:
    """Own due instances that are overdue, returned or due soon, and those without a date that are to be looked at."""
    if not held.own_units:
        return Occurrence.objects.none()
    soon_until = policy(on).soon_until
    return _of_mine(held, on).filter(_due(soon_until) | _to_look_at(soon_until))


def _own(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    if not held.own_units:
        return
    found = _of_mine(held, on).filter(_due(soon_until))
    for one in _rows(found, on, soon_until).order_by(F("due_on").asc(nulls_first=True), "pk")[:room]:
        yield _urgent("submit_occurrence", one)


def _open_to(held: Reach, verb: str, unit: str, province: str) -> Q | None:
    """Filter of what the person may use a verb on: the whole province, own fields, units below, own plans; None when
    nothing."""
    if not held.has(verb):
        return None
    wide = held.provinces(verb, PROVINCE)
    own = {post.unit for post in held.has(verb, BELOW) if post.province not in wide}
    issuer = province.replace("province_key", "issuer")
    own_plans = Q(**{f"{unit}__in": own, f"{issuer}__in": own})
    reached = Q(**{f"{province}__in": wide}) | Q(**{f"{unit}__in": below(own, held.on) - own}) | own_plans
    by_field = held.in_fields(verb, province.replace("plan__province_key", "task__"), province)
    return reached | by_field if by_field is not None else reached


def awaiting_judgement(held: Reach) -> QuerySet[Occurrence]:
    """Submitted results that the person may accept or return (chờ duyệt), never the own submissions."""
    reached = _open_to(held, "accept_occurrence", "unit", "plan__province_key")
    if reached is None:
        return Occurrence.objects.none()
    return current().filter(reached, state="submitted").exclude(submitted_by=held.person)


def _to_judge(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    if not held.has("accept_occurrence"):
        return
    found = awaiting_judgement(held)
    for one in _rows(found, on, soon_until).order_by("submitted_at", "pk")[:room]:
        yield _urgent("accept_occurrence", one)


def awaiting_decision(held: Reach) -> QuerySet[Extension]:
    """Requests for a later date that the person may decide (chờ quyết định gia hạn), never the own ones."""
    reached = _open_to(held, "decide_extension", "occurrence__unit", "occurrence__plan__province_key")
    if reached is None:
        return Extension.objects.none()
    alive = {"occurrence__state__in": ("open", "returned", "submitted")}
    return Extension.objects.filter(reached, state="asked", **alive).exclude(asked_by=held.person)


def _to_extend(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    if not held.has("decide_extension"):
        return
    for one in awaiting_decision(held).select_related("occurrence__task__plan").order_by("old_due_on", "pk")[:room]:
        yield Urgent("decide_extension", one, one.occurrence.task, "", "submitted", one.old_due_on)


def _to_clear(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    provinces = held.provinces("choose_units", PROVINCE)
    if not provinces:
        return
    found = TaskParty.objects.filter(
        state__in=["unknown", "needs_person"], role="lead", task__plan__province_key__in=provinces
    )
    for party in found.select_related("task__plan").order_by("task__plan", "task__order", "order")[:room]:
        yield Urgent("choose_units", party, party.task, "", "unknown", None)


def _to_check(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    if not held.own_units:
        return
    found = _of_mine(held, on).filter(_to_look_at(soon_until))
    for one in _rows(found, on, soon_until).order_by("next_check_on", "pk")[:room]:
        yield _urgent("note_progress", one)


def _to_watch(held: Reach, on: date, soon_until: date, room: int) -> Iterator[Urgent]:
    provinces = held.provinces("view", PROVINCE)
    if not provinces:
        return
    found = current().filter(
        plan__province_key__in=provinces, plan__state=Plan.State.IN_FORCE, state__in=["open", "returned"],
        due_on__lt=on,
    )  # fmt: skip
    for one in _rows(found, on, soon_until).order_by("due_on", "pk")[:room]:
        yield _urgent("see", one)


@dataclass(frozen=True)
class UnitWork:
    """The work of one agency: obligations with counts and next date, leads and coordinating, in force and past."""

    unit: Unit
    counts: Counts
    leading: list[Obligation]
    coordinating: list[Obligation]
    past: list[Obligation]
    received: list[HandoverLine]
    given: list[HandoverLine]


def unit_work(unit: Unit, on: date) -> UnitWork:
    """What an agency owes, with `counts` on each obligation, and what it received or gave away when units merged.

    Eleven queries whatever the number of obligations. A coordinating obligation has the counts of its task's leads, and
    in `part` where it stands itself (`rules.sharing.PARTS`).
    """
    found = list(
        Obligation.objects.filter(unit=unit)
        .select_related("task", "plan", "origin")
        .order_by("plan", "task__order", "role")
    )
    own = counts_by(current().filter(unit=unit), "obligation", on)
    followed = [row.task_id for row in found if row.role == "coordinating" and row.state == "in_force"]
    of_leads = counts_by(tallies(TaskTally).filter(task__in=followed), "task", on)
    for row in found:
        row.counts = (own.get(row.pk) if row.role == "lead" else of_leads.get(row.task_id)) or Counts()
    parts = part_states([row.pk for row in found if row.role == "coordinating" and row.state == "in_force"], on)
    for row in found:
        row.part = parts.get(row.pk, "")
    lines = HandoverLine.objects.select_related("source__task", "target", "succession").order_by("pk")
    return UnitWork(
        unit=unit,
        counts=counts_by(by_months(on, Q(unit=unit)), "unit", on).get(unit.pk, Counts()),
        leading=[row for row in found if row.role == "lead" and row.state == "in_force"],
        coordinating=[row for row in found if row.role == "coordinating" and row.state == "in_force"],
        past=[row for row in found if row.state == "ended"],
        received=_with_names(list(lines.filter(target__unit=unit)), on),
        given=_with_names(list(lines.filter(source__unit=unit)), on),
    )


def _with_names(lines: list[HandoverLine], on: date) -> list[HandoverLine]:
    """Lines with `from_name` and `to_name`, so that a page can say who handed over to whom."""
    ends = {line.source.unit_id for line in lines} | {line.target.unit_id for line in lines if line.target}
    names = names_on(ends, on)
    for line in lines:
        line.from_name = names.get(line.source.unit_id, "")
        line.to_name = names.get(line.target.unit_id, "") if line.target else ""
    return lines


def units_with_work(plan: Plan) -> QuerySet[Unit]:
    """Agencies that have an obligation in a plan, for a filter."""
    return Unit.objects.filter(Exists(Obligation.objects.filter(plan=plan, unit=OuterRef("pk"))))
