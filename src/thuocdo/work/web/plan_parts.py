"""One part of a draft on a page of its own: the form, and both versions side by side when two people wrote at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock, typed
from thuocdo.directory.models import Person
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work import services
from thuocdo.work.models import Objective, Plan, PlanText, Target, Task
from thuocdo.work.permissions import reach
from thuocdo.work.queries import plan_page
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.plan_parts import last_saving, saved_times
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.planning_changes import (
    Change,
    WriteHead,
    WriteObjective,
    WriteTarget,
    WriteTask,
    WriteText,
)
from thuocdo.work.web.papers import paper_named
from thuocdo.work.web.plan_edit import PARTS, draft_of, parents
from thuocdo.work.web.plan_edit_forms import BasisForm, HeadForm, TargetForm, TaskForm, TextForm
from thuocdo.work.web.rule_said import Span
from thuocdo.work.web.rule_set import RuleSet

HEAD = "chung"


@dataclass
class Desk:
    """A part being written: its form, the picker of deadlines where it is a task, and how to make the change."""

    words: Any
    form: forms.Form
    part: str
    row: Any = None
    rules: RuleSet | None = None
    paper: Document | None = None


@login_required
@require_http_methods(["GET", "POST"])
def plan_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Write one part of a draft (soạn một phần của dự thảo), new or existing (`?muc=` its key)."""
    plan, person = draft_of(request, pk)
    desk = _desk(request, plan, part, person)
    conflict: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and not (desk.rules and desk.rules.is_pressed):
        status = 422
        if _is_valid(desk, person):
            try:
                services.write_plan(
                    plan=plan, change=_change(desk, part), by=person, at=clock.now(), revision=_revision(request)
                )
            except Stale as stale:
                conflict, status = _conflict(plan, desk, part, stale, person), 409
            except NotAllowed:
                raise
            except Refused as refusal:
                _beside(desk.form, refusal)
            else:
                if person is not None:
                    typed.drop(person.actor_key, request.get_full_path())
                messages.success(request, _("Đã lưu."))
                return redirect(f"{reverse('work:plan_edit', args=[plan.pk])}#{part}")
    seen = saved_times(plan, desk.part) if request.method == "GET" or conflict else _revision(request) or 0
    context = {
        "plan": plan,
        "desk": desk,
        "part": part,
        "form": desk.form,
        "rules": desk.rules,
        "seen": seen,
        **conflict,
    }
    return render(request, "work/plan_part.html", context, status=status)


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("lan", "")
    return int(given) if given.isdigit() and len(given) < 9 else None


def _desk(request: HttpRequest, plan: Plan, part: str, person: Person | None) -> Desk:
    data = request.POST if request.method == "POST" else None
    if part == HEAD:
        form = HeadForm(
            data, parents=[one for one in parents(person) if one != plan], initial=HeadForm.initial_of(plan)
        )
        del form.fields["kind"]
        return Desk(_("Thông tin chung"), form, "head")
    found = next((one for one in PARTS if one[0] == part), None)
    if found is None:
        raise Http404
    _slug, kind, text_kind, words = found
    row = _row(request, plan, kind, text_kind)
    desk = Desk(words, forms.Form(), f"{kind}:{row.pk}" if row else "", row)
    if kind == "task":
        content = content_of(row) if row else None
        desk.rules = rules_for(plan, data, content)
        desk.form = task_form(plan, data, content, person)
    elif kind == "target":
        desk.form = TargetForm(
            data, objectives=list(plan.objectives.order_by("order")), initial=TargetForm.initial_of(row) if row else {}
        )
    else:
        initial = {"number": row.number, "text": row.text} if row else {}
        if text_kind == PlanText.Kind.BASIS:
            if row and row.document:
                initial["paper"] = row.document.number_symbol
            desk.form = BasisForm(data, initial=initial)
        else:
            desk.form = TextForm(data, initial=initial)
    return desk


def task_form(
    plan: Plan, data: Any, content: TaskContent | None, person: Person | None, prefix: str | None = None
) -> TaskForm:
    """The form of a task with the agencies that can be picked."""
    agencies = plan_page.agency_choices(reach(person).provinces(), max(plan.as_at, clock.today()))
    return TaskForm(*([data] if data is not None else []), agencies=agencies, content=content, prefix=prefix)


def rules_for(plan: Plan, data: Any, content: TaskContent | None, prefix: str = "han") -> RuleSet:
    """The picker of deadlines within the plan's time."""
    span = Span.of(plan.starts_on, plan.ends_on, clock.today(), plan.province_key)
    return RuleSet(data, span=span, initial=content.deadlines if content else (), prefix=prefix)


