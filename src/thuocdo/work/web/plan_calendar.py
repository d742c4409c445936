"""The calendar of a plan (lịch): a month day by day, the year as a strip, the list of the chosen day."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.work import due_calendar
from thuocdo.work.web import lists, views_shared
from thuocdo.work.web.plans import head_of, seen_plan

LISTING = views_shared.listing(keep=("thang", "ngay"))


@login_required
@require_safe
def plan_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One month of the plan; `?thang=2025-07` chooses it, `?ngay=2025-07-15` the day whose list is shown."""
    plan, on = seen_plan(request, pk), clock.today()
    asked = LISTING.read(request)
    usual = min(max(on, plan.starts_on), plan.ends_on)
    context = due_calendar.context(
        request, asked, views_shared.wanted(plan, asked), lambda **more: views_shared.rows_url(plan, asked, **more),
        person=lists.person_of(request), usual=usual,
    )  # fmt: skip
    return render(request, "work/plan_calendar.html", {**head_of(plan), **context})
