"""Pages of taking over the register of another system: hand in, look, choose columns, agree, follow, mend."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.chancery import permissions, services
from thuocdo.chancery.models import Book, RegisterImport
from thuocdo.chancery.queries.books import units_where
from thuocdo.chancery.queries.importing import Where, imports_seen, rows_of
from thuocdo.chancery.register_files import Upload, papers_of
from thuocdo.chancery.rules.register_columns import FIELDS
from thuocdo.chancery.web.books import person_of
from thuocdo.core import clock, files
from thuocdo.directory.models import Unit
from thuocdo.kernel.columns import FAULT_HEAD
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui import xlsx
from thuocdo.ui.tables import Listing

SHOWN, SAMPLES = 100, 3
LISTING = Listing(sizes=(20, 50))


class ImportForm(forms.Form):
    """The table, the files of its papers, and where they belong."""

    unit = forms.ChoiceField(label=gettext_lazy("Sổ của đơn vị"))
    direction = forms.ChoiceField(label=gettext_lazy("Sổ"), choices=Book.Direction.choices)
    source = forms.CharField(
        label=gettext_lazy("Phần mềm cũ"), max_length=80, help_text=gettext_lazy("Ghi giống nhau mỗi lần nhập."),
        error_messages={"required": gettext_lazy("Ghi tên phần mềm cũ, ví dụ VNPT-iOffice.")},
    )  # fmt: skip
    table = forms.FileField(
        label=gettext_lazy("Bảng xuất từ phần mềm cũ"), help_text=gettext_lazy("Dạng .xlsx, .xls hoặc .csv."),
        error_messages={"required": gettext_lazy("Chọn tệp."), "empty": gettext_lazy("Tệp rỗng (0 byte).")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )  # fmt: skip
    papers = forms.FileField(
        label=gettext_lazy("Tệp của các văn bản (.zip)"), required=False,
        help_text=gettext_lazy("Không bắt buộc; ghép theo cột tên tệp, hoặc theo số, ký hiệu. Gửi sau cũng được."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[Unit, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.key, name) for unit, name in units]  # type: ignore[attr-defined]

    def export(self) -> services.Export:
        """What was handed in. Refused when a file is too large, or the files are no zipped folder."""
        table, papers = self.cleaned_data["table"], self.cleaned_data["papers"]
        for upload in (table, papers):
            if upload is not None:
                files.refuse_too_large(upload.size, upload.name)
        zipped = papers_of(Upload(papers.name, papers.read())) if papers is not None else None
        return services.Export(table=Upload(table.name, table.read()), papers=zipped)


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Hand in an export, and the imports so far."""
    person = person_of(request)
    units = units_where(person, permissions.IMPORT)
    form = ImportForm(request.POST or None, request.FILES or None, units=units)
    refusal = None
    if request.method == "POST" and form.is_valid():
        chosen = next(unit for unit, _name in units if unit.key == form.cleaned_data["unit"])
        where = Where(chosen, form.cleaned_data["source"], form.cleaned_data["direction"])
        try:
            made = services.check_import(export=form.export(), where=where, by=person, at=clock.now())
            return redirect("chancery:import", pk=made.pk)
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = refused
    page = LISTING.page(imports_seen(person), request)
    context = {"form": form, "refusal": refusal, "page": page}
    return render(request, "chancery/imports.html", context, status=422 if request.method == "POST" else 200)


def _run(request: HttpRequest, pk: int) -> RegisterImport:
    run = RegisterImport.objects.filter(pk=pk).select_related("unit", "by", "table").first()
    if run is None:
        raise Http404(_("Không có lần nhập này."))
    permissions.refuse_elsewhere(person_of(request), run.unit, permissions.IMPORT)
    return run