def _row(request: HttpRequest, plan: Plan, kind: str, text_kind: str) -> Any:
    key = request.GET.get("muc", "")
    if not key:
        return None
    tables: dict[str, Any] = {"text": PlanText, "objective": Objective, "target": Target, "task": Task}
    found = with_content(Task.objects.all()) if kind == "task" else tables[kind].objects.all()
    more = {"kind": text_kind} if kind == "text" else {}
    row = found.filter(plan=plan, pk=int(key), **more).first() if key.isdigit() and len(key) < 10 else None
    if row is None:
        raise Http404
    return row


def _is_valid(desk: Desk, person: Person | None) -> bool:
    valid = desk.form.is_valid()
    if desk.rules is not None and not desk.rules.is_valid():
        desk.form.add_error(None, _("Còn thời hạn chưa hiểu được: xem phần thời hạn."))
        valid = False
    if desk.rules is not None and (wrong := [fault for fault in desk.rules.errors]):
        desk.form.add_error(None, _("Thời hạn còn lỗi: %(words)s") % {"words": str(wrong[0].message)})
        valid = False
    if valid and "paper" in desk.form.cleaned_data:
        try:
            desk.paper = paper_named(desk.form.cleaned_data["paper"], person)
        except ValidationError as error:
            desk.form.add_error("paper", error)
            valid = False
    return valid


def _change(desk: Desk, part: str) -> Change:
    data: Mapping[str, Any] = desk.form.cleaned_data
    key = desk.row.pk if desk.row else None
    if isinstance(desk.form, HeadForm):
        return WriteHead(
            data["title"], data["year"], data["starts_on"], desk.form.ends_on, data["theme"], desk.form.parent_plan
        )
    if isinstance(desk.form, TaskForm):
        assert desk.rules is not None
        return WriteTask(desk.form.task(desk.rules.deadlines), key)
    if isinstance(desk.form, TargetForm):
        return WriteTarget(desk.form.values, key)
    kind, text_kind = next((kind, text) for slug, kind, text, _words in PARTS if slug == part)
    if kind == "objective":
        return WriteObjective(data["text"], data["number"], key)
    return WriteText(text_kind, data["text"], data["number"], desk.paper, key)


def _conflict(plan: Plan, desk: Desk, part: str, stale: Stale, by: Person | None) -> dict[str, Any]:
    """Both versions: what stands now with its writer, and what was typed, which is kept too."""
    typed = _change(desk, part).data()
    services.keep_typed(plan=plan, part=desk.part, data=typed, by=by, at=clock.now())
    last = last_saving(plan, desk.part)
    theirs = last.data if last else {}
    names = list(dict.fromkeys([*theirs, *typed]))
    rows = [
        {"name": label_of(name), "theirs": said(theirs.get(name)), "typed": said(typed.get(name)),
         "differs": theirs.get(name) != typed.get(name)}
        for name in names
    ]  # fmt: skip
    return {"stale": stale, "last": last, "versions": rows}


LABELS = {
    "text": gettext_lazy("Nội dung"),
    "number": gettext_lazy("Số"),
    "title": gettext_lazy("Tên"),
    "theme": gettext_lazy("Chủ đề"),
    "year": gettext_lazy("Năm"),
    "starts_on": gettext_lazy("Từ ngày"),
    "ends_on": gettext_lazy("Kết thúc trước ngày"),
    "lead": gettext_lazy("Chủ trì"),
    "coordinating": gettext_lazy("Phối hợp"),
    "outputs": gettext_lazy("Sản phẩm"),
    "deadlines": gettext_lazy("Thời hạn"),
    "field": gettext_lazy("Lĩnh vực"),
    "section": gettext_lazy("Mục"),
    "section_title": gettext_lazy("Tên mục"),
    "value": gettext_lazy("Mức"),
    "report_to": gettext_lazy("Báo cáo về"),
    "subject": gettext_lazy("Đo cái gì"),
    "comparator": gettext_lazy("So sánh"),
    "unit": gettext_lazy("Đơn vị tính"),
    "kind": gettext_lazy("Cách tính"),
    "direction": gettext_lazy("Chiều"),
    "base_year": gettext_lazy("Năm gốc"),
    "base_value": gettext_lazy("Giá trị năm gốc"),
}


def label_of(name: str) -> str:
    """The name of a stored value in words."""
    return str(LABELS.get(name, name))


def said(value: Any) -> str:
    """A stored value as a person reads it."""
    if isinstance(value, list):
        return "; ".join(said(one) for one in value)
    if isinstance(value, Mapping):
        return str(value.get("phrase") or value.get("text") or value.get("value") or value.get("kind") or "")
    return "" if value is None else str(value)


def _beside(form: forms.Form, refusal: Refused) -> None:
    """A refusal beside the field that it names, else above the form."""
    name = {"ends_on": "last_day"}.get(str(refusal.where.get("field", "")), str(refusal.where.get("field", "")))
    form.add_error(name if name in form.fields else None, f"{refusal.message} {refusal.remedy}")
