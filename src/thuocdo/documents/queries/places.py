"""Where a paper comes in: the unit of the person who receives it, and its province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit


@dataclass(frozen=True)
class ReceivingPlace:
    """Unit and province for a new paper; nothing where nobody receives it (the system)."""

    unit: Unit | None
    province: Unit | None


def receiving_place(person: Person | None, *, on: date) -> ReceivingPlace:
    """The unit of the person's first position that day and the province it lies in."""
    positions = list(directory.positions_of(person, on)) if person is not None else []
    if not positions:
        return ReceivingPlace(None, None)
    unit = positions[0].unit
    return ReceivingPlace(unit, province_unit(unit.province_key))


def province_unit(province_key: str) -> Unit | None:
    """The territory of a province by its key."""
    return Unit.objects.filter(key=province_key, nature=Unit.Nature.TERRITORY).first()
