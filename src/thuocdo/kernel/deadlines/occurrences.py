"""From a rule to its due days (kỳ hạn): each with its data window, or the reason why there is none.

Policies where documents are silent, all of them visible in the result:
- a period without a day of its own is due on its last day; "chậm nhất tháng 6" is the end of June;
- "trước" is strict: before 20/01 means 19/01, before December 30/11; with a time of day it is that day;
- a day off stays unless the rule says how it moves, or else the caller asks for a shift, which then moves strict days
  too ("next" as in Bộ luật Dân sự 2015, Điều 148);
- a month's 29th, 30th or 31st falls on the last day of a shorter month;
- "6 tháng" beside "năm" is the first half-year only, since the year's report covers the second;
- data windows are half-open and touch: a monthly report due on the 12th covers the 12th to the 12th unless the document
  says otherwise;
- "định kỳ" without a period is never guessed: no day, and a next check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.deadlines.recurrences import Planned, planned_days
from thuocdo.kernel.deadlines.rules import DATED, SHIFTS, Rule, point, values_of
from thuocdo.kernel.deadlines.sentences import name
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import MONTHS, periods_between

WHY_NONE = {
    "ongoing": "Việc thường xuyên, văn bản không ghi ngày.",
    "on_request": "Thực hiện khi có yêu cầu, văn bản không ghi ngày.",
    "per_rule": "Theo quy định hoặc kế hoạch khác, văn bản này không ghi ngày.",
    "relative": "Tính từ một sự kiện chưa có ngày.",
}
NO_PERIOD = "Văn bản ghi định kỳ nhưng không ghi kỳ."
AD_HOC = "Đột xuất, khi có yêu cầu."
DAILY = "Việc hằng ngày, không lập từng kỳ."
NO_SUCH_DAY = "Không có ngày {day} trong lịch: đề nghị xem lại văn bản gốc."
FULL_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
UNKNOWN_DAY = "Không xác định được ngày của thời hạn này: đề nghị xem lại văn bản gốc."
OPEN_END = "Thực hiện từ {start}, văn bản không ghi hạn cuối."


@dataclass(frozen=True)
class Due:
    """One due day (kỳ hạn). `due_on` is the last good day after any shift, `by_rule_on` before it.

    The data window [window_start, window_end) is None where the deadline covers no data of its own;
    `window_assumed` says that the document printed none and the policy above was used.
    `day_off_reason` tells why the day by the rule is no working day; empty when it is one.
    """

    due_on: date
    label: str
    window_start: date | None = None
    window_end: date | None = None
    day_off_reason: str = ""
    by_rule_on: date | None = None
    time: str = ""
    window_assumed: bool = False

    def to_json(self) -> dict[str, object]:
        days = {name: day and day.isoformat() for name, day in self.__dict__.items() if name.endswith(DAY_NAMES)}
        return {**self.__dict__, **days}


DAY_NAMES = ("_on", "_start", "_end")


@dataclass(frozen=True)
class Schedule:
    """The due days of a rule in order, or `why_none` with the days on which to look again.

    `next_check` is the first of `checks`; `notes` tell of parts of the rule that have no day beside others that have.
    """

    occurrences: tuple[Due, ...] = ()
    why_none: str = ""
    next_check: date | None = None
    checks: tuple[date, ...] = ()
    notes: tuple[str, ...] = ()


def occurrences(
    rule: Rule, *, start: date, end: date, calendar: WorkingCalendar, shift: str = "none", check: str = "quarter"
) -> Schedule:
    """The schedule of a rule for [start, end), the plan's time.

    A recurring rule gives the reports whose day, or for "tháng sau" whose period, ends in that time; so neighbouring
    times share none. A rule with a day of its own always gives it, also where "Quý I/2026" of a 2025 plan lies outside.
    `shift` moves a day off to the next or previous working day where the rule itself says nothing of it; `check` says
    how often a rule without a day is looked at again: at the end of each month, quarter, half_year or year. Refused for
    anything else.
    """
    if end <= start or shift not in SHIFTS or check not in MONTHS:
        raise Refused(
            "deadlines.bad_range",
            "Khoảng thời gian, cách dời ngày nghỉ hoặc kỳ nhắc không hợp lệ.",
            "Ngày cuối phải sau ngày đầu; dời: none, next, previous; nhắc: month, quarter, half_year, year.",
        )
    planned = planned_of(rule, start, end)
    if not planned:
        return without_days(rule, start, end, check)
    shift = rule.shift or shift
    dues = tuple(due_of(rule, item, calendar, shift) for item in sorted(planned, key=lambda item: item.due_on))
    return Schedule(dues, notes=notes_of(rule))


def planned_of(rule: Rule, start: date, end: date) -> list[Planned]:
    """The days of a rule before working days are looked at."""
    if rule.kind == "recurring":
        return planned_days(rule, start, end)
    if rule.kind in DATED and rule.value is not None and rule.op != "from":
        return [own_day(rule)]
    return []


def own_day(rule: Rule) -> Planned:
    """The one day of a dated rule, with the period it names as window."""
    points = [point(value) for value in values_of(rule)]
    last = points[-1]
    if rule.op == "before":
        strict = not (rule.time and last.kind == "day")
        due_on = last.start - timedelta(days=1) if strict else last.start
        return Planned(due_on, f"trước {name(last)}")
    window = (points[0].start, last.end) if last.kind != "day" or len(points) == 2 else (None, None)
    label = name(last) if len(points) == 1 else f"{name(points[0])} đến {name(last)}"
    return Planned(last.last_day, label, *window)


def due_of(rule: Rule, planned: Planned, calendar: WorkingCalendar, shift: str) -> Due:
    """The due day after the working calendar has been looked at."""
    due_on = planned.due_on
    reason = calendar.name(due_on)
    if reason and shift != "none":
        due_on = calendar.next_working(due_on) if shift == "next" else calendar.previous_working(due_on)
    label = planned.label[:1].upper() + planned.label[1:]
    return Due(
        due_on,
        label,
        planned.window_start,
        planned.window_end,
        day_off_reason=reason,
        by_rule_on=planned.due_on,
        time=rule.time,
        window_assumed=planned.window_assumed,
    )


def without_days(rule: Rule, start: date, end: date, check: str) -> Schedule:
    """Why there is no day, and when to look again; a recurring rule may simply have none in this time."""
    why = why_none(rule)
    first = start
    if rule.op == "from" and rule.value is not None:
        first = max(start, point(values_of(rule)[0]).start)
    days = [period.last_day for period in periods_between(check, first, max(end, first + timedelta(days=1)))]
    checks = tuple(day for day in days if start <= day)
    return Schedule(why_none=why, next_check=checks[0] if checks else None, checks=checks)


def why_none(rule: Rule) -> str:
    """The reason in words, with the document's own where it has any."""
    if rule.kind == "recurring":
        return recurring_why(rule)
    if rule.op == "from" and rule.value is not None:
        return OPEN_END.format(start=name(point(values_of(rule)[0])))
    if rule.kind in DATED:
        wrong = impossible_day(rule.text)
        return NO_SUCH_DAY.format(day=wrong) if wrong else UNKNOWN_DAY
    return f"{WHY_NONE[rule.kind]} Nguyên văn: “{rule.text}”." if rule.text else WHY_NONE[rule.kind]


