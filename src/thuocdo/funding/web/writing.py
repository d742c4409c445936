"""A new estimate, and an estimate that is still being made: head and lines on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import names_on
from thuocdo.funding import permissions, queries, services
from thuocdo.funding.models import Estimate
from thuocdo.funding.rules.content import EstimateContent, LineContent
from thuocdo.funding.web.acts import beside
from thuocdo.funding.web.asking import person_of, refuse_without, seen_estimate
from thuocdo.funding.web.forms import HeadForm, LineForm, line_forms, lines_of
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.asked import whole
from thuocdo.work.models import Task
from thuocdo.work.queries import fields

MORE = 5


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
    return HeadForm(
        request.POST if request.method == "POST" else None, initial=initial,
        units=[(unit.key, names.get(unit.pk, unit.key)) for unit in units],
        tasks=list((tasks | ({task.pk: task} if task else {})).values()),
        fields=[(field.code, f"{field.number}. {field.name}") for field in fields()],
    )  # fmt: skip


def _answer(
    request: HttpRequest, head: HeadForm, lines: list[LineContent] | tuple[()], save: Any, more: dict[str, Any]
) -> HttpResponse:
    """The page with both forms; saved when they are sound, with more empty lines when these were asked for."""
    sent = request.method == "POST"
    rows, problem = line_forms(_with_more(request) if sent else None, list(lines)), ""
    wants_lines = "them" in request.POST
    if sent and not wants_lines and head.is_valid() and rows.is_valid():
        try:
            made = save(head.content(lines_of(rows)))
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(head, refusal)
        else:
            messages.success(request, _("Đã lưu dự toán."))
            return redirect("funding:estimate", made.pk)
    context = {"form": head, "lines": rows, "problem": problem, "line_errors": _errors(rows) if sent else [], **more}
    return render(request, "funding/write.html", context, status=422 if sent and not wants_lines else 200)


def _with_more(request: HttpRequest) -> Any:
    """What was sent, with more empty lines when these were asked for."""
    data = request.POST.copy()
    if "them" in data:
        data["dong-TOTAL_FORMS"] = str((whole(data.get("dong-TOTAL_FORMS"), 1000) or 0) + MORE)
    return data


def _errors(rows: BaseFormSet[LineForm]) -> list[tuple[str, str]]:
    """Faults of lines for the list at the top: which field, what is wrong."""
    found = []
    for number, form in enumerate(rows, start=1):
        for name, errors in form.errors.items():
            target = form[name].id_for_label if name in form.fields else ""
            found.append((target, _("Dòng %(number)s: %(error)s") % {"number": number, "error": errors[0]}))
    return found
