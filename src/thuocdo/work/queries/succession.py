"""Work of units that have ended, and the report of a handing over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thuocdo.directory.models import Succession, UnitVersion
from thuocdo.work.models import Handover, HandoverLine, Obligation, Occurrence
from thuocdo.work.queries.standing import names_on
from thuocdo.work.rules.succession import Heir

WORKING = ("open", "returned")


def obligations_of_ended_units(on: date) -> QuerySet[Obligation]:
    """Obligations in force, or ended with something sent back since, whose unit does not exist on a day."""
    alive = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__contains=on)
    before = UnitVersion.objects.filter(unit=OuterRef("unit"), valid__endswith__lte=on)
    open_ones = Occurrence.objects.filter(obligation=OuterRef("pk"), state__in=WORKING)
    return Obligation.objects.filter(~Exists(alive), Exists(before)).filter(Q(state="in_force") | Exists(open_ones))


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


def handover_pending(on: date) -> bool:
    """Whether a handing over on a day would change or report anything new."""
    waiting = list(obligations_of_ended_units(on).values_list("pk", "unit"))
    reported = set(HandoverLine.objects.filter(effect="no_successor").values_list("source", flat=True))
    heirs = heirs_of({unit for _, unit in waiting}, on)
    return any(unit in heirs or pk not in reported for pk, unit in waiting)


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
