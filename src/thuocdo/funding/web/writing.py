"""A new estimate, and an estimate that is still being made: head and lines on one page.

Lines may be read from a workbook: they stand in the form with their faults beside the fields, and nothing is kept
before the form is saved.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.core.sheets import Limits, read_sheet
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import names_on
from thuocdo.funding import permissions, queries, services
from thuocdo.funding.models import Estimate
from thuocdo.funding.rules.content import EstimateContent, LineContent
from thuocdo.funding.rules.sheet import TYPED, ReadLine, amount_differs, lines_of_sheet
from thuocdo.funding.web.acts import beside
from thuocdo.funding.web.asking import attached, person_of, refuse_without, seen_estimate
from thuocdo.funding.web.forms import HeadForm, LineForm, line_forms, lines_of
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.asked import whole
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.xlsx import Column, plain_list
from thuocdo.work.models import Task
from thuocdo.work.queries import fields

MORE = 5
FILE = "tep"
LIMITS = Limits(rows=1_000, columns=60, smaller="Tách thành nhiều dự toán.")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an estimate (lập dự toán); `?nhiem-vu=` names the task that it pays for."""
    units = permissions.units_to_enter(person_of(request))
    task = _asked_task(request)
    initial = {"year": clock.today().year, "task": str(task.pk) if task else "", "kind": "ad_hoc"}
    head = _head(request, units, task, initial)

    def save(content: EstimateContent) -> Estimate:
        unit = next(unit for unit in units if unit.key == head.cleaned_data["unit"])
        return services.open_estimate(unit=unit, content=content, by=person_of(request), at=clock.now())

    return _answer(request, head, (), save, {})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change head and lines of an estimate that was not sent, or was returned."""
    found = seen_estimate(request, pk)
    refuse_without(request, found, "write_estimate")
    names = ("title", "year", "kind", "source", "need", "field")
    initial = {name: getattr(found, name) for name in names} | {"task": str(found.task_id or "")}
    head = _head(request, [found.unit], found.task, {**initial, "unit": found.unit.key})
    lines = [
        LineContent(
            content=line.content, measure=line.measure, quantity=line.quantity.normalize(),
            unit_price=line.unit_price, basis=line.basis,
        )
        for line in found.lines.all()
    ]  # fmt: skip
    revision = whole(request.POST.get("revision")) if request.method == "POST" else found.revision

    def save(content: EstimateContent) -> Estimate:
        return services.write_estimate(
            estimate=found, content=content, revision=revision or 0, by=person_of(request), at=clock.now()
        )

    return _answer(request, head, lines, save, {"estimate": found, "revision": revision})


def _asked_task(request: HttpRequest) -> Task | None:
    """The task of the address, when money may be asked for it where the person works."""
    pk = whole(request.GET.get("nhiem-vu"))
    provinces = permissions.Reach(person_of(request)).provinces("open_estimate")
    found = [Task.objects.filter(permissions.tasks_to_fund(one), pk=pk).first() for one in provinces] if pk else []
    return next((task for task in found if task is not None), None)


def _head(request: HttpRequest, units: list[Unit], task: Task | None, initial: dict[str, Any]) -> HeadForm:
    on = clock.today()
    names = names_on([unit.pk for unit in units], on)
    tasks = {one.pk: one for unit in units for one in queries.tasks_of(unit, on.year)}
    # Who reads a workbook or asks for more lines is not told yet what the head still lacks.
    return HeadForm(
        request.POST if _keeps(request) else None, initial={**initial, **request.POST.dict()},
        units=[(unit.key, names.get(unit.pk, unit.key)) for unit in units],
        tasks=list((tasks | ({task.pk: task} if task else {})).values()),
        fields=[(field.code, f"{field.number}. {field.name}") for field in fields()],
    )  # fmt: skip


def _keeps(request: HttpRequest) -> bool:
    """Whether the estimate is to be saved: a workbook that was chosen is looked over first, whatever was pressed."""
    return request.method == "POST" and FILE not in request.FILES and not {"them", "doc"} & set(request.POST)


class Sent:
    """Lines as they were sent: typed, with more empty ones, or `read` from a workbook; what was wrong with that."""

    def __init__(self, request: HttpRequest) -> None:
        self.data: Any = request.POST.copy() if request.method == "POST" else None
        self.read: list[ReadLine] = []
        self.problem = ""
        upload = request.FILES.get(FILE)
        self.keeps = _keeps(request)
        if self.data is None:
            return
        if "them" in self.data:
            self.data["dong-TOTAL_FORMS"] = str((whole(self.data.get("dong-TOTAL_FORMS"), 1000) or 0) + MORE)
        elif upload is not None:
            self._take(upload)
        elif "doc" in self.data:
            self.problem = _("Chọn tệp Excel rồi bấm “Đọc từ tệp”.")

    def _take(self, upload: Any) -> None:
        """Put the lines of the workbook in the place of those that were typed."""
        name = upload.name or "du-toan.xlsx"
        try:
            sheet = read_sheet(upload.read(LIMITS.size + 1), name, LIMITS)
            self.read = lines_of_sheet(sheet.rows, sheet.merged)
        except Refused as refusal:
            self.problem = f"{refusal.message} {refusal.remedy}"
            return
        for field in [field for field in self.data if field.startswith("dong-")]:
            del self.data[field]
        self.data.update({"dong-TOTAL_FORMS": str(len(self.read) + 1), "dong-INITIAL_FORMS": "0"})
        for number, line in enumerate(self.read):
            for field in TYPED:
                self.data[f"dong-{number}-{field}"] = line.typed[field]

    def judge(self, rows: BaseFormSet[LineForm]) -> None:
        """Say beside the price where the workbook has another product than the form reckons."""
        for line, form in zip(self.read, rows, strict=False):
            data = form.cleaned_data if form.is_valid() else {}
            if not data.get("content"):
                continue
            product = LineContent(**data).product
            if amount_differs(line, product):
                words = _("Tệp ghi thành tiền %(amount)s, số lượng nhân đơn giá là %(product)s.")
                form.add_error("unit_price", words % {"amount": line.amount, "product": vn_number(product)})


def _answer(
    request: HttpRequest, head: HeadForm, lines: list[LineContent] | tuple[()], save: Any, more: dict[str, Any]
) -> HttpResponse:
    """The page with both forms; saved when they are sound, unless lines were read or more of them asked for."""
    sent = Sent(request)
    rows, problem = line_forms(sent.data, list(lines)), sent.problem
    sent.judge(rows)
    if sent.keeps and head.is_valid() and rows.is_valid():
        try:
            made = save(head.content(lines_of(rows)))
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(head, refusal)
        else:
            messages.success(request, _("Đã lưu dự toán."))
            return redirect("funding:estimate", made.pk)
    faults = _errors(rows, sent.read) if sent.keeps or sent.read else []
    context = {
        "form": head, "lines": rows, "problem": problem, "line_errors": faults, "read": len(sent.read),
        "before": len(lines), **more,
    }  # fmt: skip
    return render(request, "funding/write.html", context, status=422 if sent.keeps or sent.problem else 200)


def _errors(rows: BaseFormSet[LineForm], read: list[ReadLine]) -> list[tuple[str, str]]:
    """Faults of lines for the list at the top: which field, what is wrong, in which row of the workbook."""
    found = []
    for number, form in enumerate(rows, start=1):
        where = _("Dòng %(number)s") % {"number": number}
        if number <= len(read):
            where += _(" (dòng %(line)s trong tệp)") % {"line": read[number - 1].line}
        for name, errors in form.errors.items():
            target = form[name].id_for_label if name in form.fields else ""
            found.append((target, f"{where}: {errors[0]}"))
    return found


TEMPLATE = (
    Column(title="TT", width=6, align="center"), Column(title="Nội dung chi", width=50),
    Column(title="Đơn vị tính", width=14), Column(title="Số lượng", width=12), Column(title="Đơn giá", width=16),
    Column(title="Thành tiền", width=18), Column(title="Căn cứ tính", width=40),
)  # fmt: skip


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook of lines to fill in; the exported form of an estimate is read as well."""
    example = (1, _("Ví dụ, xóa dòng này trước khi gửi"), _("bộ"), 100, 40000, 4_000_000, _("báo giá"))
    note = _("Đơn vị tính tiền: đồng. Thành tiền có thể để trống; nếu ghi thì phải bằng số lượng nhân đơn giá.")
    return attached(plain_list(_("Các nội dung chi của dự toán"), TEMPLATE, [example], note=note), "mau-du-toan.xlsx")
