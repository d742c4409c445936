"""Data windows (kỳ số liệu): which days a report's figures cover, half-open, reckoned from its period.

The months of a window are named from the period that is reported on: `previous` is the month before it, `first` its
first month, `reporting` its last one (of a monthly report: the month itself), `next` the month behind it;
`year_11` is November of the period's year, `previous_year_12` December of the year before. A weekly window counts in
days of the week, `previous_week` and `week`.

The periods of Nghị định 09/2019/NĐ-CP, Điều 12 ("từ ngày 15 tháng trước kỳ báo cáo đến ngày 14 của tháng cuối kỳ") are
`DataWindow(15, "previous", 14, "reporting", ...)` for every period from a month to a year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from thuocdo.kernel.deadlines.model import DataWindow
from thuocdo.kernel.periods import Period, month_start

ONE_DAY = timedelta(days=1)
NAMED = ("previous", "first", "reporting", "next")
WEEKS = {"previous_week": -7, "week": 0}
OF_YEAR = re.compile(r"(?P<previous>previous_)?year_(?P<month>0[1-9]|1[0-2])")
WORDS = {
    "previous": "tháng trước kỳ báo cáo",
    "first": "tháng đầu kỳ báo cáo",
    "reporting": "tháng cuối kỳ báo cáo",
    "next": "tháng sau kỳ báo cáo",
}
MONTHLY_WORDS = {**WORDS, "previous": "tháng trước", "first": "tháng báo cáo", "reporting": "tháng báo cáo"}
MONTHLY_WORDS["next"] = "tháng sau"
WEEKDAYS = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEK_WORDS = {"previous_week": "tuần trước", "week": "tuần báo cáo"}


def is_month(name: str) -> bool:
    """Whether a window may begin or end in a month of this name.

    >>> is_month("previous"), is_month("previous_year_12"), is_month("year_13")
    (True, True, False)
    """
    return name in NAMED or name in WEEKS or bool(OF_YEAR.fullmatch(name))


def day_in(month: date, day: int) -> date:
    """The day of the month that begins with the given date, at most its last day.

    >>> day_in(date(2025, 2, 1), 31)
    datetime.date(2025, 2, 28)
    """
    last = month_start(month.year, month.month + 1) - ONE_DAY
    return month.replace(day=min(day, last.day))


def month_of(name: str, period: Period) -> date:
    """The first day of the month that a window names, for a report on the period.

    >>> month_of("previous", Period.quarter(2025, 1)), month_of("reporting", Period.quarter(2025, 1))
    (datetime.date(2024, 12, 1), datetime.date(2025, 3, 1))
    """
    fixed = OF_YEAR.fullmatch(name)
    if fixed:
        return date(period.last_day.year - bool(fixed["previous"]), int(fixed["month"]), 1)
    months = {
        "previous": month_start(period.start.year, period.start.month - 1),
        "first": period.start.replace(day=1),
        "next": month_start(period.last_day.year, period.last_day.month + 1),
    }
    return months.get(name, period.last_day.replace(day=1))


def ends_of(window: DataWindow, period: Period) -> tuple[date, date]:
    """Both ends of a window as written, [start, end); empty or turned round where the rule is wrong.

    A window as long as its period whose last day is the first of the next, or the day before, ends where the next
    begins: "từ ngày 12 tháng trước đến ngày 12" counts the 12th once.

    >>> ends_of(DataWindow(12, "previous", 12, "reporting", ""), Period.month(2025, 4))
    (datetime.date(2025, 3, 12), datetime.date(2025, 4, 12))
    >>> ends_of(DataWindow(15, "previous", 14, "reporting", ""), Period.quarter(2025, 1))
    (datetime.date(2024, 12, 15), datetime.date(2025, 3, 15))
    """
    if window.from_month in WEEKS:
        return _of_week(window, period)
    first, last = month_of(window.from_month, period), month_of(window.to_month, period)
    begin = day_in(first, window.from_day)
    whole = _months(first, last) == _months(period.start, period.end)
    if whole and window.to_day in (window.from_day, window.from_day - 1):
        return begin, day_in(last, window.from_day)
    return begin, day_in(last, window.to_day) + ONE_DAY


def _of_week(window: DataWindow, period: Period) -> tuple[date, date]:
    begin = period.start + timedelta(days=WEEKS[window.from_month] + window.from_day - 1)
    end = period.start + timedelta(days=WEEKS.get(window.to_month, 0) + window.to_day - 1)
    touching = window.to_day == window.from_day and window.from_month != window.to_month
    return begin, end if touching else end + ONE_DAY


def _months(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def window_of(window: DataWindow, period: Period) -> tuple[date, date]:
    """The days that a report on the period covers, [start, end), never empty."""
    begin, end = ends_of(window, period)
    return begin, max(end, begin + ONE_DAY)


def window_words(window: DataWindow, *, monthly: bool = True) -> str:
    """A window in words: as printed, or written from its fields.

    >>> window_words(DataWindow(12, "previous", 11, "reporting", ""))
    'số liệu từ ngày 12 tháng trước đến ngày 11 tháng báo cáo'
    >>> window_words(DataWindow(15, "previous_year_12", 31, "year_11", ""), monthly=False)
    'số liệu từ ngày 15 tháng 12 năm trước đến ngày cuối tháng 11 năm báo cáo'
    """
    if window.text:
        return window.text
    names = MONTHLY_WORDS if monthly else WORDS
    begin = _end_words(window.from_day, window.from_month, names)
    return f"số liệu từ {begin} đến {_end_words(window.to_day, window.to_month, names)}"


def _end_words(day: int, month: str, names: dict[str, str]) -> str:
    if month in WEEKS:
        return f"{WEEKDAYS[day] if 1 <= day <= 7 else day} {WEEK_WORDS[month]}"
    said = "ngày cuối" if day == 31 else f"ngày {day}"
    if fixed := OF_YEAR.fullmatch(month):
        year = "năm trước" if fixed["previous"] else "năm báo cáo"
        return f"{said} tháng {int(fixed['month'])} {year}"
    return f"{said} {names[month]}"
