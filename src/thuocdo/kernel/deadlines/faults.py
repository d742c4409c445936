"""What is wrong with the deadlines of a task (lỗi của thời hạn), before anybody is asked to keep them.

A fault of weight `error` makes no sense and must be mended; a `warning` may be meant and is for a person to judge; a
`note` only says what the program will do. Everything is reckoned for one span of time, that of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.deadlines.occurrences import Due, Schedule, impossible_day, occurrences
from thuocdo.kernel.deadlines.rules import DATED, Rule, point, values_of
from thuocdo.kernel.deadlines.windows import ends_of
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.periods import Period, periods_between
from thuocdo.kernel.text import fold

ERROR, WARNING, NOTE = "error", "warning", "note"
ONE_DAY = timedelta(days=1)
DAY = "{:%d/%m/%Y}"
LEAP_DAY = "--02-29"
SHORTEST_MONTH = 28
LAST = 31
WITHOUT_PERIOD = "periodic"
WINDOW_KINDS = {
    "weekly": "week", "monthly": "month", "quarterly": "quarter", "half_yearly": "half_year", "yearly": "year",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault: a code for programs, what is wrong and what to do for people, which rules (from 0) it is about."""

    code: str
    message: str
    remedy: str
    weight: str = ERROR
    rules: tuple[int, ...] = (0,)

    @property
    def is_error(self) -> bool:
        return self.weight == ERROR

    def to_json(self) -> dict[str, object]:
        return {**self.__dict__, "rules": list(self.rules)}


def faults_of(
    rules: Sequence[Rule], *, start: date, end: date, calendar: WorkingCalendar, shift: str = "none"
) -> list[Fault]:
    """The faults of a task's rules within [start, end), errors first; empty where there are none.

    >>> year = {"start": date(2025, 1, 1), "end": date(2026, 1, 1), "calendar": WorkingCalendar()}
    >>> [fault.code for fault in faults_of([Rule("date", "2024-12-20", "before")], **year)]
    ['deadlines.never_due']
    >>> quarter = {"kind": "recurring", "recurrence": ("quarterly",), "op": "by"}
    >>> rules = [Rule(**quarter, day_of_month=10), Rule(**quarter, day_of_month=15)]
    >>> [fault.code for fault in faults_of(rules, **year)]
    ['deadlines.contradict']
    """
    if end <= start:
        message = f"Thời gian thực hiện kết thúc ({DAY.format(end)}) trước khi bắt đầu ({DAY.format(start)})."
        return [Fault("deadlines.empty_span", message, "Sửa ngày bắt đầu hoặc ngày kết thúc.", ERROR, ())]
    found: list[Fault] = []
    schedules = []
    for number, rule in enumerate(rules):
        schedule = occurrences(rule, start=start, end=end, calendar=calendar, shift=shift)
        schedules.append(schedule)
        found += [Fault(*said, rules=(number,)) for said in _of_rule(rule, schedule, start, end)]
    for one, other in combinations(range(len(rules)), 2):
        found += _between(rules, schedules, one, other)
    return sorted(found, key=lambda fault: ((ERROR, WARNING, NOTE).index(fault.weight), fault.rules))


def faults_of_json(
    given: Sequence[Mapping[str, Any]],
    *,
    start: date,
    end: date,
    calendar: WorkingCalendar,
    shift: str = "none",
) -> list[Fault]:
    """The same for rules as they are stored; what is no rule at all is a fault too, with the rule's own words."""
    rules: list[Rule] = []
    places: list[int] = []
    found: list[Fault] = []
    for number, data in enumerate(given):
        known = {name: value for name, value in data.items() if name in Rule.__dataclass_fields__ and value is not None}
        try:
            rules.append(Rule.from_json(known))
            places.append(number)
        except Refused as refusal:
            found.append(Fault(refusal.code, refusal.message, refusal.remedy, ERROR, (number,)))
    for fault in faults_of(rules, start=start, end=end, calendar=calendar, shift=shift):
        numbers = tuple(places[number] for number in fault.rules)
        found.append(Fault(fault.code, fault.message, fault.remedy, fault.weight, numbers))
    return found


Said = tuple[str, str, str, str]