def impossible_day(text: str) -> str:
    """The first printed day that no calendar has, empty when there is none.

    >>> impossible_day("trước ngày 31/02/2025"), impossible_day("trước ngày 28/02/2025")
    ('31/02/2025', '')
    """
    for found in FULL_DAY.finditer(text):
        day, month, year = map(int, found.groups())
        try:
            date(year, month, day)
        except ValueError:
            return f"{day:02}/{month:02}/{year}"
    return ""


def recurring_why(rule: Rule) -> str:
    if "periodic" in rule.recurrence:
        return NO_PERIOD
    if "daily" in rule.recurrence:
        return DAILY
    return AD_HOC if set(rule.recurrence) == {"ad_hoc"} else "Không có kỳ nào rơi vào khoảng thời gian này."


def notes_of(rule: Rule) -> tuple[str, ...]:
    """Parts of a recurring rule without a day, beside those that have one."""
    said = {"ad_hoc": AD_HOC, "periodic": NO_PERIOD, "daily": DAILY}
    return tuple(said[word] for word in rule.recurrence if word in said)


def due_after(rule: Rule, event_on: date, calendar: WorkingCalendar) -> date | None:
    """The last good day of "trong thời hạn ... kể từ ..." once the event's day is known; None for other rules.

    The day of the event is not counted (Bộ luật Dân sự 2015, Điều 147); hours count as days begun.
    """
    if rule.within is None:
        return None
    amount, unit = rule.within.amount, rule.within.unit
    if unit.startswith("working_"):
        return calendar.add_working_days(event_on, amount if unit == "working_day" else -(-amount // 8))
    if unit == "month":
        month = event_on.month + amount
        first = date(event_on.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        following = (first + timedelta(days=31)).replace(day=1)
        return first.replace(day=min(event_on.day, (following - timedelta(days=1)).day))
    days = {"day": amount, "week": amount * 7, "hour": -(-amount // 24)}[unit]
    return event_on + timedelta(days=days)


def due_by_event(rule: Rule, event_on: date, calendar: WorkingCalendar, *, shift: str = "none") -> Due | None:
    """The same as a due day, off a day off: the end of a length of time moves to the next working day (Bộ luật Dân sự
    2015, Điều 148 khoản 5) unless the rule or the policy says another way. None for rules without a length."""
    by_rule_on = due_after(rule, event_on, calendar)
    if by_rule_on is None:
        return None
    wanted = rule.shift or ("next" if shift == "none" else shift)
    return due_of(rule, Planned(by_rule_on, rule.text or WHY_NONE["relative"]), calendar, wanted)
