"""Lists of activities handed in as workbooks: the file to fill in, the look before, taking, dropping, undoing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.activities import permissions, queries, services
from thuocdo.activities.models import ActivityImport
from thuocdo.activities.web.asking import attached, beside, named, person_of, refuse_without, seen_import
from thuocdo.activities.web.forms import ReasonForm, SheetForm
from thuocdo.core import clock
from thuocdo.directory.queries import names_on
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.tables import Listing
from thuocdo.ui.xlsx import Cell, Column, plain_list

IMPORTS, SHOWN = Listing(sizes=(20, 50)), 500
TEMPLATE = (
    Column(title="Thể loại", width=22), Column(title="Tên tin, bài", width=56), Column(title="Ngày đăng", width=14),
    Column(title="Đến ngày", width=14), Column(title="Nơi đăng, phát", width=30), Column(title="Đường dẫn", width=44),
    Column(title="Số lượng", width=10), Column(title="Số lượt người dự", width=16), Column(title="Ghi chú", width=30),
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Hand in a list, and the lists so far."""
    person = person_of(request)
    units = permissions.units_to_enter(person, permissions.IMPORT)
    sent = request.method == "POST"
    form, problem = SheetForm(request.POST if sent else None, request.FILES or None, units=named(units)), ""
    if sent and form.is_valid():
        unit = next(unit for unit in units if unit.key == form.cleaned_data["unit"])
        try:
            made = services.check_sheet(unit=unit, upload=form.cleaned_data["file"], by=person, at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            return redirect("activities:import", made.pk)
    page = IMPORTS.page(queries.imports(person), request)
    names = names_on({row.unit_id for row in page.rows}, clock.today())
    context = {
        "form": form, "problem": problem, "page": page,
        "shown": [(row, names.get(row.unit_id, "")) for row in page.rows],
    }  # fmt: skip
    return render(request, "activities/imports.html", context, status=422 if sent else 200)


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in, with the kinds that may stand in it."""
    kinds = ", ".join(kind.name for kind in queries.kinds())
    example: list[Cell] = [
        "Tin", _("Ví dụ, xóa dòng này trước khi gửi"), clock.today(), None, "Báo Nghệ An", "https://baonghean.vn/...",
        1, None, "",
    ]  # fmt: skip
    note = _("Thể loại chỉ nhận: %(kinds)s.") % {"kinds": kinds}
    return attached(plain_list(_("Danh sách hoạt động, tin bài"), TEMPLATE, [example], note=note), "mau-hoat-dong.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a list would record or has recorded; take it, or drop it."""
    found = seen_import(request, pk)
    if request.method == "POST":
        return _decided(request, found)
    may = permissions.rights(person_of(request), found)
    is_open, done = found.state == ActivityImport.State.CHECKED, found.state == ActivityImport.State.DONE
    context = {
        "sheet": found, "lines": found.lines[:SHOWN], "more": max(0, len(found.lines) - SHOWN),
        "may_take": is_open and "take_sheet" in may and not found.counts["fault"] and found.counts["new"],
        "may_discard": is_open and "discard_sheet" in may, "may_undo": done and "undo_sheet" in may,
    }  # fmt: skip
    return render(request, "activities/import.html", context)


def _decided(request: HttpRequest, found: ActivityImport) -> HttpResponse:
    refuse_without(request, found, "take_sheet", "discard_sheet")
    who = {"by": person_of(request), "at": clock.now()}
    try:
        if "bo" in request.POST:
            services.discard_sheet(sheet=found, **who)
            messages.success(request, _("Đã bỏ lần nhập này."))
            return redirect("activities:imports")
        services.take_sheet(sheet=found, **who)
        messages.success(request, _("Đã nhập %(count)s hoạt động.") % {"count": found.counts["new"]})
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    return redirect("activities:import", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw everything that a list recorded."""
    found = seen_import(request, pk)
    refuse_without(request, found, "undo_sheet")
    form, problem = ReasonForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.undo_sheet(sheet=found, reason=reason, by=person_of(request), at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã hoàn tác: các hoạt động của lần nhập đều được rút."))
            return redirect("activities:import", pk)
    head = _("Hoàn tác lần nhập %(name)s") % {"name": found.name}
    context = {"form": form, "problem": problem, "head": head, "button": _("Hoàn tác"), "sheet": found}
    return render(request, "activities/ask.html", context, status=422 if form.is_bound else 200)