def _of_rule(rule: Rule, schedule: Schedule, start: date, end: date) -> Iterator[Said]:
    """Faults of one rule as code, message, remedy, weight."""
    if backwards := _end_before_start(rule):
        # Whatever else such a rule gives follows from that.
        yield backwards
        return
    yield from _of_day(rule, schedule, start, end)
    yield from _of_months(rule, start, end)
    yield from _of_window(rule, schedule, start, end)


def _end_before_start(rule: Rule) -> Said | None:
    values = values_of(rule)
    if len(values) == 2 and point(values[1]).last_day < point(values[0]).start:
        first, last = point(values[0]), point(values[1])
        return (
            "deadlines.end_before_start",
            f"Thời hạn kết thúc ({DAY.format(last.last_day)}) trước khi bắt đầu ({DAY.format(first.start)}).",
            "Sửa mốc bắt đầu hoặc mốc kết thúc.",
            ERROR,
        )
    return None


def _of_day(rule: Rule, schedule: Schedule, start: date, end: date) -> Iterator[Said]:
    """Faults of where the due days lie."""
    if rule.kind in DATED:
        yield from _of_dated(rule, schedule, start, end)
    elif rule.kind == "recurring":
        yield from _of_recurring(rule, schedule, start, end)


def _of_dated(rule: Rule, schedule: Schedule, start: date, end: date) -> Iterator[Said]:
    if rule.value is None:
        wrong = impossible_day(rule.text)
        what = f"Không có ngày {wrong} trong lịch." if wrong else "Chưa xác định được ngày của thời hạn này."
        yield "deadlines.no_day", what, "Đối chiếu văn bản rồi ghi lại ngày.", ERROR
        return
    for due in schedule.occurrences:
        day = due.by_rule_on or due.due_on
        if day < start:
            message = (
                f"Hạn {DAY.format(day)} đã qua trước ngày bắt đầu {DAY.format(start)}: việc không bao giờ đến hạn."
            )
            yield "deadlines.never_due", message, "Ghi một ngày trong thời gian thực hiện.", ERROR
        elif day >= end:
            message = f"Hạn {DAY.format(day)} nằm sau thời gian thực hiện (đến hết {DAY.format(end - ONE_DAY)})."
            yield "deadlines.after_span", message, "Giữ nguyên nếu văn bản ghi như vậy.", WARNING
    if rule.op == "from" and point(values_of(rule)[0]).start >= end:
        message = f"Việc bắt đầu sau thời gian thực hiện (đến hết {DAY.format(end - ONE_DAY)})."
        yield "deadlines.never_due", message, "Ghi mốc bắt đầu trong thời gian thực hiện.", ERROR


def _of_recurring(rule: Rule, schedule: Schedule, start: date, end: date) -> Iterator[Said]:
    if not rule.recurrence:
        yield "deadlines.no_period", "Thời hạn lặp lại nhưng chưa chọn kỳ nào.", "Chọn tháng, quý, 6 tháng...", ERROR
    elif WITHOUT_PERIOD in rule.recurrence and not schedule.occurrences:
        message = "Ghi định kỳ nhưng không ghi kỳ nào, nên không có ngày đến hạn."
        yield "deadlines.no_period", message, "Chọn kỳ: tháng, quý, 6 tháng, năm.", WARNING
    elif not schedule.occurrences and set(rule.recurrence) & set(WINDOW_KINDS):
        span = f"từ {DAY.format(start)} đến hết {DAY.format(end - ONE_DAY)}"
        message = f"Không kỳ nào của thời hạn này đến hạn trong thời gian thực hiện ({span})."
        yield "deadlines.never_due", message, "Chọn kỳ hoặc ngày khác, hoặc bỏ thời hạn này.", ERROR


def _of_months(rule: Rule, start: date, end: date) -> Iterator[Said]:
    """Days that not every month or year has."""
    years = range(start.year, (end - ONE_DAY).year + 1)
    without = [str(year) for year in years if Period.month(year, 2).last_day.day == SHORTEST_MONTH]
    if LEAP_DAY in rule.dates and without:
        message = f"Năm {', '.join(without)} không có ngày 29/2; kỳ đó tính ngày 28/2."
        yield "deadlines.no_leap_day", message, "Ghi 28/2 nếu muốn một ngày cố định.", WARNING
    day = rule.day_of_month
    if day is not None and SHORTEST_MONTH < day < LAST:
        yield "deadlines.short_month", f"Tháng không có ngày {day} thì tính ngày cuối tháng.", "", NOTE
    elif day == LAST:
        yield "deadlines.short_month", "Ngày 31 được hiểu là ngày cuối tháng; tháng 30 ngày tính ngày 30.", "", NOTE


