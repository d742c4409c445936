"""The calendar of due dates (lịch đến hạn): a month as a table, Monday first, and the list of the chosen day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.periods import Period
from thuocdo.portal.queries.month import Month, month
from thuocdo.portal.web.asking import FIELD, PLAN, UNIT, day_of, person_of, rows_url, wanted
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Asked, Listing, Page

LISTING = Listing(filters=(PLAN, FIELD, UNIT), keep=("thang", "ngay"))
WEEKDAYS = (
    (_("Thứ Hai"), "T2"), (_("Thứ Ba"), "T3"), (_("Thứ Tư"), "T4"), (_("Thứ Năm"), "T5"), (_("Thứ Sáu"), "T6"),
    (_("Thứ Bảy"), "T7"), (_("Chủ Nhật"), "CN"),
)  # fmt: skip
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One month; `?thang=2025-07` chooses it, `?ngay=2025-07-15` the day whose list is shown."""
    on = clock.today()
    asked = LISTING.read(request)
    chosen = day_of(request)
    period = _period(request.GET.get("thang", ""), chosen or on)
    if chosen is None and on in period:
        chosen = on
    found = month(person_of(request), period, wanted(asked), on=on, chosen=chosen)
    steps = {"previous": period.start - timedelta(days=1), "next": period.end}
    return render(
        request,
        "portal/calendar.html",
        {
            "month": found, "period": period, "chosen": chosen, "page": Page(asked, [], False), "on": on,
            "urls": {name: asked.url(thang=f"{day:%Y-%m}", ngay="") for name, day in steps.items()},
            "today_url": asked.url(thang="", ngay=""), "weekdays": WEEKDAYS,
            "named_days": [cell for week in found.weeks for cell in week if cell.name and cell.inside],
            "nearest": _nearest(found, asked), "parts": _parts(found, period, asked),
            "tasks": _tasks(found, asked, chosen),
        },
    )  # fmt: skip


def _rows(asked: Asked, first: date, last: date, **more: str) -> str:
    return rows_url(
        ke_hoach=asked.value("ke-hoach"), linh_vuc=asked.value("linh-vuc"), don_vi=asked.value("don-vi"),
        tu=vn_date(first), den=vn_date(last), **more,
    )  # fmt: skip


def _nearest(found: Month, asked: Asked) -> tuple[str, str]:
    """Label and address of the month in which something falls due when this one is empty."""
    if found.nearest is None:
        return "", ""
    label = Period.month(found.nearest.year, found.nearest.month).label
    return label, asked.url(thang=f"{found.nearest:%Y-%m}", ngay="")


def _parts(found: Month, period: Period, asked: Asked) -> list[dict[str, Any]]:
    return [
        {"code": code, "count": count, "href": _rows(asked, period.start, period.last_day, tinh_trang=code)}
        for code, count in found.total.parts()
    ]


def _tasks(found: Month, asked: Asked, chosen: date | None) -> list[dict[str, Any]]:
    """Tasks of the day: one agency leads to its page, several to their list."""
    if chosen is None:
        return []
    rows = []
    for row in found.rows:
        one = f"{reverse('work:obligation', args=[row.obligation])}?ky={row.first}#ky"
        several = f"{_rows(asked, chosen, chosen)}&nhiem-vu={row.task.pk}"
        rows.append({"row": row, "url": one if row.counts.total == 1 else several, "parts": row.counts.parts()})
    return rows


def _period(text: str, usual: date) -> Period:
    match = MONTH.fullmatch(text)
    return Period.month(int(match[1]), int(match[2])) if match else Period.month(usual.year, usual.month)
