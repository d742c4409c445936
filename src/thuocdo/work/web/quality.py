"""Quality apart from completion (chất lượng): done, and still with shortcomings; and what waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.ui.tables import DateFilter, Filter, Listing, Page, TextFilter
from thuocdo.ui.xlsx import Cell, Column, plain_list
from thuocdo.work import queries
from thuocdo.work.models import Occurrence, Plan, QualityMark
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries import inside_lists
from thuocdo.work.queries.occurrences import named
from thuocdo.work.web import lists, targets
from thuocdo.work.web.answers import cut_for_workbook, workbook

AGENCIES_SHOWN = 8


def _plans(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request))).order_by("-year", "kind", "pk")
    return [(str(pk), title[:90]) for pk, title in found.values_list("pk", "title")[:200]]


def _of_unit(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(unit=targets.unit_of(value) or 0)


def _of_grade(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(quality="" if value == "chua" else value)


LISTING = Listing(
    filters=(
        Filter(name="muc", label=_("Mức"), choices=(*QualityMark.Grade.choices, ("chua", _("Chưa đánh giá"))),
               all_words=_("Mọi mức"), apply=_of_grade),
        Filter(name="ke-hoach", label=_("Kế hoạch"), choices=_plans, all_words=_("Mọi kế hoạch"), lookup="plan"),
        Filter(name="don-vi", label=_("Cơ quan"), choices=lists.unit_choices, all_words=_("Mọi cơ quan"),
               apply=_of_unit),
        Filter(name="linh-vuc", label=_("Lĩnh vực"), choices=lists.field_choices, all_words=_("Cả 7 lĩnh vực"),
               lookup="task__field"),
        TextFilter(name="chu", label=_("Có chữ"), lookup="task__folded__contains",
                   placeholder=_("trong nhiệm vụ")),
        DateFilter(name="tu", label=_("Duyệt từ ngày"), lookup="decided_at__date__gte"),
        DateFilter(name="den", label=_("đến hết ngày"), lookup="decided_at__date__lte"),
    ),
    sorts={"ngay": ("decided_at", "pk"), "viec": ("task", "pk")}, order="-ngay", sizes=(50, 100, 20),
)  # fmt: skip


@login_required
@require_safe
def quality_list(request: HttpRequest) -> HttpResponse:
    """Accepted results by quality; the figures on top count what the filters leave. A fixed number of queries."""
    person, on = lists.person_of(request), clock.today()
    asked = LISTING.read(request)
    found = asked.narrow(inside_lists.accepted(person))
    rows = asked.ordered(asked.narrow(inside_lists.judged(person))).select_related("task", "plan")
    start = (asked.number - 1) * asked.size
    shown = list(rows[start : start + asked.size + 1])
    page = Page(asked, named(shown[: asked.size], on), len(shown) > asked.size)
    agencies = inside_lists.quality_by_unit(found, on)
    context = {
        "page": page, "total": inside_lists.quality_total(found), "agencies": agencies[:AGENCIES_SHOWN],
        "more": max(0, len(agencies) - AGENCIES_SHOWN), "plans": inside_lists.quality_by_plan(found),
        "lacking_url": asked.url(muc="lacking"), "xlsx_url": f"{reverse('work:quality_xlsx')}{asked.url()}",
    }  # fmt: skip
    return render(request, "work/quality.html", context)


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Kế hoạch, văn bản", width=24),
    Column(title="TT", width=6, align="center"), Column(title="Nhiệm vụ", width=56),
    Column(title="Cơ quan chủ trì", width=34), Column(title="Kỳ", width=22), Column(title="Hạn", width=12),
    Column(title="Duyệt", width=17), Column(title="Chất lượng", width=20), Column(title="Nhận xét", width=56),
    Column(title="Người đánh giá", width=24),
)  # fmt: skip


@login_required
@require_safe
def quality_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    on = clock.today()
    asked = LISTING.read(request)
    rows = asked.ordered(asked.narrow(inside_lists.judged(lists.person_of(request)))).select_related("task", "plan")
    taken, note = cut_for_workbook(rows, on)
    cells = _cells(named(taken, on))
    return workbook(plain_list("Chất lượng kết quả", COLUMNS, cells, note=note), f"chat-luong-{on:%Y%m%d}.xlsx")


def _cells(rows: Iterable[Occurrence]) -> Iterable[Sequence[Cell]]:
    words = dict(QualityMark.Grade.choices)
    for number, row in enumerate(rows, start=1):
        said: Any = row
        yield (
            number, row.plan.number_symbol or row.plan.title, row.task.number, row.task.text, row.unit_name, row.label,
            row.due_on, row.decided_at, str(words.get(row.quality, "Chưa đánh giá")), said.said or "",
            said.said_by or "",
        )  # fmt: skip


BLOCKS = Listing(
    filters=(
        Filter(name="tinh-trang", label=_("Tình trạng"), choices=(("dang", _("Đang vướng")), ("het", _("Đã hết"))),
               all_words=_("Tất cả"), apply=lambda rows, value: rows.filter(ended_at__isnull=value == "dang")),
        Filter(name="don-vi", label=_("Cơ quan"), choices=lists.unit_choices, all_words=_("Mọi cơ quan"),
               apply=lambda rows, value: rows.filter(occurrence__unit=targets.unit_of(value) or 0)),
        TextFilter(name="chu", label=_("Có chữ"), lookup="occurrence__task__folded__contains",
                   placeholder=_("trong nhiệm vụ")),
    ),
    sorts={"ngay": ("at", "pk"), "han": ("occurrence__due_on", "pk")}, order="-ngay", sizes=(50, 100, 20),
)  # fmt: skip


@login_required
@require_safe
def block_list(request: HttpRequest) -> HttpResponse:
    """What waits for what (vướng mắc), and on top what holds up most; a fixed number of queries."""
    on = clock.today()
    page = BLOCKS.page(inside_lists.blocks_now(lists.person_of(request)), request)
    names = _block_names(page.rows, on)
    items = [
        {"row": row, "name": names.get(row.occurrence.unit_id, ""),
         "other": names.get(row.waits_for.unit_id, "") if row.waits_for else ""}
        for row in page.rows
    ]  # fmt: skip
    shown = Page(page.asked, items, page.has_next, page.total)
    worst = inside_lists.worst_holdups(lists.person_of(request), on)
    xlsx = f"{reverse('work:blocks_xlsx')}{page.asked.url()}"
    return render(request, "work/blocks.html", {"page": shown, "holdups": worst, "xlsx_url": xlsx})


def _block_names(rows: Iterable[Any], on: date) -> dict[int, str]:
    units = {row.occurrence.unit_id for row in rows} | {row.waits_for.unit_id for row in rows if row.waits_for}
    return queries.names_on(units, on) if units else {}


BLOCK_COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Nhiệm vụ", width=56), Column(title="Cơ quan", width=34),
    Column(title="Kỳ", width=22), Column(title="Hạn", width=12), Column(title="Vướng mắc", width=56),
    Column(title="Chờ việc của", width=50), Column(title="Từ ngày", width=14), Column(title="Hết ngày", width=14),
    Column(title="Vì sao hết", width=40),
)  # fmt: skip


@login_required
@require_safe
def block_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    on, asked = clock.today(), BLOCKS.read(request)
    found = asked.ordered(asked.narrow(inside_lists.blocks_now(lists.person_of(request))))
    rows, note = cut_for_workbook(found, on)
    names = _block_names(rows, on)
    cells = (
        (number, row.occurrence.task.text, names.get(row.occurrence.unit_id, ""), row.occurrence.label,
         row.occurrence.due_on, row.text,
         f"{names.get(row.waits_for.unit_id, '')}: {row.waits_for.label}" if row.waits_for else "", row.at,
         row.ended_at, row.ended_why)
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    return workbook(plain_list("Vướng mắc", BLOCK_COLUMNS, cells, note=note), f"vuong-mac-{on:%Y%m%d}.xlsx")
