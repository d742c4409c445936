"""The list of all due instances (kỳ hạn): filters, order, pages without counting, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.ui.formatting import due_words, vn_date, vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter
from thuocdo.ui.xlsx import Cell, Column, plain_list
from thuocdo.work import queries
from thuocdo.work.models import Occurrence, Plan
from thuocdo.work.permissions import reach, visible_to
from thuocdo.work.queries import Wanted, plan_page
from thuocdo.work.queries.occurrences import named
from thuocdo.work.web import inside, lists, targets
from thuocdo.work.web.answers import workbook

MOST_IN_A_WORKBOOK = 20_000
MINE = "toi"


def _plans(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    found = Plan.objects.filter(visible_to(lists.person_of(request))).order_by("-year", "kind", "pk")
    return [(str(pk), title[:90]) for pk, title in found.values_list("pk", "title")[:200]]


LISTING = Listing(
    filters=(
        TextFilter(name="chu", label=gettext_lazy("Có chữ"), placeholder=gettext_lazy("trong nhiệm vụ")),
        Filter(name="ke-hoach", label=gettext_lazy("Kế hoạch"), choices=_plans, all_words=gettext_lazy("Mọi kế hoạch")),
        lists.FIELD, lists.UNIT, lists.STANDING,
        TextFilter(name="ten-co-quan", label=gettext_lazy("Tên cơ quan"), placeholder=gettext_lazy("ví dụ: Quỳ Hợp")),
        DateFilter(name="tu", label=gettext_lazy("Hạn từ ngày")),
        DateFilter(name="den", label=gettext_lazy("đến hết ngày")),
    ),
    sorts={"han": ("due_on",), "viec": ("task",), "nop": ("submitted_at",)},
    order="han", sizes=(50, 100, 20), keep=("nhiem-vu", "duyet"),
)  # fmt: skip
ORDERS: dict[str, list[Any]] = {
    "han": [F("due_on").asc(nulls_last=True), "pk"],
    "-han": [F("due_on").desc(nulls_last=True), "-pk"],
    "viec": ["plan", "task__order", "due_on", "pk"],
    "-viec": ["-plan", "-task__order", "-due_on", "-pk"],
    "nop": [F("submitted_at").asc(nulls_last=True), "pk"],
    "-nop": [F("submitted_at").desc(nulls_last=True), "-pk"],
}


def rows_asked(request: HttpRequest, asked: Asked, on: date) -> QuerySet[Occurrence]:
    """Due instances that the address asks for, in its order, with their standing."""
    person = lists.person_of(request)
    units: tuple[int, ...] = ()
    if key := asked.value("don-vi"):
        units = (targets.unit_of(key) or 0,)
    elif words := asked.value("ten-co-quan"):
        units = tuple(plan_page.units_named(words, reach(person).provinces())) or (0,)
    task = request.GET.get("nhiem-vu", "")
    wanted = Wanted(
        plan=int(asked.value("ke-hoach") or 0) or None,
        task=int(task) if task.isascii() and task.isdigit() and len(task) < 10 else None,
        units=units,
        fields=(asked.value("linh-vuc"),) if asked.value("linh-vuc") else (),
        standings=(asked.value("tinh-trang"),) if asked.value("tinh-trang") else (),
        due_from=asked.value("tu"), due_to=asked.value("den"), text=asked.value("chu") or "",
    )  # fmt: skip
    rows = queries.with_standing(queries.occurrences(person, wanted, on), on).select_related("task", "plan")
    if request.GET.get("duyet") == MINE:
        rows = rows.filter(pk__in=queries.awaiting_judgement(reach(person, on)).values("pk"))
    return rows.order_by(*ORDERS[asked.order])


@login_required
@require_safe
def occurrence_list(request: HttpRequest) -> HttpResponse:
    """Every due instance that the person may see, narrowed as the address asks; `?chon=trang` marks all that wait."""
    return list_page(request)


def list_page(
    request: HttpRequest, *, chosen: Collection[int] = (), note: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The list, with boxes on the rows whose results the person may accept; after a refusal with what was chosen."""
    on = clock.today()
    asked = LISTING.read(request)
    start = (asked.number - 1) * asked.size
    rows = _rows(rows_asked(request, asked, on), start, asked.size + 1)
    page = Page(asked, named(rows[: asked.size], on), len(rows) > asked.size)
    open_rows = _to_accept(request, page.rows, on)
    whole = request.GET.get("chon") == "trang"
    marked = {key for key in open_rows if whole or key in chosen}
    here = page.url(asked.number)
    return render(
        request,
        "work/occurrences.html",
        {
            "page": page, "shown": inside.with_proof(_worded(list(page.rows), on), open_rows),
            "open_rows": open_rows, "marked": marked,
            "accept_url": f"{reverse('work:accept_many')}{here}", "note": note, "problem": problem,
            "all_url": here if marked else f"{here}{'&' if len(here) > 1 else ''}chon=trang",
            "mine": request.GET.get("duyet") == MINE, "others_url": asked.url(duyet=""),
            "xlsx_url": f"{reverse('work:occurrences_xlsx')}{asked.url()}",
            "csv_url": f"{reverse('work:occurrences_csv')}{asked.url()}",
        },
        status=status,
    )  # fmt: skip


