"""One activity: its page, recording, correcting, withdrawing, proof and steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.activities import permissions, queries, services
from thuocdo.activities.models import Activity, ActivityKind
from thuocdo.activities.web.asking import (
    beside,
    named,
    person_of,
    refuse_without,
    seen_activity,
    seen_proof,
    seen_step,
)
from thuocdo.activities.web.forms import ActivityForm, ProofForm, ReasonForm, StepForm
from thuocdo.activities.web.lists import measured
from thuocdo.core import clock
from thuocdo.directory.queries import name_on
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.asked import whole
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.work.models import Task


@login_required
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity with its numbers, proofs, steps and corrections."""
    found = seen_activity(request, pk)
    may = permissions.rights(person_of(request), found) if found.withdrawn_at is None else frozenset()
    context = {
        "activity": found, "unit_name": name_on(found.unit, clock.today()), "measures": measured(found), "may": may,
        "proofs": found.proofs.select_related("file"), "steps": found.steps.all(), "has_steps": bool(found.kind.steps),
        "changes": [_told(change, found.kind) for change in found.changes.all()],
    }  # fmt: skip
    return render(request, "activities/activity.html", context)


def _told(change: Any, kind: ActivityKind) -> dict[str, Any]:
    """A correction with what stood in each changed field before and what stands there now."""
    labels = {
        "title": _("Tên"), "starts_on": _("Từ ngày"), "last_on": _("Đến ngày"), "medium": _("Nơi"),
        "link": _("Đường dẫn"), "text": _("Nội dung"),
    }  # fmt: skip
    before, after = {**change.before, **change.before["measures"]}, {**change.after, **change.after["measures"]}
    labels |= {str(one["code"]): str(one["name"]) for one in kind.measures}
    pairs = [
        (label, _shown(name, before.get(name)), _shown(name, after.get(name)))
        for name, label in labels.items()
        if before.get(name) != after.get(name)
    ]
    return {"change": change, "pairs": pairs}


def _shown(name: str, value: Any) -> Any:
    """A value of a correction as people read it."""
    if name in ("starts_on", "last_on") and value:
        return vn_date(date.fromisoformat(value))
    return vn_number(value) if isinstance(value, int) else value or "–"


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record an activity: first its kind (`?loai=`), then what was done; `?nhiem-vu=` names the task."""
    kinds = queries.kinds()
    kind = next((one for one in kinds if one.code == request.GET.get("loai", "")), None)
    task = whole(request.GET.get("nhiem-vu"))
    if kind is None:
        groups: dict[str, list[ActivityKind]] = {}
        for one in kinds:
            groups.setdefault(one.group_name, []).append(one)
        status = 422 if request.method == "POST" else 200
        return render(request, "activities/choose_kind.html", {"groups": groups, "task": task}, status=status)
    units = permissions.units_to_enter(person_of(request))
    form = ActivityForm(
        request.POST or None, kind=kind, units=named(units), tasks=_tasks(request, units, task),
        initial={"task": str(task or ""), "starts_on": clock.today(), f"m_{kind.main_measure}": 1},
    )  # fmt: skip

    def save() -> int:
        unit = next(unit for unit in units if unit.key == form.cleaned_data["unit"])
        made = services.record_activity(
            unit=unit, kind=kind, content=form.content(), by=person_of(request), at=clock.now()
        )
        return made.pk

    return _answer(request, form, save, {"kind": kind, "head": _("Ghi hoạt động: %(kind)s") % {"kind": kind.name}})


def _tasks(request: HttpRequest, units: list[Any], wanted: int | None) -> list[Task]:
    """Tasks of the units of this year, and the one that the address names when it belongs to their province."""
    found = queries.tasks_of(units, clock.today())
    if wanted and wanted not in {task.pk for task in found}:
        keys = {unit.province_key for unit in units}
        found += list(Task.objects.filter(pk=wanted, plan__province_key__in=keys).select_related("plan"))
    return found


def _answer(
    request: HttpRequest, form: ActivityForm, save: Callable[[], int], context: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    """The page with the form; saved when it is sound."""
    problem, twin = "", None
    if request.method == "POST" and form.is_valid():
        try:
            pk = save()
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem, twin = beside(form, refusal), refusal.where.get("activity")
        else:
            messages.success(request, _("Đã lưu hoạt động."))
            return redirect("activities:activity", pk)
    context |= {"form": form, "problem": problem, "twin": twin}
    return render(request, "activities/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an activity with a reason."""
    found = seen_activity(request, pk)
    refuse_without(request, found, "correct_activity")
    names = ("title", "starts_on", "last_on", "medium", "link", "text", "why_twin")
    initial = {name: getattr(found, name) for name in names} | {
        "unit": found.unit.key, "task": str(found.task_id or ""),
        **{f"m_{code}": number for code, number in found.measures.items()},
    }  # fmt: skip
    form = ActivityForm(
        request.POST if request.method == "POST" else None, kind=found.kind, units=named([found.unit]),
        tasks=_tasks(request, [found.unit], found.task_id), initial=initial, correcting=True,
    )  # fmt: skip
    revision = whole(request.POST.get("revision")) if request.method == "POST" else found.revision

    def save() -> int:
        services.correct_activity(
            activity=found, content=form.content(), revision=revision or 0, why=form.cleaned_data["why"],
            by=person_of(request), at=clock.now(),
        )  # fmt: skip
        return found.pk

    context = {"kind": found.kind, "head": _("Đính chính hoạt động"), "activity": found, "revision": revision}
    return _answer(request, form, save, context)