@login_required
@require_http_methods(["GET", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do or has done; choose its columns, or agree to it."""
    run = _run(request, pk)
    if request.method == "POST":
        return _decided(request, run)
    faults = run.set_aside[:SHOWN]
    counts = run.counts
    taken = counts["lines"] - counts["set_aside"] if run.state == "checked" else counts["lines"]
    context = {
        "run": run, "columns": _columns(run), "faults": faults, "more_faults": len(run.set_aside) - len(faults),
        "fields": FIELDS.items(), "taken": taken, "is_open": run.state == RegisterImport.State.CHECKED,
        "is_running": run.state == RegisterImport.State.RUNNING,
        "verbs": permissions.abilities(person_of(request), run),
    }  # fmt: skip
    return render(request, "chancery/import.html", context)


def _decided(request: HttpRequest, run: RegisterImport) -> HttpResponse:
    person = person_of(request)
    try:
        if "discard" in request.POST:
            services.discard_import(run=run, by=person, at=clock.now())
            messages.success(request, _("Đã bỏ lần nhập này; tệp đã gửi không còn được lưu."))
            return redirect("chancery:imports")
        if "agree" in request.POST:
            services.order_import(run=run, by=person, at=clock.now())
            messages.success(request, _("Đã đồng ý; máy đang nhập từng dòng."))
        else:
            heads = run.columns["heads"]
            chosen = {head: request.POST.get(f"column-{at}", "") for at, head in enumerate(heads) if head}
            services.map_columns(run=run, chosen=chosen, by=person, at=clock.now())
            messages.success(request, _("Đã kiểm tra lại theo cột vừa chọn."))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    return redirect("chancery:import", pk=run.pk)


def _columns(run: RegisterImport) -> list[dict[str, Any]]:
    """Every head with its field and some of its values."""
    if run.state != RegisterImport.State.CHECKED:
        return []
    fields = {place: name for name, place in run.columns["places"].items()}
    rows = [row for row in rows_of(run)[run.columns["row"] + 1 :] if row][: SAMPLES * 10]
    found = []
    for at, head in enumerate(run.columns["heads"]):
        if head:
            values = [row[at] for row in rows if at < len(row) and row[at]][:SAMPLES]
            found.append({"at": at, "head": head, "field": fields.get(at, ""), "values": values})
    return found


@login_required
@require_safe
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines that were set aside as a workbook, each fault beside its cell, to mend and to hand in again."""
    run = _run(request, pk)
    heads, rows = run.columns["heads"], rows_of(run)
    faults: dict[int, dict[int, str]] = {}
    for one in run.set_aside:
        at = run.columns["places"].get(one["field"], len(heads))
        cells = faults.setdefault(int(one["line"]), {})
        cells[at] = " ".join(part for part in (cells.get(at), one["message"], one["remedy"]) if part)
    wrong = sorted({at for cells in faults.values() for at in cells})
    titles = [xlsx.Column(title=head, width=24) for head in heads]
    for shift, at in enumerate(wrong):
        name = f"{FAULT_HEAD}: {heads[at]}" if at < len(heads) else FAULT_HEAD
        titles.insert(at + 1 + shift if at < len(heads) else len(titles), xlsx.Column(title=name, width=40))
    lines = [_with_faults(rows[number - 1] or [], len(heads), wrong, cells) for number, cells in sorted(faults.items())]
    note = _("Sửa ô bên trái mỗi cột Lỗi rồi gửi lại tệp này ở trang Nhập sổ văn bản.")
    content = xlsx.plain_list(_("Dòng để riêng"), titles, lines, note=note)
    response = HttpResponse(content, content_type=xlsx.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="de-rieng-{run.pk}.xlsx"'
    return response


def _with_faults(row: list[str], width: int, wrong: list[int], cells: dict[int, str]) -> list[str]:
    """The cells of a line, with what is wrong behind each cell of a column that has faults."""
    found: list[str] = []
    for at in range(width):
        found.append(row[at] if at < len(row) else "")
        if at in wrong:
            found.append(cells.get(at, ""))
    return [*found, *([cells.get(width, "")] if width in wrong else [])]
