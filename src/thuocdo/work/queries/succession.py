"""Work of units that have ended, and the report of a handing over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.work.models import Handover, HandoverLine, Obligation, Occurrence
from thuocdo.work.queries.standing import names_on
from thuocdo.work.rules.succession import Heir, Holding, Place, Slot, SlotKey, plan_transfer

WORKING = ("open", "returned")
LONGEST_TASK = 200


def obligations_of_ended_units(on: date, units: Collection[int] | None = None) -> QuerySet[Obligation]:
    """Obligations in force, or ended with something sent back since, whose unit does not exist on a day; of some units
    only, when they are given."""
    alive = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=on)
    before = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__endswith__lte=on)
    return _to_hand_over(units).filter(~Exists(alive), Exists(before))


def _to_hand_over(units: Collection[int] | None) -> QuerySet[Obligation]:
    open_ones = Occurrence.objects.filter(obligation=OuterRef("pk"), state__in=WORKING)
    rows = Obligation.objects.filter(Q(state="in_force") | Exists(open_ones))
    return rows if units is None else rows.filter(unit__in=units)


def heirs_of(units: Iterable[int], on: date) -> dict[int, list[Heir]]:
    """Who takes over from each ended unit: its last successions by a day; a function that moved takes no work along."""
    rows = (
        Succession.objects.filter(from_unit__in=set(units), effective_on__lte=on, to_unit__isnull=False)
        .exclude(extent=Succession.Extent.FUNCTION)
        .exclude(to_unit=F("from_unit"))
        .order_by("from_unit", "-effective_on", "pk")
        .values_list("from_unit", "to_unit", "pk", "effective_on")
    )
    heirs: dict[int, list[Heir]] = {}
    for unit, heir, succession, effective_on in rows:
        assert heir is not None
        found = heirs.setdefault(unit, [])
        if not found or (found[0].effective_on == effective_on and heir not in {one.unit for one in found}):
            found.append(Heir(heir, succession, effective_on))
    return heirs


def passed_on(giver: int, taker: int) -> QuerySet[Obligation]:
    """Obligations in force that a unit took over from one ended unit and from no other."""
    others = HandoverLine.objects.filter(target=OuterRef("pk")).exclude(source__unit=giver)
    rows = Obligation.objects.filter(unit=taker, origin__unit=giver, state="in_force")
    return rows.filter(~Exists(others))


def handover_pending(on: date, units: Collection[int] | None = None) -> bool:
    """Whether a handing over on a day would change or report anything new."""
    waiting = list(obligations_of_ended_units(on, units).values_list("pk", "unit"))
    reported = set(HandoverLine.objects.filter(effect="no_successor").values_list("source", flat=True))
    heirs = heirs_of({unit for _, unit in waiting}, on)
    return any(unit in heirs or pk not in reported for pk, unit in waiting)


def holdings_of(sources: Iterable[Obligation], still_open: Iterable[Occurrence]) -> list[Holding]:
    """Obligations with what is open of them, as the rules see them."""
    slots: dict[int, list[Slot]] = {}
    for row in still_open:
        slots.setdefault(row.obligation_id, []).append(Slot(row.pk, slot_key(row)))
    return [Holding(one.pk, one.task_id, one.unit_id, one.role, tuple(slots.get(one.pk, ()))) for one in sources]


def slot_key(row: Occurrence) -> SlotKey:
    """What makes two due instances of one task the same, at whatever unit."""
    return row.deadline_id, row.original_due_on, row.label, row.round


@dataclass
class Held:
    """What the heirs hold already: obligations by place, and their due instances by place and key."""

    obligations: dict[Place, Obligation]
    reached: dict[tuple[Place, SlotKey], int]

    def keys(self) -> dict[Place, frozenset[SlotKey]]:
        """Places with the keys of all their due instances."""
        found: dict[Place, set[SlotKey]] = {place: set() for place in self.obligations}
        for place, key in self.reached:
            found[place].add(key)
        return {place: frozenset(several) for place, several in found.items()}


def held_by(units: Iterable[int], tasks: Iterable[int]) -> Held:
    """What some units hold of some tasks; two queries."""
    rows = Obligation.objects.filter(unit__in=set(units), task__in=set(tasks), state="in_force")
    held = Held({(row.task_id, row.unit_id, row.role): row for row in rows}, {})
    places = {row.pk: place for place, row in held.obligations.items()}
    slots = Occurrence.objects.filter(obligation__in=places).exclude(state="handed_over")
    columns = ("pk", "obligation_id", "deadline_id", "original_due_on", "label", "round")
    for pk, obligation, deadline, due, label, number in slots.values_list(*columns):
        held.reached[places[obligation], (deadline, due, label, number)] = pk
    return held


@dataclass(frozen=True)
class WorkLine:
    """One obligation that passes, or stays, when its unit ends; `taking` is nobody when nobody takes it over."""

    giving: int
    taking: int | None
    effect: str
    role: str
    task: str
    plan: str
    obligation: int
    open: int
    next_due: date | None


def foreseen_lines(heirs: Mapping[int, Sequence[int]], on: date) -> list[WorkLine]:
    """What handing over from some units to their heirs would do, without doing it; five queries.

    `heirs` has every unit that ends; a heir that is yet to be founded has any negative number.
    """
    sources = {one.pk: one for one in _to_hand_over(list(heirs)).select_related("task__plan")}
    still_open = list(Occurrence.objects.filter(obligation__in=sources, state__in=WORKING))
    takers = {unit for several in heirs.values() for unit in several}
    held = held_by(takers, {one.task_id for one in sources.values()})
    chosen = {unit: [Heir(heir, 0, on) for heir in several] for unit, several in heirs.items() if several}
    transfer = plan_transfer(holdings_of(sources.values(), still_open), chosen, held.keys())
    due = first_due(still_open)
    return [
        _work_line(sources[line.source], line.effect, line.heir.unit if line.heir else None, line.occurrences, due)
        for line in transfer.lines
    ]


def first_due(rows: Iterable[Occurrence]) -> dict[int, date]:
    """The earliest due date by obligation."""
    found: dict[int, date] = {}
    for row in rows:
        if row.due_on is not None:
            found[row.obligation_id] = min(row.due_on, found.get(row.obligation_id, row.due_on))
    return found


def handed_lines(handover: Handover) -> list[WorkLine]:
    """What a handing over did, in the same words as it was foreseen; two queries."""
    lines = list(handover.lines.select_related("source__task__plan", "target").order_by("pk"))
    closed = Occurrence.objects.filter(obligation__in={line.source_id for line in lines}, state="handed_over")
    due = first_due(closed.only("obligation_id", "due_on"))
    return [
        _work_line(line.source, line.effect, line.target.unit_id if line.target else None, line.occurrences, due)
        for line in lines
    ]


def _work_line(source: Obligation, effect: str, taking: int | None, count: int, due: Mapping[int, date]) -> WorkLine:
    return WorkLine(
        giving=source.unit_id, taking=taking, effect=effect, role=source.get_role_display(),
        task=shorten(f"{source.task.number}. {source.task.text}", LONGEST_TASK, placeholder=" …"),
        plan=source.task.plan.title, obligation=source.pk, open=count, next_due=due.get(source.pk) if count else None,
    )  # fmt: skip


@dataclass(frozen=True)
class HandoverRow:
    """One line of the report in words, with the act that the succession rests on."""

    line: HandoverLine
    from_name: str
    to_name: str
    task: str
    legal_basis: str

    def to_json(self) -> dict[str, object]:
        """The line for scripts."""
        return {
            "from": self.from_name,
            "to": self.to_name or None,
            "task": self.task,
            "role": self.line.source.role,
            "effect": self.line.effect,
            "effective_on": self.line.effective_on.isoformat(),
            "occurrences": self.line.occurrences,
            "legal_basis": self.legal_basis,
        }


def handover_rows(handover: Handover, *, limit: int | None = None) -> list[HandoverRow]:
    """The list of a handing over; two queries."""
    lines = handover.lines.select_related("source__task", "target", "succession").order_by("pk")[:limit]
    found = list(lines)
    ends = {line.source.unit_id for line in found} | {line.target.unit_id for line in found if line.target}
    names = names_on(ends, handover.up_to)
    return [
        HandoverRow(
            line=line,
            from_name=names.get(line.source.unit_id, ""),
            to_name=names.get(line.target.unit_id, "") if line.target else "",
            task=str(line.source.task),
            legal_basis=line.succession.legal_basis if line.succession else "",
        )
        for line in found
    ]


def handovers() -> QuerySet[Handover]:
    """All handings over, latest first."""
    return Handover.objects.all()
