"""Import of people from a workbook: template, what it would change, wrong lines to take home, doing it, undoing it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory import services, workbooks
from thuocdo.directory.models import AccountImport, Person
from thuocdo.directory.queries.accounts_sheet import choices, current_lines
from thuocdo.directory.queries.importing import imports_seen, sheet_plan
from thuocdo.directory.rules.accounts_known import ADDED, CHANGED, REFUSED, SAME, Planned, SheetPlan
from thuocdo.directory.rules.accounts_sheet import BY_KEY, letter
from thuocdo.directory.services import Workbook
from thuocdo.directory.web.asking import person_of, tried
from thuocdo.kernel.errors import Stale
from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.tables import Asked, Filter, Listing, Page, TextFilter
from thuocdo.ui.xlsx import CONTENT_TYPE

# How long an upload that was not taken over is kept, in seconds: personal data should not lie about.
KEPT = 3600
STATUSES = (
    (REFUSED, _("Có lỗi")), (ADDED, _("Thêm mới")), (CHANGED, _("Thay đổi")), (SAME, _("Giữ nguyên")),
)  # fmt: skip
LISTING = Listing(
    filters=(
        Filter(name="loai", label=_("Loại"), choices=STATUSES, all_words=_("Mọi dòng")),
        TextFilter(name="tim", label=_("Họ tên, đơn vị")),
    ),
    sizes=(100, 50),
)  # fmt: skip


class UploadForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label=_("Tệp Excel đã điền"), help_text=_("Dạng .xlsx, theo mẫu; nặng nhất 10 MB, nhiều nhất 5.000 dòng."),
        error_messages={"required": _("Chọn tệp."), "empty": _("Tệp rỗng (0 byte).")},
        widget=forms.ClearableFileInput(attrs={"accept": f".xlsx,{CONTENT_TYPE}"}),
    )  # fmt: skip


class AgreeForm(forms.Form):
    """The plan that was shown, and whether wrong lines are left behind."""

    mark = forms.CharField(widget=forms.HiddenInput)
    partial = forms.BooleanField(label=_("Nhập các dòng đúng, bỏ lại các dòng có lỗi"), required=False)


def _key(person: Person | None, mark: str) -> str:
    return f"people-import:{person.pk if person else 0}:{mark}"


def _kept(request: HttpRequest, mark: str) -> tuple[str, bytes]:
    found: tuple[str, bytes] | None = cache.get(_key(person_of(request), mark))
    if found is None:
        raise Http404(say("Tệp xem trước chỉ giữ một giờ; gửi lại tệp."))
    return found


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a workbook; nothing is changed before its plan was seen."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(workbooks.MOST_BYTES + 1)
        if tried(form, lambda: sheet_plan(person_of(request), data, file.name, clock.today())):
            mark = hashlib.sha256(data).hexdigest()[:32]
            cache.set(_key(person_of(request), mark), (file.name, data), KEPT)
            return redirect("directory:people_import_plan", mark=mark)
    context = {"form": form, "imports": imports_seen(person_of(request), clock.today())[:20]}
    return render(request, "directory/people_import.html", context, status=422 if form.is_bound else 200)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The template, filled in with the people of today, personal data masked."""
    by, on = person_of(request), clock.today()
    note = say("Danh sách tài khoản ngày %(day)s. Cách điền: trang %(guide)s.") % {
        "day": vn_date(on), "guide": workbooks.GUIDE,
    }  # fmt: skip
    content = workbooks.template(current_lines(by, on), choices(by, on), note=note)
    return _file(content, f"mau-tai-khoan-{on.isoformat()}.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
def planned(request: HttpRequest, mark: str) -> HttpResponse:
    """What the workbook would change, line by line; with the agreement (POST) it is done, and passwords shown once."""
    name, data = _kept(request, mark)
    by = person_of(request)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made: list[AccountImport] = []

        def run() -> None:
            given = form.cleaned_data
            workbook = Workbook(name=name, data=data, mark=given["mark"], partial=given["partial"])
            made.append(services.import_accounts(workbook=workbook, by=by, at=clock.now()))

        try:
            if tried(form, run):
                cache.delete(_key(by, mark))
                return render(request, "directory/people_imported.html", _done(made[0]))
        except Stale as stale:
            messages.warning(request, f"{stale.message} {stale.remedy}")
            return redirect("directory:people_import_plan", mark=mark)
    plan = sheet_plan(by, data, name, clock.today())
    return _plan_page(request, plan, name, mark, form)


def _done(made: AccountImport) -> dict[str, Any]:
    return {"made": made, "one_time": getattr(made, "one_time", [])}


def _plan_page(request: HttpRequest, plan: SheetPlan, name: str, mark: str, form: AgreeForm) -> HttpResponse:
    asked = LISTING.read(request)
    rows = _narrowed(plan, asked)
    start = (asked.number - 1) * asked.size
    page = Page(
        asked,
        [_row(one, plan.places) for one in rows[start : start + asked.size]],
        len(rows) > start + asked.size,
        len(rows),
    )
    counts = plan.counts
    parts = [{"code": code, "words": str(words), "count": counts[code]} for code, words in STATUSES]
    context = {
        "page": page, "plan": plan, "parts": parts, "counts": counts, "name": name, "mark": mark,
        "form": form if form.is_bound else AgreeForm(initial={"mark": plan.mark}), "plan_mark": plan.mark,
        "nothing": counts[ADDED] + counts[CHANGED] == 0,
    }  # fmt: skip
    return render(request, "directory/people_import_plan.html", context, status=422 if form.is_bound else 200)


def _narrowed(plan: SheetPlan, asked: Asked) -> list[Planned]:
    """Lines as asked: the wrong ones first, those that change nothing last."""
    wanted, words = asked.value("loai"), str(asked.value("tim") or "").split()
    order = {code: place for place, (code, _words) in enumerate(STATUSES)}
    found = [
        one for one in plan.lines
        if (not wanted or one.status == wanted) and all(word in _searched(one) for word in words)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (order[one.status], one.line.number))


def _searched(one: Planned) -> str:
    return fold(f"{one.line.get('full_name') or ''} {one.line.get('unit') or ''}")


def _row(one: Planned, places: Mapping[str, int]) -> dict[str, Any]:
    """A line in words: what happens, and what is wrong in which cell."""
    faults = [
        {
            "cell": f"{letter(places[fault.column])}{one.line.number}" if fault.column in places else "",
            "words": fault.message,
            "head": BY_KEY[fault.column].head if fault.column else "",
            "given": _given(one, fault.column),
        }
        for fault in one.line.faults
    ]  # fmt: skip
    acts = {"open": say("mở tài khoản"), "close": say("khóa tài khoản"), "reopen": say("mở lại tài khoản")}
    return {
        "one": one, "status": one.status, "number": one.line.number, "faults": faults, "act": acts.get(one.account, ""),
        "name": one.line.get("full_name") or "", "unit": one.unit_name or one.line.get("unit") or "",
        "title": one.line.get("title") or "", "is_new": one.person is None and not one.line.faults,
        "changes": [
            {"head": BY_KEY[change.column].head, "old": change.old, "new": change.new} for change in one.changes
        ],
    }  # fmt: skip


def _given(one: Planned, column: str) -> str:
    """What stood in a wrong cell; personal data are not shown again."""
    if not column or column in ("national_id", "email", "phone"):
        return ""
    value = one.line.given.get(column)
    return "" if value is None else str(value)[:60]


@require_safe
def faults(request: HttpRequest, mark: str) -> HttpResponse:
    """The workbook back with a column that says what to mend; only the lines with faults."""
    name, data = _kept(request, mark)
    by, on = person_of(request), clock.today()
    plan = sheet_plan(by, data, name, on)
    wrong = [one.line for one in plan.lines if one.line.faults]
    lines = [workbooks.Marked(line.given, {fault.column: fault.message for fault in line.faults}) for line in wrong]
    note = say("%(count)s dòng cần sửa của tệp %(name)s; sửa rồi gửi lại chính tệp này.") % {
        "count": vn_number(len(lines)), "name": name,
    }  # fmt: skip
    return _file(workbooks.corrected(lines, choices(by, on), note=note), "dong-can-sua.xlsx")


@require_http_methods(["GET", "POST"])
def past(request: HttpRequest, pk: int) -> HttpResponse:
    """One import that was done: its lines, and undoing it."""
    found = next((one for one in imports_seen(person_of(request), clock.today()) if one.pk == pk), None)
    if found is None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)

    def run() -> object:
        return services.undo_import(made=found, by=person_of(request), at=clock.now())

    if form.is_bound and form.is_valid() and tried(form, run):
        messages.success(request, say("Đã hoàn tác đợt nhập."))
        return redirect("directory:people_import_past", pk=pk)
    rows = sorted(found.rows, key=lambda row: row["status"] == SAME)
    context = {"made": found, "rows": rows[:500], "more": max(0, len(rows) - 500), "form": form}
    return render(request, "directory/people_import_past.html", context, status=422 if form.is_bound else 200)
