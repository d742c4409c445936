"""The timeline of a plan (dòng thời gian): a bar for each task, a mark for each date, today, data windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.periods import Period
from thuocdo.ui.charts import percent
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, Page
from thuocdo.work.models import Plan, Task
from thuocdo.work.queries.heat import between
from thuocdo.work.queries.timeline import Dated, Line, lines, tasks_of
from thuocdo.work.rules.standing import STANDINGS, Counts
from thuocdo.work.web import lists, views_shared
from thuocdo.work.web.plans import head_of, seen_plan

LISTING = views_shared.listing(sorts={"tt": ("order",)}, order="tt", sizes=(25, 50, 100))
HUNDRED = Decimal(100)
# Which mark a standing has: its form tells it apart without colour.
MARKS = {
    "overdue": "late", "returned": "back", "due_soon": "soon", "submitted": "half", "not_due": "open",
    "accepted_late": "waslate", "accepted_on_time": "done", "waived": "waived",
}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Days of the plan along the width of the drawing."""

    start: date
    end: date

    def place(self, day: date) -> Decimal:
        """Per cent of the width where a day begins; days outside lie on the edge."""
        inside = min(max(day, self.start), self.end)
        return Decimal((inside - self.start).days) * HUNDRED / Decimal((self.end - self.start).days or 1)

    def span(self, first: date, after: date) -> tuple[str, str]:
        """Place and width of the days from the first up to but not including the other; never thinner than a hair."""
        start = self.place(first)
        return percent(start), percent(max(self.place(after) - start, Decimal("0.4")))


@login_required
@require_safe
def plan_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """One line for each task of the page, in the plan's order."""
    plan, on = seen_plan(request, pk), clock.today()
    person, asked = lists.person_of(request), LISTING.read(request)
    wanted = views_shared.wanted(plan, asked)
    page = _page(tasks_of(plan, wanted, on), asked)
    found = lines(plan, page.rows, wanted, on, person=person)
    scale = Scale(plan.starts_on, plan.ends_on)
    return render(
        request,
        "work/plan_timeline.html",
        {
            **head_of(plan), "page": page, "on": on, "rows": [_row(plan, asked, scale, line) for line in found],
            "months": _months(scale), "today": percent(scale.place(on)) if plan.starts_on <= on < plan.ends_on else "",
            "legend": _legend(found),
        },
    )  # fmt: skip


def _page(tasks: QuerySet[Task], asked: Asked) -> Page:
    """The tasks of one page; the filters were asked of the database already."""
    start = (asked.number - 1) * asked.size
    rows = list(tasks[start : start + asked.size + 1])
    return Page(asked, rows[: asked.size], len(rows) > asked.size, tasks.count())


def _months(scale: Scale) -> list[dict[str, Any]]:
    """Months of the plan: where each begins, how wide it is, its number; a long programme shows its years."""
    months = between([scale.start.replace(day=1), Period.month(scale.end.year, scale.end.month).start])
    shown = [month for month in months if month < scale.end]
    return [
        {
            "x": percent(scale.place(month)), "number": month.month, "year": month.year,
            "middle": percent((scale.place(month) + scale.place(Period.month(month.year, month.month).end)) / 2),
            "quarter": month.month in (1, 4, 7, 10),
        }
        for month in shown
    ]  # fmt: skip


def _row(plan: Plan, asked: Asked, scale: Scale, line: Line) -> dict[str, Any]:
    x, width = scale.span(line.start, line.end)
    marks = [_mark(plan, asked, scale, line, dated) for dated in line.dates if dated.counts.total]
    return {
        "task": line.task, "x": x, "width": width, "marks": marks, "counts": line.counts, "undated": line.undated,
        "windows": [scale.span(*window) for window in line.windows], "sentence": _sentence(line),
    }  # fmt: skip


def _mark(plan: Plan, asked: Asked, scale: Scale, line: Line, dated: Dated) -> dict[str, str]:
    x = percent(min(max(scale.place(dated.day), Decimal(1)), Decimal(99)))
    return {
        "x": x, "form": MARKS.get(dated.counts.worst, "open"),
        "words": f"{vn_date(dated.day)}: {_states(dated.counts)}",
        "url": views_shared.rows_url(plan, asked, tu=dated.day, den=dated.day, nhiem_vu=line.task.pk),
    }  # fmt: skip


def _states(counts: Counts) -> str:
    return ", ".join(f"{look(code).word} {vn_number(count)}" for code, count in counts.parts())


def _sentence(line: Line) -> str:
    """The line in words: how many dates, from when to when, how they stand."""
    if not line.dates:
        return _("Nhiệm vụ %(number)s: chưa có ngày đến hạn") % {"number": line.task.number}
    return _("Nhiệm vụ %(number)s: %(count)s ngày đến hạn, từ %(first)s đến %(last)s; %(states)s") % {
        "number": line.task.number, "count": vn_number(len(line.dates)), "first": vn_date(line.dates[0].day),
        "last": vn_date(line.dates[-1].day), "states": _states(line.counts),
    }  # fmt: skip


def _legend(found: list[Line]) -> list[dict[str, Any]]:
    """Marks that stand on this page, most urgent first."""
    there = {dated.counts.worst for line in found for dated in line.dates}
    return [{"form": MARKS[code], "look": look(code)} for code in STANDINGS if code in there and code in MARKS]
