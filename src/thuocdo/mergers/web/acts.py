"""What is decided from the page of a merger: simulate, approve, withdraw, carry out; and its workbooks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.mergers import queries, services
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import reading
from thuocdo.mergers.rules.problems import Problem
from thuocdo.mergers.web import words
from thuocdo.mergers.web.asking import amounts, attached, person_of, seen_merger
from thuocdo.mergers.web.opening import BOM, CSV, workbook
from thuocdo.ui.xlsx import Column, plain_list


def _at(merger: Merger, step: str) -> HttpResponse:
    return redirect(f"{reverse('mergers:merger', args=[merger.pk])}?buoc={step}")


@login_required
@require_POST
def simulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Work out what would move."""
    merger = seen_merger(request, pk, whole=True)
    services.simulate_merger(merger=merger, by=person_of(request), at=clock.now())
    messages.success(request, _("Đã mô phỏng. Chưa có gì được chuyển."))
    return _at(merger, words.SIMULATION)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, with the kinds of doubts that were seen."""
    merger = seen_merger(request, pk, whole=True)
    seen = request.POST.getlist("seen")
    services.approve_merger(merger=merger, acknowledged=seen, by=person_of(request), at=clock.now())
    messages.success(request, _("Đã duyệt. Đến ngày hiệu lực hệ thống tự thực hiện bàn giao."))
    return _at(merger, words.APPROVAL)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    merger = seen_merger(request, pk, whole=True)
    services.withdraw_merger(
        merger=merger, reason=request.POST.get("reason", ""), by=person_of(request), at=clock.now()
    )
    messages.success(request, _("Đã hủy đợt sắp xếp."))
    return _at(merger, words.APPROVAL)


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker to carry the merger out; the page shows when it is done."""
    merger = seen_merger(request, pk, whole=True)
    services.order_carry_out(merger=merger, by=person_of(request), at=clock.now())
    messages.success(request, _("Đã giao máy thực hiện bàn giao; mất vài giây, trang tự cập nhật."))
    return _at(merger, words.APPROVAL)


@login_required
@require_safe
def mapping_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as a file that can be changed and handed in again."""
    merger = seen_merger(request, pk, whole=True)
    text = BOM + reading.write(queries.described(queries.rows_of(merger), merger.effective_on))
    return attached(text.encode(), f"anh-xa-{merger.pk}.csv", CSV)


@login_required
@require_safe
def mapping_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as a workbook with names."""
    merger = seen_merger(request, pk, whole=True)
    rows = queries.described(queries.rows_of(merger), merger.effective_on)
    return attached(workbook(rows, merger.effective_on, merger.name), f"anh-xa-{merger.pk}.xlsx")


@login_required
@require_safe
def simulation_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line of the simulation as a workbook."""
    merger = seen_merger(request, pk, whole=True)
    if merger.simulation is None:
        raise Http404(_("Đợt này chưa được mô phỏng."))
    columns = [
        Column(title=_("Đơn vị giao"), width=40), Column(title=_("Đơn vị nhận"), width=40),
        Column(title=_("Loại"), width=36), Column(title=_("Nội dung"), width=60), Column(title=_("Ghi chú"), width=50),
        Column(title=_("Số lượng"), width=10),
    ]  # fmt: skip
    known, pairs = queries.kinds(), merger.simulation["pairs"]
    rows = [
        (pairs[number]["giving_name"], pairs[number]["taking_name"], str(known[kind].words if kind in known else kind),
         said, note, count)
        for number, kind, said, note, count, _link in merger.simulation["lines"]
    ]  # fmt: skip
    return attached(plain_list(merger.name, columns, rows), f"mo-phong-{merger.pk}.xlsx")


@login_required
@require_safe
def checks_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fault and doubt as a workbook, for whoever mends the file."""
    merger = seen_merger(request, pk, whole=True)
    problems = [Problem.from_json(one) for one in merger.problems]
    names = queries.names_of_keys({one.unit for one in problems if one.unit}, merger.effective_on)
    columns = [
        Column(title=_("Mức"), width=12), Column(title=_("Dòng"), width=8), Column(title=_("Cột"), width=16),
        Column(title=_("Mã đơn vị"), width=22), Column(title=_("Đơn vị"), width=40), Column(title=_("Loại"), width=34),
        Column(title=_("Nội dung"), width=80),
    ]  # fmt: skip
    rows = [
        (_("Lỗi") if one.is_error else _("Cảnh báo"), one.line or None, one.column, one.unit, names.get(one.unit, ""),
         str(words.PROBLEMS.get(one.code, one.code)), one.message)
        for one in problems
    ]  # fmt: skip
    return attached(plain_list(merger.name, columns, rows), f"kiem-tra-{merger.pk}.xlsx")


@login_required
@require_safe
def minutes_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """All minutes of a merger as a list: both sides, how much, who confirmed when."""
    merger = seen_merger(request, pk, whole=True)
    columns = [
        Column(title=_("Số"), width=8), Column(title=_("Bên giao"), width=44), Column(title=_("Bên nhận"), width=44),
        Column(title=_("Nhiệm vụ"), width=10), Column(title=_("Tất cả"), width=10),
        Column(title=_("Bên giao xác nhận"), width=26), Column(title=_("Lúc"), width=16),
        Column(title=_("Bên nhận xác nhận"), width=26), Column(title=_("Lúc"), width=16),
    ]  # fmt: skip
    rows = [
        (row.number, row.giving_name, row.taking_name, *amounts(row), row.given_by_name, row.given_at,
         row.taken_by_name, row.taken_at)
        for row in merger.minutes.defer("lines")
    ]  # fmt: skip
    return attached(plain_list(merger.name, columns, rows), f"bien-ban-{merger.pk}.xlsx")
