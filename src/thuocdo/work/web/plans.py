"""Pages of plans: the list by year, the plan in its six official columns, its targets, and both workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.kernel.text import fold, slug
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, TextFilter
from thuocdo.work import queries
from thuocdo.work.models import Plan, Task
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries import PlanCard, TaskFilter, plan_page
from thuocdo.work.queries.sheets import tasks_in_force
from thuocdo.work.sheet_forms import plan_book
from thuocdo.work.web import letterheads, lists, plan_rows, targets
from thuocdo.work.web.answers import workbook

TASKS = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Có chữ"), placeholder=gettext_lazy("gõ có dấu hoặc không dấu")),
        lists.FIELD, lists.UNIT, lists.STANDING,
        DateFilter(name="tu", label=gettext_lazy("Hạn tới từ ngày")),
        DateFilter(name="den", label=gettext_lazy("đến ngày")),
    ),
    sorts={"tt": ("order",), "viec": ("text",), "chu-tri": ("lead",), "han": ("due",), "gap": ("standing",)},
    order="tt", sizes=(50, 100, 20), keep=("phan",),
)  # fmt: skip


def _years(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request)))
    years = found.order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


PLANS = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Có chữ"), placeholder=gettext_lazy("tên, số ký hiệu")),
        Filter(name="nam", label=gettext_lazy("Năm"), choices=_years, all_words=gettext_lazy("Mọi năm")),
        Filter(name="loai", label=gettext_lazy("Loại"), choices=Plan.Kind.choices, all_words=gettext_lazy("Mọi loại")),
    ),
    sizes=(50, 100),
)


@login_required
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans and directives by year (kế hoạch, văn bản chỉ đạo), each with its progress."""
    person, on = lists.person_of(request), clock.today()
    asked = PLANS.read(request)
    text = asked.value("chu") or ""
    cards = [
        card
        for card in queries.plans(person, on, year=int(asked.value("nam") or 0) or None, kind=asked.value("loai") or "")
        if text in fold(f"{card.plan.title} {card.plan.number_symbol}")
    ]
    page = lists.cut(cards, asked)
    years: dict[int, list[PlanCard]] = {}
    for card in page.rows:
        years.setdefault(card.plan.year, []).append(card)
    may_draft = bool(reach(person).has("draft_plan"))
    context = {"page": page, "years": years, "sought": text, "may_draft": may_draft}
    return render(request, "work/plans.html", context)


def seen_plan(request: HttpRequest, pk: int) -> Plan:
    """The plan, if the person may see it; else the page does not exist."""
    plan = queries.plan_of(lists.person_of(request), pk)
    if plan is None:
        raise Http404
    return plan


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan in its six official columns, with the standing of each task below its deadline."""
    found, on = seen_plan(request, pk), clock.today()
    asked = TASKS.read(request)
    rows_of_plan = _shown(found, asked)
    part, every = plan_rows.part_of(rows_of_plan, request.GET.get("phan", ""))
    rows = plan_rows.narrowed(every, asked)
    page = lists.cut(rows, asked)
    chosen = asked.value("tinh-trang")
    return render(
        request,
        "work/plan.html",
        {
            **head_of(found), "page": page, "groups": plan_rows.grouped(page, rows, _field_names()),
            "total": len(rows), "part_total": len(every), "sections": _section_chips(rows_of_plan, part, asked),
            "parts": [_part(asked, code, count, chosen) for code, count in plan_rows.standing_counts(every)],
            "totals": [(look(code).word, count) for code, count in plan_rows.standing_counts(rows)],
            "sought": asked.value("chu") or "", "form": letterheads.official_head(found), "on": on,
        },
    )  # fmt: skip


def _field_names() -> dict[str, str]:
    return {field.code: field.name for field in queries.fields()}


PARTS = (
    (plan_rows.APPENDIX, gettext_lazy("Phụ lục")), (plan_rows.BODY, gettext_lazy("Phần nội dung")),
    (plan_rows.EVERYTHING, gettext_lazy("Cả văn bản")),
)  # fmt: skip


def _section_chips(rows: Sequence[plan_rows.Shown], part: str, asked: Asked) -> list[tuple[str, str, bool, int]]:
    """Chips for appendix, body and both with their numbers; none when there is only one of them."""
    appendix = sum(row.task.row is not None for row in rows)
    if appendix in (0, len(rows)):
        return []
    counts = {plan_rows.APPENDIX: appendix, plan_rows.BODY: len(rows) - appendix, plan_rows.EVERYTHING: len(rows)}
    return [(str(words), asked.url(phan=code), code == part, counts[code]) for code, words in PARTS]


def _shown(found: Plan, asked: Asked) -> list[plan_rows.Shown]:
    """Every row of the plan with its standing, or only what one agency owes of it."""
    on = clock.today()
    unit = targets.unit_of(asked.value("don-vi"))
    rows = queries.plan_rows(found, TaskFilter(unit=unit), on)
    succeeded = plan_page.successions(found, on)
    return [plan_rows.shown(row, succeeded.get(row.task.pk)) for row in rows]


def _part(asked: Asked, code: str, count: int, chosen: str | None) -> dict[str, Any]:
    current = chosen == code
    return {
        "code": code, "count": count, "current": current, "href": asked.url(**{"tinh-trang": "" if current else code}),
    }  # fmt: skip


def head_of(found: Plan) -> dict[str, Any]:
    """What the head of every page of a plan needs."""
    head = plan_page.plan_head(found, clock.today())
    return {
        "plan": found, "head": head, "basis": letterheads.basis_of(found),
        "year_url": f"{reverse('work:plans')}?nam={found.year}",
    }  # fmt: skip


@login_required
@require_safe
def plan_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """Objectives and targets of the plan (mục tiêu, chỉ tiêu) as rulers; what was not measured looks unknown."""
    found = seen_plan(request, pk)
    sections = [targets.section(objective, rows) for objective, rows in plan_page.objectives(found)]
    return render(request, "work/plan_targets.html", {**head_of(found), "sections": sections})


@login_required
@require_safe
def plan_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as the official appendix: six columns, section rows, A4 across; the filters of the page hold.

    It can be changed and handed in again: hidden keys say which task each row is (`work.web.sheets`).
    """
    found = seen_plan(request, pk)
    asked = TASKS.read(request)
    every = _shown(found, asked)
    _part_shown, part = plan_rows.part_of(every, request.GET.get("phan", ""))
    tasks = [row.task for row in plan_rows.narrowed(part, asked) if row.task.state == Task.State.IN_FORCE]
    whole = len(tasks) == tasks_in_force(found).count()
    content = plan_book(found, tasks, _field_names(), whole=whole)
    return workbook(content, f"{slug(found.title)[:60]}.xlsx")
