"""The calendar of due dates (lịch đến hạn) over all plans: a month as a table, Monday first, and its year."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.portal.web.asking import FIELD, PLAN, UNIT, person_of, rows_url, wanted
from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Listing
from thuocdo.work import due_calendar

LISTING = Listing(filters=(PLAN, FIELD, UNIT), keep=("thang", "ngay"))


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One month; `?thang=2025-07` chooses it, `?ngay=2025-07-15` the day whose list is shown."""
    asked = LISTING.read(request)

    def rows(**more: object) -> str:
        days = {name: vn_date(more.pop(name)) for name in ("tu", "den") if name in more}  # type: ignore[arg-type]
        return rows_url(
            ke_hoach=asked.value("ke-hoach"), linh_vuc=asked.value("linh-vuc"), don_vi=asked.value("don-vi"),
            **days, **more,
        )  # fmt: skip

    shown = due_calendar.context(request, asked, wanted(asked), rows, person=person_of(request), usual=clock.today())
    return render(request, "portal/calendar.html", shown)
