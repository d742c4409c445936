"""When a delivery that nobody opened is urged (đôn đốc): steps of the policy, counted in working hours and days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.errors import Refused

HOURS, DAYS = "working_hours", "working_days"
RECEIVERS, HEAD = "receivers", "head"
RECEIVED, READ = "received", "read"
# Spans of time worked on a weekday, 0 Monday to 6 Sunday.
Worked = Callable[[int], Sequence[tuple[time, time]]]


@dataclass(frozen=True)
class Step:
    """One step: after how much working time without the act awaited, who is told."""

    after: float
    unit: str
    awaited: str
    tell: tuple[str, ...]


@dataclass(frozen=True)
class Urging:
    """The rules in force from a day: steps from the earliest, how often a day at most, and what they rest on."""

    valid_from: date
    most_a_day: int
    steps: tuple[Step, ...]
    legal_basis: str = ""
    provenance: str = ""


def parse(content: Mapping[str, Any]) -> tuple[Urging, ...]:
    """The rules of the pack, the latest first. Refused `chancery.bad_policy` with the place of the fault."""
    found = [_urging(number, row) for number, row in enumerate(content.get("urging") or [], start=1)]
    if not found:
        raise _bad(1, "urging", "không có quy tắc nào")
    return tuple(sorted(found, key=lambda one: one.valid_from, reverse=True))


def on_day(rules: Sequence[Urging], day: date) -> Urging:
    """The rules in force on a day; before the first, the first."""
    return next((one for one in rules if one.valid_from <= day), rules[-1])


def _urging(number: int, row: Mapping[str, Any]) -> Urging:
    most, start = row.get("most_a_day"), row.get("valid_from")
    if not isinstance(most, int) or not 1 <= most <= 10:
        raise _bad(number, "most_a_day", "phải là số từ 1 đến 10")
    if not isinstance(start, date):
        raise _bad(number, "valid_from", "phải là ngày")
    steps = tuple(_step(number, one) for one in row.get("steps") or [])
    if not steps:
        raise _bad(number, "steps", "không có bước nào")
    return Urging(start, most, steps, str(row.get("legal_basis") or ""), str(row.get("provenance") or ""))


def _step(number: int, row: Mapping[str, Any]) -> Step:
    after, unit, awaited, tell = row.get("after"), row.get("unit"), row.get("awaited"), row.get("tell") or []
    if not isinstance(after, int | float) or not 0 < after <= 100:
        raise _bad(number, "after", "phải lớn hơn 0 và không quá 100")
    if unit not in (HOURS, DAYS):
        raise _bad(number, "unit", f"phải là {HOURS} hoặc {DAYS}")
    if awaited not in (RECEIVED, READ):
        raise _bad(number, "awaited", f"phải là {RECEIVED} hoặc {READ}")
    if not tell or set(tell) - {RECEIVERS, HEAD}:
        raise _bad(number, "tell", f"phải gồm {RECEIVERS}, {HEAD}")
    return Step(float(after), str(unit), str(awaited), tuple(tell))


def _bad(number: int, key: str, message: str) -> Refused:
    return Refused(
        "chancery.bad_policy", f"Quy tắc đôn đốc có mục sai ({key}): {message}.",
        "Sửa packs/national/delivery_policy.yaml.", where={"mục": number, "khóa": key},
    )  # fmt: skip


@dataclass(frozen=True)
class Waited:
    """How long an addressee has been waited for: working time, and working days begun since."""

    worked: timedelta
    days: int

    def reaches(self, step: Step) -> bool:
        """Whether a step is due."""
        return self.days >= step.after if step.unit == DAYS else self.worked >= timedelta(hours=step.after)


def waited(start: datetime, end: datetime, worked: Worked, calendar: WorkingCalendar) -> Waited:
    """Working time between two instants of one zone: the spans of each working day, cut at both ends."""
    total, day = timedelta(), start.date()
    while day <= end.date():
        if calendar.is_working(day):
            for opens, closes in worked(day.weekday()):
                first = max(start, datetime.combine(day, opens, start.tzinfo))
                last = min(end, datetime.combine(day, closes, start.tzinfo))
                total += max(last - first, timedelta())
        day += timedelta(days=1)
    return Waited(total, calendar.working_days_between(start.date(), end.date()))


def due_step(rules: Urging, lasting: Waited, *, received: bool, done: int) -> tuple[int, Step] | None:
    """The furthest step that is due and was not taken yet, with its number from 1; nothing when none is.

    `done` is the number of the last step taken; steps that were overtaken are not made up for one by one.
    """
    due = [
        (number, step)
        for number, step in enumerate(rules.steps, start=1)
        if number > done and not (received and step.awaited == RECEIVED) and lasting.reaches(step)
    ]
    return due[-1] if due else None


def acknowledged_by(sent_on: date, calendar: WorkingCalendar) -> date:
    """The day on which an electronic paper must be acknowledged: the day it came, or the first working day after.

    Decree 30/2020/NĐ-CP: receipt of electronic papers is acknowledged the same day.

    >>> acknowledged_by(date(2025, 7, 12), WorkingCalendar())
    datetime.date(2025, 7, 14)
    """
    return calendar.next_working(sent_on)


def late_since(today: date, calendar: WorkingCalendar) -> date:
    """The last day of sending of which the acknowledgement is late today.

    >>> late_since(date(2025, 7, 14), WorkingCalendar())
    datetime.date(2025, 7, 11)
    """
    return calendar.previous_working(today - timedelta(days=1))