def _of_window(rule: Rule, schedule: Schedule, start: date, end: date) -> Iterator[Said]:
    """Faults of the printed data window, each said once, with its first case."""
    if rule.data_window is None:
        return
    kinds = [WINDOW_KINDS[word] for word in rule.recurrence if word in WINDOW_KINDS]
    for kind in kinds[:1]:
        period = Period(start, start + 7 * ONE_DAY) if kind == "week" else periods_between(kind, start, end)[0]
        begin, finish = ends_of(rule.data_window, period)
        if finish <= begin:
            message = f"Kỳ số liệu kết thúc ({DAY.format(finish - ONE_DAY)}) trước khi bắt đầu ({DAY.format(begin)})."
            yield "deadlines.window_backwards", message, "Sửa ngày đầu hoặc ngày cuối của kỳ số liệu.", ERROR
            return
    yield from _early(next((due for due in schedule.occurrences if _begins_late(due)), None), begins=True)
    yield from _early(next((due for due in schedule.occurrences if _ends_late(due)), None), begins=False)


def _begins_late(due: Due) -> bool:
    return due.window_start is not None and due.window_start > (due.by_rule_on or due.due_on)


def _ends_late(due: Due) -> bool:
    return not _begins_late(due) and due.window_end is not None and due.window_end > due.due_on + ONE_DAY


def _early(due: Due | None, *, begins: bool) -> Iterator[Said]:
    if due is None or due.window_start is None or due.window_end is None:
        return
    if begins:
        message = (
            f"{due.label}: hạn {DAY.format(due.due_on)} trước khi kỳ số liệu bắt đầu ({DAY.format(due.window_start)})."
        )
        yield "deadlines.window_after_due", message, "Sửa hạn nộp hoặc kỳ số liệu.", ERROR
    else:
        last = due.window_end - ONE_DAY
        message = f"{due.label}: đến hạn {DAY.format(due.due_on)} khi kỳ số liệu chưa hết ({DAY.format(last)})."
        yield "deadlines.due_inside_window", message, "Kiểm tra lại: nộp khi số liệu chưa đủ?", WARNING


def _between(rules: Sequence[Rule], schedules: Sequence[Schedule], one: int, other: int) -> Iterator[Fault]:
    """Two rules that speak of the same thing: said twice, or the same period with different days."""
    if fold(rules[one].applies_to).strip() != fold(rules[other].applies_to).strip():
        return
    if _same(rules[one]) == _same(rules[other]):
        message = f"Thời hạn {one + 1} và {other + 1} giống nhau."
        yield Fault("deadlines.repeated", message, "Bỏ bớt một thời hạn.", ERROR, (one, other))
        return
    days = {_period(due): due for due in schedules[one].occurrences}
    for due in schedules[other].occurrences:
        first = days.get(_period(due))
        if first is None or (first.by_rule_on, first.time) == (due.by_rule_on, due.time):
            continue
        message = (
            f"Thời hạn {one + 1} và {other + 1} mâu thuẫn: {due.label} đến hạn {DAY.format(first.due_on)}"
            f" hay {DAY.format(due.due_on)}?"
        )
        remedy = "Giữ một ngày cho mỗi kỳ, hoặc ghi rõ mỗi thời hạn áp dụng cho việc gì."
        yield Fault("deadlines.contradict", message, remedy, ERROR, (one, other))
        return


def _period(due: Due) -> str:
    """What a due day is for; "trước tháng 12" and "tháng 12" speak of the same."""
    return due.label.lower().removeprefix("trước ")


def _same(rule: Rule) -> dict[str, Any]:
    """What makes two rules one and the same: everything but their words."""
    window = rule.data_window and (
        rule.data_window.from_day, rule.data_window.from_month, rule.data_window.to_day, rule.data_window.to_month,
    )  # fmt: skip
    op = "by" if rule.op in (None, "in") else rule.op
    return {**rule.__dict__, "text": "", "applies_to": "", "data_window": window, "op": op}