def _to_accept(request: HttpRequest, rows: Sequence[Occurrence], on: date) -> set[int]:
    """Rows of this page that wait for this person's decision; nothing is asked when none is submitted."""
    waiting = [row.pk for row in rows if row.state == Occurrence.State.SUBMITTED]
    if not waiting:
        return set()
    found = queries.awaiting_judgement(reach(lists.person_of(request), on))
    return set(found.filter(pk__in=waiting).values_list("pk", flat=True))


def _rows(found: QuerySet[Occurrence], start: int, size: int) -> list[Occurrence]:
    """A stretch of a long list: its keys first, so that the database orders narrow rows, then the rows themselves."""
    keys = list(found.select_related(None).values_list("pk", flat=True)[start : start + size])
    rows = {row.pk: row for row in found.order_by().filter(pk__in=keys)}
    return [rows[key] for key in keys]


def _worded(rows: list[Occurrence], on: date) -> list[dict[str, Any]]:
    """Rows with the name of their plan and the words of their badge."""
    return [
        {"row": row, "plan": row.plan.number_symbol or row.plan.title[:60], "standing": standing_words(row, on)}
        for row in rows
    ]


def standing_words(row: Occurrence, on: date) -> str:
    """Words for the badge of a due instance, empty where the usual word says enough."""
    code: str = row.standing  # type: ignore[attr-defined]
    if code in ("overdue", "due_soon") and row.due_on:
        return due_words(row.due_on, on).capitalize()
    if code == "accepted_late" and row.late_days:
        return _("Trễ hạn %(days)s ngày") % {"days": vn_number(row.late_days)}
    return ""


COLUMNS = (
    Column(title="STT", width=6, align="center"), Column(title="Kế hoạch, văn bản", width=24),
    Column(title="TT", width=6, align="center"), Column(title="Nhiệm vụ", width=56),
    Column(title="Lĩnh vực", width=20), Column(title="Cơ quan chủ trì", width=34), Column(title="Kỳ", width=22),
    Column(title="Hạn", width=12), Column(title="Nộp", width=17), Column(title="Quyết định", width=17),
    Column(title="Tình trạng", width=18), Column(title="Số ngày trễ", width=8),
)  # fmt: skip


@login_required
@require_safe
def occurrence_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, up to 20,000 rows; a line says when more were left out."""
    on = clock.today()
    asked = LISTING.read(request)
    rows = list(rows_asked(request, asked, on)[: MOST_IN_A_WORKBOOK + 1])
    note = _("Tính đến ngày %(day)s.") % {"day": vn_date(on)}
    if len(rows) > MOST_IN_A_WORKBOOK:
        note += " " + _("Chỉ lấy %(most)s dòng đầu; lọc bớt, hoặc tải CSV để có đủ.") % {
            "most": vn_number(MOST_IN_A_WORKBOOK)
        }
    else:
        note += " " + _("Đủ %(count)s dòng.") % {"count": vn_number(len(rows))}
    content = plain_list(_("Danh sách kỳ hạn"), COLUMNS, _cells(named(rows[:MOST_IN_A_WORKBOOK], on)), note=note)
    return workbook(content, f"ky-han-{on:%Y%m%d}.xlsx")


def _cells(rows: Iterable[Occurrence]) -> Iterable[Sequence[Cell]]:
    fields = {field.code: f"{field.number}. {field.short_name}" for field in queries.fields()}
    for number, row in enumerate(rows, start=1):
        task: Any = row.task
        name: str = row.unit_name
        code: str = row.standing  # type: ignore[attr-defined]
        yield (
            number, row.plan.number_symbol or row.plan.title, task.number, task.text, fields.get(task.field, ""), name,
            row.label, row.due_on, row.submitted_at, row.decided_at, str(look(code).word), row.late_days or None,
        )  # fmt: skip
