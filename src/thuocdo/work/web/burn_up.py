"""The year against the plan (tiến độ năm), as a picture and as a table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.periods import Period
from thuocdo.ui.charts import percent
from thuocdo.ui.formatting import share_of, vn_date, vn_number
from thuocdo.ui.tables import Asked
from thuocdo.work.models import Plan
from thuocdo.work.queries.burn_up import BurnUp, Point, burn_up
from thuocdo.work.web import lists, views_shared
from thuocdo.work.web.plans import head_of, seen_plan

LISTING = views_shared.listing()
HUNDRED = Decimal(100)
STEPS = (1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True)
class Drawing:
    """The picture: paths in a square of 100 by 100, place of today, scale on the left, months below, one sentence."""

    planned: str
    on_time: str
    late: str
    waived: str
    today: str
    scale: list[tuple[str, str]]
    months: list[tuple[str, int]]
    sentence: str


@login_required
@require_safe
def plan_burn_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What was to be due by each day, and how much of it is done on time, late, waived or still open."""
    plan, on = seen_plan(request, pk), clock.today()
    asked = LISTING.read(request)
    found = burn_up(lists.person_of(request), views_shared.wanted(plan, asked), on)
    return render(
        request,
        "work/plan_burn_up.html",
        {
            **head_of(plan), "page": views_shared.bare_page(asked), "found": found, "on": on,
            "drawing": drawn(found, on) if found.points else None, "rows": _rows(plan, asked, found, on),
            "undated_url": views_shared.rows_url(plan, asked),
        },
    )  # fmt: skip


def drawn(found: BurnUp, on: date) -> Drawing:
    """Lay the year out: days across, due instances up; what is done is drawn as far as today."""
    first, last = found.points[0].day.replace(day=1), found.points[-1].day
    days, top = Decimal((last - first).days + 1), Decimal(_top(found.whole.total))

    def x(day: date) -> Decimal:
        return Decimal((day - first).days + 1) * HUNDRED / days

    def y(count: int) -> Decimal:
        return HUNDRED - Decimal(count) * HUNDRED / top

    passed = [point for point in found.points if point.day <= on]
    if found.today is not None and (not passed or passed[-1].day != on):
        passed.append(found.today)
    path = _Paths(x, y)
    return Drawing(
        planned=path.line([(point.day, point.reached.total) for point in found.points]),
        on_time=path.area(passed, lambda point: 0, lambda point: point.reached["accepted_on_time"]),
        late=path.area(passed, lambda point: point.reached["accepted_on_time"], _judged),
        waived=path.area(passed, _judged, lambda point: point.reached.done),
        today=percent(x(on)) if found.today is not None else "",
        scale=_scale(int(top), y), months=_months(found.points, x), sentence=_sentence(found),
    )  # fmt: skip


def _judged(point: Point) -> int:
    return point.reached["accepted_on_time"] + point.reached["accepted_late"]


@dataclass(frozen=True)
class _Paths:
    """Paths of SVG from days and numbers."""

    x: Callable[[date], Decimal]
    y: Callable[[int], Decimal]

    def line(self, pairs: Sequence[tuple[date, int]]) -> str:
        """A line that begins at zero on the first day."""
        return f"M0 {self._at(0)}" + "".join(f"L{_short(self.x(day))} {self._at(count)}" for day, count in pairs)

    def area(self, points: Sequence[Point], low: Callable[[Point], int], high: Callable[[Point], int]) -> str:
        """The band between two numbers; nothing where they are everywhere the same."""
        if not any(high(point) > low(point) for point in points):
            return ""
        back = "".join(f"L{_short(self.x(point.day))} {self._at(low(point))}" for point in reversed(points))
        return f"{self.line([(point.day, high(point)) for point in points])}{back}Z"

    def _at(self, count: int) -> str:
        return _short(self.y(count))


def _short(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"


def _top(most: int) -> int:
    """The upper end of the scale: the first of 1, 2, 3, 4, 5, 6, 8, 10, 20 ... that holds the number.

    >>> _top(0), _top(7), _top(6008)
    (1, 8, 8000)
    """
    power = 1
    while True:
        for step in STEPS:
            if step * power >= most:
                return step * power
        power *= 10


def _scale(top: int, y: Callable[[int], Decimal]) -> list[tuple[str, str]]:
    parts = next((number for number in (4, 3, 5) if top % number == 0), top)
    return [(percent(y(top * part // parts)), vn_number(top * part // parts)) for part in range(parts, -1, -1)]


def _months(points: Sequence[Point], x: Callable[[date], Decimal]) -> list[tuple[str, int]]:
    """The middle of each month with its number."""
    return [(percent((x(point.day.replace(day=1)) + x(point.day)) / 2), point.day.month) for point in points]


def _sentence(found: BurnUp) -> str:
    point = found.today or found.points[-1]
    return _(
        "Đến hết ngày %(day)s: %(due)s kỳ đến hạn trong %(whole)s kỳ cả năm; đúng hạn %(on_time)s, trễ hạn %(late)s, "
        "được miễn %(waived)s, chưa xong %(open)s."
    ) % {
        "day": vn_date(point.day), "due": vn_number(point.reached.total), "whole": vn_number(found.whole.total),
        "on_time": vn_number(point.reached["accepted_on_time"]), "late": vn_number(point.reached["accepted_late"]),
        "waived": vn_number(point.reached["waived"]), "open": vn_number(point.open),
    }  # fmt: skip


def _rows(plan: Plan, asked: Asked, found: BurnUp, on: date) -> list[dict[str, Any]]:
    """The table: one row for each month and one for today, with the rows behind what fell due in it."""
    points = sorted([*found.points, *([found.today] if found.today else [])], key=lambda point: point.day)
    rows = []
    for point in points:
        first = point.day.replace(day=1)
        start, end = asked.value("tu") or first, asked.value("den") or point.day
        is_today = point is found.today and point.day != Period.month(first.year, first.month).last_day
        if is_today or point is not found.today:
            url = views_shared.rows_url(plan, asked, tu=max(start, first), den=min(end, point.day))
            rows.append({
                "point": point, "is_today": is_today, "ahead": point.day > on, "url": url if point.added.total else "",
                "share": share_of(_judged(point) + point.reached["waived"], point.reached.total),
            })  # fmt: skip
    return rows
