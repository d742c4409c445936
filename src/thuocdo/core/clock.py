"""The only clock: real time, or a date that a demo or a test has set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)
_process_date: list[date] = []


def now() -> datetime:
    """This instant in Vietnam; on a set date, the set day with the real time of day."""
    if (moment := _fixed.get()) is not None:
        return moment
    real = datetime.now(ZONE)
    day = fixed_at()
    return real if day is None else datetime.combine(day, real.time(), ZONE)


def today() -> date:
    """This day in Vietnam."""
    return now().date()


def real_now() -> datetime:
    """This instant of the world, also where a demo shows another day: for ledgers and ages of machines and jobs."""
    return _fixed.get() or datetime.now(ZONE)


def fixed_at() -> date | None:
    """The day on which the clock has been set for this process, or None when it runs with the world."""
    if _process_date:
        return _process_date[0]
    text = os.environ.get("THUOCDO_CLOCK")
    return date.fromisoformat(text) if text else None


def is_set() -> bool:
    """Whether the clock shows anything but real time; pages then carry a banner."""
    return _fixed.get() is not None or fixed_at() is not None


@contextmanager
def fixed(moment: date | datetime) -> Iterator[None]:
    """Hold the clock at a moment (a bare date means eight in the morning) for the length of a block."""
    held = moment if isinstance(moment, datetime) else datetime.combine(moment, time(8), ZONE)
    token = _fixed.set(held if held.tzinfo else held.replace(tzinfo=ZONE))
    try:
        yield
    finally:
        _fixed.reset(token)


def at_day(day: date, hour: int = 8) -> datetime:
    """An instant on a Vietnamese day, for services that take `at`."""
    return datetime.combine(day, time(hour), ZONE)


def start_of(day: date) -> datetime:
    """The first instant of a Vietnamese day."""
    return datetime.combine(day, time(0), ZONE)


def end_of(day: date) -> datetime:
    """The first instant after a Vietnamese day."""
    return start_of(day + timedelta(days=1))


def set_for_process(day: date | None) -> None:
    """Set this process's clock to a day, or let it run with the world again."""
    _process_date[:] = [] if day is None else [day]


def set_from_database() -> None:
    """Take over the date that the demo has stored, if any."""
    from thuocdo.core.models import ClockSetting

    setting = ClockSetting.objects.first()
    if setting is not None:
        set_for_process(setting.day)
