"""What a page with the calendar of due dates needs: the month, its neighbours, the year's strip, the chosen day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.periods import Period
from thuocdo.ui.tables import Asked, Page, Unreadable, read_date
from thuocdo.work.queries import Wanted
from thuocdo.work.queries.due_calendar import Month, YearMonth, month

WEEKDAYS = (
    (_("Thứ Hai"), "T2"), (_("Thứ Ba"), "T3"), (_("Thứ Tư"), "T4"), (_("Thứ Năm"), "T5"), (_("Thứ Sáu"), "T6"),
    (_("Thứ Bảy"), "T7"), (_("Chủ Nhật"), "CN"),
)  # fmt: skip
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
Rows = Callable[..., str]


def context(
    request: HttpRequest, asked: Asked, wanted: Wanted, rows: Rows, *, person: Person | None, usual: date
) -> dict[str, Any]:
    """Everything that `work/parts/due_calendar.html` shows; `rows(tu=, den=, ...)` is the address of rows behind a
    figure, `usual` the day whose month is shown when the address names none."""
    on, chosen = clock.today(), _day(request)
    period = _period(request.GET.get("thang", ""), chosen or usual)
    if chosen is None and on in period:
        chosen = on
    found = month(person, period, wanted, on=on, chosen=chosen)
    steps = {"previous": period.start - timedelta(days=1), "next": period.end}
    return {
        "month": found, "period": period, "chosen": chosen, "page": Page(asked, [], False), "on": on,
        "urls": {name: asked.url(thang=f"{day:%Y-%m}", ngay="") for name, day in steps.items()},
        "today_url": asked.url(thang="", ngay=""), "weekdays": WEEKDAYS, "year": _year(found, period, asked),
        "named_days": [cell for week in found.weeks for cell in week if cell.name and cell.inside],
        "nearest": _nearest(found, asked), "parts": _parts(found, period, rows), "tasks": _tasks(found, rows, chosen),
    }  # fmt: skip


def _year(found: Month, period: Period, asked: Asked) -> list[dict[str, Any]]:
    """The months of the year: how many due instances, the worst standing among them, how high the bar is."""
    most = max((one.counts.total for one in found.year), default=0) or 1
    return [_strip(one, most, period, asked) for one in found.year]


def _strip(one: YearMonth, most: int, period: Period, asked: Asked) -> dict[str, Any]:
    height = -(-36 * one.counts.total // most)
    return {
        "number": one.first_day.month, "counts": one.counts, "url": asked.url(thang=one.code, ngay=""),
        "current": one.first_day == period.start, "height": height, "y": 40 - height,
        "label": Period.month(one.first_day.year, one.first_day.month).label,
    }  # fmt: skip


def _nearest(found: Month, asked: Asked) -> tuple[str, str]:
    """Label and address of the month in which something falls due when this one is empty."""
    if found.nearest is None:
        return "", ""
    label = Period.month(found.nearest.year, found.nearest.month).label
    return label, asked.url(thang=f"{found.nearest:%Y-%m}", ngay="")


def _parts(found: Month, period: Period, rows: Rows) -> list[dict[str, Any]]:
    return [
        {"code": code, "count": count, "href": rows(tu=period.start, den=period.last_day, tinh_trang=code)}
        for code, count in found.total.parts()
    ]


def _tasks(found: Month, rows: Rows, chosen: date | None) -> list[dict[str, Any]]:
    """Tasks of the day: one agency leads to its page, several to their list."""
    if chosen is None:
        return []
    listed = []
    for row in found.rows:
        one = f"{reverse('work:obligation', args=[row.obligation])}?ky={row.first}#ky"
        several = rows(tu=chosen, den=chosen, nhiem_vu=row.task.pk)
        listed.append({"row": row, "url": one if row.counts.total == 1 else several, "parts": row.counts.parts()})
    return listed


def _period(text: str, usual: date) -> Period:
    match = MONTH.fullmatch(text)
    return Period.month(int(match[1]), int(match[2])) if match else Period.month(usual.year, usual.month)


def _day(request: HttpRequest) -> date | None:
    try:
        return read_date(request.GET.get("ngay", ""))
    except Unreadable:
        return None
