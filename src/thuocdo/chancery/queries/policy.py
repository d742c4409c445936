"""The rules about urging that are in force, and the working time that they count in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache

from thuocdo.chancery.rules import urging
from thuocdo.core import clock
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.kernel.calendar import WorkingCalendar, read_calendar


@cache
def _rules() -> tuple[urging.Urging, ...]:
    """The rules of this installation; read once, like the office hours."""
    return urging.parse(read_yaml(PACKS / "national" / "delivery_policy.yaml"))


@cache
def calendar() -> WorkingCalendar:
    """The working calendar of the packs."""
    return read_calendar(PACKS / "national" / "calendar.csv")


def rules_on(day: date) -> urging.Urging:
    """The rules about urging in force on a day."""
    return urging.on_day(_rules(), day)


def waited(unit: Unit, since: datetime, until: datetime) -> urging.Waited:
    """How long a unit has been waited for, in its own office hours."""
    start, end = since.astimezone(clock.ZONE), until.astimezone(clock.ZONE)
    hours = directory.office_hours(unit, end.date())

    def worked(weekday: int) -> Sequence[tuple[time, time]]:
        return [] if hours is None else [(one.start, one.end) for one in hours.hours.on(weekday)]

    return urging.waited(start, end, worked, calendar())


def works_now(unit: Unit, at: datetime) -> bool:
    """Whether a unit's office is open at an instant; nobody is urged at night or on a day off."""
    local = at.astimezone(clock.ZONE)
    hours = directory.office_hours(unit, local.date())
    spans = hours.hours.on(local.weekday()) if hours is not None else ()
    return calendar().is_working(local.date()) and any(one.start <= local.time() < one.end for one in spans)


def late_since(today: date) -> date:
    """The last day of sending of which the acknowledgement is late today."""
    return urging.late_since(today, calendar())
