"""The list of activities and the same as a workbook; the calendar of a month."""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.activities import permissions, queries
from thuocdo.activities.models import Activity
from thuocdo.activities.web.asking import attached, person_of
from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.ui.asked import whole
from thuocdo.ui.tables import DateFilter, Filter, Listing, TextFilter
from thuocdo.ui.xlsx import Column, plain_list

MOST_ROWS, SHOWN_A_DAY = 5000, 4
Choices = Sequence[tuple[str, Any]]
HOLDS = "con-gia-tri"


def _kinds(request: HttpRequest) -> Choices:
    return [(kind.code, kind.name) for kind in queries.kinds()]


def _groups(request: HttpRequest) -> Choices:
    return list({kind.group: kind.group_name for kind in queries.kinds()}.items())


def _units(request: HttpRequest) -> Choices:
    seen = Activity.objects.filter(permissions.visible_to(person_of(request))).order_by().values("unit")
    names = UnitVersion.objects.filter(unit__in=seen, valid__contains=clock.today()).order_by("name")
    return [(str(key), name) for key, name in names.values_list("unit__key", "name")]


def _state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(withdrawn_at__isnull=value == HOLDS)


UNIT = Filter(name="co-quan", label=gettext_lazy("Cơ quan"), lookup="unit__key", choices=_units,
              all_words=gettext_lazy("Mọi cơ quan"))  # fmt: skip
KIND = Filter(name="loai", label=gettext_lazy("Loại"), lookup="kind", choices=_kinds,
              all_words=gettext_lazy("Mọi loại"))  # fmt: skip
ACTIVITIES = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Có chữ"), lookup="folded__contains"), KIND,
        Filter(name="nhom", label=gettext_lazy("Nhóm"), lookup="kind__group", choices=_groups,
               all_words=gettext_lazy("Mọi nhóm")),
        UNIT,
        DateFilter(name="tu", label=gettext_lazy("Từ ngày"), lookup="last_on__gte"),
        DateFilter(name="den", label=gettext_lazy("đến hết ngày"), lookup="starts_on__lte"),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), apply=_state, all_words=gettext_lazy("Cả hai"),
               choices=[(HOLDS, gettext_lazy("Còn giá trị")), ("da-rut", gettext_lazy("Đã rút"))]),
    ),
    sorts={
        "ngay": ("starts_on", "pk"), "ten": ("title", "pk"), "loai": ("kind__order", "-starts_on", "pk"),
        "so": ("amount", "pk"),
    },
    order="-ngay",
)  # fmt: skip


@login_required
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Activities that the person may see, the newest first."""
    person = person_of(request)
    page = ACTIVITIES.page(queries.activities(person), request)
    names = names_on({row.unit_id for row in page.rows}, clock.today())
    held = permissions.Reach(person)
    context = {
        "page": page, "shown": [(row, names.get(row.unit_id, ""), measured(row)) for row in page.rows],
        "filters_url": page.asked.url(), "may_record": bool(held.has(permissions.RECORD)),
        "may_import": bool(held.has(permissions.IMPORT)),
    }  # fmt: skip
    return render(request, "activities/list.html", context)


def measured(row: Activity) -> list[tuple[str, int, str]]:
    """The numbers of an activity with their names and units, those that were given."""
    return [
        (str(one["name"]), row.measures[one["code"]], str(one.get("unit", "")))
        for one in row.kind.measures
        if one["code"] in row.measures
    ]


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Loại", width=22), Column(title="Tên", width=56),
    Column(title="Từ ngày", width=12), Column(title="Đến ngày", width=12), Column(title="Cơ quan", width=34),
    Column(title="Nơi đăng, phát hoặc tổ chức", width=28), Column(title="Đường dẫn", width=40),
    Column(title="Số đo", width=40), Column(title="Nhiệm vụ", width=40), Column(title="Ghi chú", width=24),
)  # fmt: skip


@login_required
@require_safe
def activity_list_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook; the filters of the page hold."""
    asked = ACTIVITIES.read(request)
    rows = list(asked.ordered(asked.narrow(queries.activities(person_of(request))))[: MOST_ROWS + 1])
    names = names_on({row.unit_id for row in rows}, clock.today())
    note = _("Chỉ lấy 5.000 dòng đầu; hãy lọc bớt.") if len(rows) > MOST_ROWS else ""
    cells = [
        (
            number, row.kind.name, row.title, row.starts_on, row.last_on, names.get(row.unit_id, ""), row.medium,
            row.link, "; ".join(f"{name}: {count}" for name, count, _unit in measured(row)),
            f"{row.task.number}. {row.task.text}" if row.task else "",
            _("Đã rút: %(why)s") % {"why": row.withdrawn_why} if row.withdrawn_at else "",
        )
        for number, row in enumerate(rows[:MOST_ROWS], start=1)
    ]  # fmt: skip
    return attached(plain_list(_("Hoạt động cải cách hành chính"), COLUMNS, cells, note=note), "hoat-dong.xlsx")


MONTH = Listing(filters=(KIND, UNIT), keep=("thang",))


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The activities of a month (`?thang=2025-07`) in weeks."""
    first = _month(request.GET.get("thang", ""))
    after = _next(first)
    asked = MONTH.read(request)
    rows = asked.narrow(queries.activities(person_of(request)).filter(withdrawn_at=None))
    found = list(rows.filter(starts_on__lt=after, last_on__gte=first).order_by("starts_on", "pk")[:MOST_ROWS])
    weeks = [
        [_day(day, first, found) for day in week]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    context = {
        "page": MONTH.page(rows.none(), request), "weeks": weeks, "first": first, "number": len(found),
        "before_url": asked.url(thang=f"{first - timedelta(days=1):%Y-%m}"),
        "after_url": asked.url(thang=f"{after:%Y-%m}"),
    }  # fmt: skip
    return render(request, "activities/calendar.html", context)


def _day(day: date, first: date, found: Sequence[Activity]) -> dict[str, Any]:
    rows = [row for row in found if row.starts_on <= day <= row.last_on] if day.month == first.month else []
    return {"day": day, "inside": day.month == first.month, "rows": rows[:SHOWN_A_DAY],
            "more": max(0, len(rows) - SHOWN_A_DAY)}  # fmt: skip


def _month(text: str) -> date:
    """The first day of the month that the address names; of this month when it names none."""
    year, _dash, month = text.partition("-")
    number, which = whole(year, 2200), whole(month, 12)
    return date(number, which, 1) if number and which and number >= 1900 else clock.today().replace(day=1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
