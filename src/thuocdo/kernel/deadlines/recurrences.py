"""The days of rules that come again, period by period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo.kernel.deadlines.rules import YEARLY_DAY, Rule
from thuocdo.kernel.deadlines.windows import day_in, window_of
from thuocdo.kernel.periods import Period, month_start, periods_between

ONE_DAY = timedelta(days=1)
FRIDAY = 5
KIND_OF = {"monthly": "month", "quarterly": "quarter", "half_yearly": "half_year", "yearly": "year"}


@dataclass(frozen=True)
class Planned:
    """A day by the rule with its label and data window, before working days are looked at."""

    due_on: date
    label: str
    window_start: date | None = None
    window_end: date | None = None
    window_assumed: bool = False


def planned_days(rule: Rule, start: date, end: date) -> list[Planned]:
    """All days of a recurring rule in [start, end); a day "tháng sau" counts where its period ends."""
    found = [planned for word in rule.recurrence if word in PLANS for planned in PLANS[word](rule, start, end)]
    # Quarterly, half-yearly and yearly reports take the printed days of the year as theirs.
    if not {"quarterly", "half_yearly", "yearly"}.intersection(rule.recurrence):
        found += yearly_dates(rule, start, end)
    return found + [planned for month in rule.months for planned in month_ends(rule, month, start, end)]


def strict(rule: Rule, day: date) -> date:
    """The last good day: the day before for "trước", unless a time of day is printed."""
    return day - ONE_DAY if rule.op == "before" and not rule.time else day


def periods_near(kind: str, start: date, end: date) -> list[Period]:
    """The periods whose due days may fall in [start, end): one that begins right after may be due the day before."""
    return periods_between(kind, start - timedelta(days=366), end + ONE_DAY)


def by_month(rule: Rule, start: date, end: date) -> Iterator[Planned]:
    """Monthly: on its day of the month, or on the last."""
    for period in periods_near("month", start, end):
        due_on = period.last_day
        if rule.day_of_month:
            month = period.end if rule.month_of_period == "next" else period.start
            due_on = strict(rule, day_in(month, rule.day_of_month))
        if start <= anchor(rule, period, due_on) < end:
            window, assumed = month_window(rule, period)
            yield Planned(due_on, period.label, *window, window_assumed=assumed)


def anchor(rule: Rule, period: Period, due_on: date) -> date:
    """The day that decides whether a report belongs to the asked time."""
    return period.last_day if rule.month_of_period == "next" else due_on


def month_window(rule: Rule, period: Period) -> tuple[tuple[date, date], bool]:
    """The data window of a monthly report and whether it is assumed.

    Windows touch: one that runs from the 12th to the 12th, or from the 15th to the 14th, ends where the next begins.
    """
    if rule.data_window is not None or rule.day_of_month is None or rule.month_of_period == "next":
        return covers(rule, period)
    before = month_start(period.start.year, period.start.month - 1)
    return (day_in(before, rule.day_of_month), day_in(period.start, rule.day_of_month)), True


def covers(rule: Rule, period: Period) -> tuple[tuple[date, date], bool]:
    """The printed data window of a report on the period, else the period itself, and whether that is assumed."""
    if rule.data_window is None:
        return (period.start, period.end), True
    return window_of(rule.data_window, period), False


def by_period(word: str) -> Callable[[Rule, date, date], Iterator[Planned]]:
    """Quarterly, half-yearly or yearly: on a printed day of the year, a day of the period's month, or the last day."""

    def plan(rule: Rule, start: date, end: date) -> Iterator[Planned]:
        if rule.dates and dates_belong(rule, word):
            yield from yearly_dates(rule, start, end)
            return
        for period in periods_near(KIND_OF[word], start, end):
            if word == "half_yearly" and period.number == 2 and "yearly" in rule.recurrence:
                continue
            due_on = period_day(rule, word, period)
            if start <= anchor(rule, period, due_on) < end:
                window, assumed = covers(rule, period)
                yield Planned(due_on, period.label, *window, window_assumed=assumed)

    return plan


def dates_belong(rule: Rule, word: str) -> bool:
    """Printed days of the year belong to the longest period the rule names."""
    return word == max((name for name in rule.recurrence if name in KIND_OF), key=list(KIND_OF).index)


def period_day(rule: Rule, word: str, period: Period) -> date:
    """The due day of a quarter, half-year or year; a monthly rule's day stays with the months."""
    if not rule.day_of_month or ("monthly" in rule.recurrence and word != "monthly"):
        return period.last_day
    months = {"first": period.start, "next": period.end}
    month = months.get(rule.month_of_period, month_start(period.end.year, period.end.month - 1))
    return strict(rule, day_in(month, rule.day_of_month))


def yearly_dates(rule: Rule, start: date, end: date) -> Iterator[Planned]:
    """Days that come every year, `--12-25`; a bare month `--06` is due at its end, or before it begins."""
    for year in range(start.year, end.year + 2):
        for text in rule.dates:
            found = YEARLY_DAY.fullmatch(text)
            if not found:
                continue
            due_on = day_of_year(rule, year, int(found[1]), found[2])
            if start <= due_on < end:
                period = covered(rule, year, int(found[1]))
                label = f"{period.label}, đợt {due_on:%d/%m}" if len(rule.dates) > 1 else period.label
                window, assumed = covers(rule, period)
                yield Planned(due_on, label, *window, window_assumed=assumed)


def day_of_year(rule: Rule, year: int, month: int, day: str | None) -> date:
    period = Period.month(year, month)
    if day is not None:
        return strict(rule, day_in(period.start, int(day)))
    return period.start - ONE_DAY if rule.op == "before" else period.last_day


def covered(rule: Rule, year: int, month: int) -> Period:
    """What a yearly day reports on: the first half for a day up to July of a half-yearly rule, else the year."""
    if "half_yearly" in rule.recurrence:
        return Period.half(year, 1 if month <= 7 else 2)
    return Period.year(year)


def month_ends(rule: Rule, month: int, start: date, end: date) -> Iterator[Planned]:
    """Reports on the year up to a month, such as "9 tháng"."""
    for year in range(start.year, end.year + 1):
        stop = month_start(year, month + 1)
        if start <= stop - ONE_DAY < end:
            window, assumed = covers(rule, Period(date(year, 1, 1), stop))
            yield Planned(stop - ONE_DAY, f"{month} tháng năm {year}", *window, window_assumed=assumed)


def by_week(rule: Rule, start: date, end: date) -> Iterator[Planned]:
    """Weekly: on its weekday, or on Friday; the window is the week from Monday."""
    monday = start - timedelta(days=start.weekday() + 7)
    while monday < end + timedelta(days=7):
        due_on = strict(rule, monday + timedelta(days=(rule.weekday or FRIDAY) - 1))
        week = Period(monday, monday + timedelta(days=7))
        if start <= due_on < end:
            window, assumed = covers(rule, week)
            yield Planned(due_on, f"tuần từ {monday:%d/%m/%Y}", *window, window_assumed=assumed)
        monday = week.end


PLANS: dict[str, Callable[[Rule, date, date], Iterator[Planned]]] = {
    "weekly": by_week,
    "monthly": by_month,
    "quarterly": by_period("quarterly"),
    "half_yearly": by_period("half_yearly"),
    "yearly": by_period("yearly"),
}