Run = Callable[[dict[str, Any]], object]


def _act(
    request: HttpRequest, found: Activity, form: forms.Form, words: tuple[str, str, str], run: Run
) -> HttpResponse:  # fmt: skip
    """A small form upon an activity: head, button and thanks, and the decision that it calls."""
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, words[2])
            return redirect("activities:activity", found.pk)
    context = {"activity": found, "form": form, "problem": problem, "head": words[0], "button": words[1]}
    return render(request, "activities/act.html", context, status=422 if form.is_bound else 200)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity back with a reason."""
    found = seen_activity(request, pk)
    refuse_without(request, found, "withdraw_activity")
    words = (_("Rút hoạt động"), _("Rút hoạt động"), _("Đã rút; hoạt động vẫn xem được nhưng không tính nữa."))

    def run(data: dict[str, Any]) -> object:
        return services.withdraw_activity(activity=found, reason=data["reason"], by=person_of(request), at=clock.now())

    return _act(request, found, ReasonForm(_given(request)), words, run)


@login_required
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file."""
    found = seen_activity(request, pk)
    refuse_without(request, found, "attach_proof")
    words = (_("Thêm tài liệu kiểm chứng"), _("Thêm tài liệu"), _("Đã thêm tài liệu."))

    def run(data: dict[str, Any]) -> object:
        return services.attach_proof(
            activity=found, upload=data["file"], title=data["title"], by=person_of(request), at=clock.now()
        )

    return _act(request, found, ProofForm(_given(request), request.FILES or None), words, run)


@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a step of an initiative or model."""
    found = seen_activity(request, pk)
    refuse_without(request, found, "note_step")
    form = StepForm(_given(request), kind=found.kind)
    words = (_("Ghi bước công nhận, nhân rộng"), _("Ghi bước"), _("Đã ghi."))

    def run(data: dict[str, Any]) -> object:
        return services.note_step(activity=found, step=form.step(), by=person_of(request), at=clock.now())

    return _act(request, found, form, words, run)


@login_required
@require_http_methods(["GET", "POST"])
def step_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step back with a reason."""
    one = seen_step(request, pk)
    refuse_without(request, one, "withdraw_step")
    said = _("Rút bước: %(name)s, %(day)s") % {"name": one.name, "day": vn_date(one.on)}

    def run(data: dict[str, Any]) -> object:
        return services.withdraw_step(step=one, reason=data["reason"], by=person_of(request), at=clock.now())

    words = (said, _("Rút bước"), _("Đã rút bước."))
    return _act(request, one.activity, ReasonForm(_given(request)), words, run)


@login_required
@require_safe
def proof_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a proof, as an attachment that no browser opens by itself."""
    found = seen_proof(request, pk).file
    if not found.content:
        raise Http404(_("Tệp không còn."))
    answer = FileResponse(
        found.content.open(), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
