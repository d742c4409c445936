"""Office hours of a unit on a day: its own, else the default of the pack, said to be one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from thuocdo.core.packs import read_yaml_rows
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Unit
from thuocdo.directory.queries.beliefs import Version
from thuocdo.directory.queries.units import version_on
from thuocdo.directory.rules.default_hours import DefaultHours, hours_for, parse_rows
from thuocdo.directory.rules.hours import Hours, parse


@dataclass(frozen=True)
class OfficeHours:
    """Hours of a unit; `own` when the unit states them, `example` when nobody has set them officially."""

    hours: Hours
    own: bool
    example: bool


def office_hours(unit: Unit, on: date, *, believed_at: datetime | None = None) -> OfficeHours | None:
    """When a unit works on a weekday (`.hours.on(weekday)`); None when it was not in force or nothing is set."""
    version = version_on(unit, on, believed_at=believed_at)
    return None if version is None else hours_of(version, on)


def hours_of(version: Version, on: date) -> OfficeHours | None:
    """The same for a version at hand."""
    if version.office_hours:
        return OfficeHours(parse(version.office_hours), own=True, example=False)
    default = hours_for(version.kind, on, _defaults())
    return None if default is None else OfficeHours(default.hours, own=False, example=default.example)


@cache
def _defaults() -> tuple[DefaultHours, ...]:
    """Defaults of this installation; read once, like the roles."""
    return tuple(parse_rows(read_yaml_rows(PACKS / "national" / "office_hours.yaml", "default_hours")[1]))
