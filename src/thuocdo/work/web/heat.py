"""The heat map of a plan (bản đồ nhiệt): agencies by months, the number and the worst standing in each cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.periods import Period
from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked
from thuocdo.work.models import Plan
from thuocdo.work.queries.heat import Heat, HeatRow, heat
from thuocdo.work.rules.standing import Counts
from thuocdo.work.web import lists, views_shared
from thuocdo.work.web.plans import head_of, seen_plan

LISTING = views_shared.listing(
    sorts={"ten": ("name",), "qua-han": ("overdue",), "so-ky": ("total",)}, order="ten", sizes=(50, 100, 200)
)
KEYS: dict[str, Callable[[HeatRow], Any]] = {
    "ten": lambda row: fold(row.name),
    "qua-han": lambda row: row.counts["overdue"],
    "so-ky": lambda row: row.counts.total,
}


@login_required
@require_safe
def plan_heat(request: HttpRequest, pk: int) -> HttpResponse:
    """Agencies down, months across; every cell opens its rows."""
    plan, on = seen_plan(request, pk), clock.today()
    asked = LISTING.read(request)
    found = heat(lists.person_of(request), views_shared.wanted(plan, asked), on)
    ordered = sorted(found.rows, key=lambda row: fold(row.name))
    ordered = sorted(ordered, key=KEYS[asked.order.removeprefix("-")], reverse=asked.order.startswith("-"))
    page = lists.cut(ordered, asked)
    columns: list[date | None] = [*found.months, *([None] if found.has_undated else [])]
    return render(
        request,
        "work/plan_heat.html",
        {
            **head_of(plan), "page": page, "months": found.months, "has_undated": found.has_undated, "on": on,
            "lines": [_line(plan, asked, row, columns) for row in page.rows],
            "sums": [_cell(plan, asked, None, month, found.sums.get(month, Counts())) for month in columns],
            "whole": _whole(found), "legend": _legend(found),
        },
    )  # fmt: skip


def _line(plan: Plan, asked: Asked, row: HeatRow, columns: list[date | None]) -> dict[str, Any]:
    return {
        "name": row.name, "url": reverse("portal:unit", args=[row.key]), "total": row.counts.total,
        "cells": [_cell(plan, asked, row, month, row.months.get(month, Counts())) for month in columns],
    }  # fmt: skip


def _cell(plan: Plan, asked: Asked, row: HeatRow | None, month: date | None, counts: Counts) -> dict[str, Any]:
    """Number, worst standing with its own number, words for who does not see it, and the rows."""
    if not counts.total:
        return {"total": 0}
    worst = counts.worst
    shown = look(worst)
    when = Period.month(month.year, month.month).label if month else _("không có ngày")
    states = ", ".join(f"{look(code).word} {vn_number(count)}" for code, count in counts.parts())
    words = f"{row.name if row else _('Mọi cơ quan')}, {when}: {states}"
    return {
        "total": counts.total, "worst": worst, "look": shown, "count": counts[worst], "words": words,
        "whole": counts[worst] == counts.total,
        "url": _rows(plan, asked, row, month) if month else _undated(plan, asked, row, counts),
    }  # fmt: skip


def _rows(plan: Plan, asked: Asked, row: HeatRow | None, month: date) -> str:
    """The rows of a cell; days asked for by the filters stay where they are narrower."""
    more: dict[str, object] = {"don_vi": row.key} if row else {}
    period = Period.month(month.year, month.month)
    first, last = asked.value("tu") or period.start, asked.value("den") or period.last_day
    return views_shared.rows_url(plan, asked, **more, tu=max(first, period.start), den=min(last, period.last_day))


def _undated(plan: Plan, asked: Asked, row: HeatRow | None, counts: Counts) -> str:
    """What has no date is listed by its standing; no address where several standings are mixed."""
    if counts[counts.worst] != counts.total or counts.worst not in ("no_date", "watched"):
        return ""
    return views_shared.rows_url(plan, asked, tinh_trang=counts.worst, **({"don_vi": row.key} if row else {}))


def _whole(found: Heat) -> Counts:
    return sum(found.sums.values(), Counts())


def _legend(found: Heat) -> list[Any]:
    """Looks of the standings that are the worst of some cell, most urgent first."""
    there = {counts.worst for row in found.rows for counts in row.months.values() if counts.total}
    return [look(code) for code, _count in _whole(found).parts() if code in there]
