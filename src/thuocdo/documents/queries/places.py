"""Where a paper comes in: the unit of the person who receives it, and its province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.documents import permissions
from thuocdo.documents.models import Document
from thuocdo.kernel.text import fold

SURE_ISSUER = 0.75


@dataclass(frozen=True)
class ReceivingPlace:
    """Unit and province for a new paper; nothing where nobody receives it (the system)."""

    unit: Unit | None
    province: Unit | None


def receiving_place(person: Person | None, *, on: date) -> ReceivingPlace:
    """The unit of the person's first position that may receive papers that day, and the province it lies in."""
    positions = directory.positions_of(person, on) if person is not None else []
    unit = next((position.unit for position in positions if permissions.receives(position.role)), None)
    if unit is None:
        return ReceivingPlace(None, None)
    return ReceivingPlace(unit, province_unit(unit.province_key))


def province_unit(province_key: str) -> Unit | None:
    """The territory of a province by its key."""
    return Unit.objects.filter(key=province_key, nature=Unit.Nature.TERRITORY).first()


def issuer_unit(document: Document) -> Unit | None:
    """The issuer as a unit on the paper's day; nothing when the directory is not sure or knows several.

    A paper from another province is looked up in the province that its issuer's name says.
    """
    if not document.issuer_name:
        return None
    for province in [*_provinces_named(document), document.province]:
        found = directory.resolve(document.issuer_name, document.reference_on, province)
        if len(found.units) == 1 and found.confidence >= SURE_ISSUER:
            return found.units[0].unit
    return None


def _provinces_named(document: Document) -> list[Unit]:
    """Provinces of the day whose names stand in the issuer's name."""
    named = f" {fold(document.issuer_name)} "
    provinces = UnitVersion.objects.filter(
        level="tinh", unit__nature=Unit.Nature.TERRITORY, valid__contains=document.reference_on
    )
    found = [unit for unit, name in provinces.values_list("unit", "bare_name") if f" {fold(name)} " in named]
    return list(Unit.objects.filter(pk__in=found)) if found else []
