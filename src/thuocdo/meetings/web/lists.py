"""The list of meetings and the same as a workbook; the calendar of a month."""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.meetings import permissions, queries
from thuocdo.meetings.models import Meeting
from thuocdo.meetings.rules.months import month_after
from thuocdo.meetings.web.asking import LOOKS, attached, person_of
from thuocdo.ui.asked import whole
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter
from thuocdo.ui.xlsx import Column, plain_list

MOST_ROWS = 3000
Choices = Sequence[tuple[str, Any]]


def _units(request: HttpRequest) -> Choices:
    seen = queries.meetings(person_of(request)).order_by().values("unit")
    names = UnitVersion.objects.filter(unit__in=seen, valid__contains=clock.today()).order_by("name")
    return [(str(key), name) for key, name in names.values_list("unit__key", "name")]


UNIT = Filter(name="co-quan", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units,
              all_words=gettext_lazy("Mọi cơ quan"))  # fmt: skip
KIND = Filter(name="loai", label=gettext_lazy("Loại"), lookup="kind", choices=Meeting.Kind.choices,
              all_words=gettext_lazy("Mọi loại"))  # fmt: skip
MEETINGS = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Có chữ"), lookup="folded__contains"), KIND, UNIT,
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), lookup="state", choices=Meeting.State.choices,
               all_words=gettext_lazy("Mọi trạng thái")),
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"), lookup="starts_at__date__gte"),
        DateFilter(name="den", label=gettext_lazy("đến hết ngày"), lookup="starts_at__date__lte"),
    ),
    sorts={"ngay": ("starts_at", "pk"), "ten": ("title", "pk"), "trang-thai": ("state", "-starts_at", "pk")},
    order="-ngay",
)  # fmt: skip


def _counted(request: HttpRequest) -> Any:
    return queries.meetings(person_of(request)).annotate(
        points=Count("items", distinct=True),
        decided=Count("conclusions", filter=~Q(conclusions__state="dropped"), distinct=True),
    )


@login_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings that the person may see, the newest first."""
    person = person_of(request)
    page = MEETINGS.page(_counted(request), request)
    names = names_on({row.unit_id for row in page.rows}, clock.today())
    context = {
        "page": page, "shown": [(row, names.get(row.unit_id, ""), LOOKS[row.state]) for row in page.rows],
        "filters_url": page.asked.url(), "may_plan": bool(permissions.Reach(person).has(permissions.PLAN)),
    }  # fmt: skip
    return render(request, "meetings/list.html", context)


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Thời gian", width=18), Column(title="Loại", width=20),
    Column(title="Tên cuộc họp", width=50), Column(title="Cơ quan", width=34), Column(title="Địa điểm", width=28),
    Column(title="Chủ trì", width=24), Column(title="Thư ký", width=24), Column(title="Trạng thái", width=18),
    Column(title="Số nội dung", width=12), Column(title="Số kết luận", width=12),
)  # fmt: skip


@login_required
@require_safe
def meeting_list_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; the filters of the page hold."""
    asked = MEETINGS.read(request)
    rows = list(asked.ordered(asked.narrow(_counted(request)))[: MOST_ROWS + 1])
    names = names_on({row.unit_id for row in rows}, clock.today())
    note = _("Chỉ lấy 3.000 dòng đầu; hãy lọc bớt.") if len(rows) > MOST_ROWS else ""
    cells = [
        (
            number, row.starts_at, row.get_kind_display(), row.title, names.get(row.unit_id, ""), row.place,
            row.chair.full_name if row.chair else "", row.secretary.full_name if row.secretary else "",
            row.get_state_display(), row.points, row.decided,
        )
        for number, row in enumerate(rows[:MOST_ROWS], start=1)
    ]  # fmt: skip
    return attached(plain_list(_("Các cuộc họp"), COLUMNS, cells, note=note), "cuoc-hop.xlsx")


MONTH = Listing(filters=(KIND, UNIT), keep=("thang",))


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The meetings of a month (`?thang=2025-07`) in weeks."""
    first = month_of(request)
    after, asked = month_after(first), MONTH.read(request)
    rows = asked.narrow(queries.meetings(person_of(request)).exclude(state=Meeting.State.CANCELLED))
    span = {"starts_at__gte": clock.start_of(first), "starts_at__lt": clock.start_of(after)}
    found = list(rows.filter(**span).order_by("starts_at", "pk")[:MOST_ROWS])
    weeks = [
        [_day(day, first, found) for day in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    context = {
        "page": MONTH.page(rows.none(), request), "weeks": weeks, "first": first, "number": len(found),
        "before_url": asked.url(thang=f"{first - timedelta(days=1):%Y-%m}"),
        "after_url": asked.url(thang=f"{after:%Y-%m}"), "today": clock.today(),
        "may_plan": bool(permissions.Reach(person_of(request)).has(permissions.PLAN)),
    }  # fmt: skip
    return render(request, "meetings/calendar.html", context)


def _day(day: date, first: date, found: Sequence[Meeting]) -> dict[str, Any]:
    inside = day.month == first.month
    rows = [row for row in found if row.starts_at.astimezone(clock.ZONE).date() == day] if inside else []
    return {"day": day, "inside": inside, "rows": rows}


def month_of(request: HttpRequest) -> date:
    """The first day of the month that the address names (`?thang=2025-07`); of this month when it names none."""
    year, _dash, month = request.GET.get("thang", "").partition("-")
    number, which = whole(year, 2200), whole(month, 12)
    return date(number, which, 1) if number and which and number >= 1990 else clock.today().replace(day=1)
