"""The steps of a plan's life on pages: proposing, returning, approving, giving up, closing; what is brought in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.fields import DayField
from thuocdo.work import permissions, services
from thuocdo.work.models import Plan
from thuocdo.work.queries.plan_checks import faults_of
from thuocdo.work.queries.plan_sources import open_shortcomings, proposed_merges
from thuocdo.work.services.planning_sources import BringIn, TakeOver
from thuocdo.work.web import lists
from thuocdo.work.web.forms import words_field
from thuocdo.work.web.papers import PaperField, paper_named
from thuocdo.work.web.plan_edit import draft_of
from thuocdo.work.web.plans import seen_plan

Words = str | Promise
Run = Callable[[Plan, Mapping[str, Any], Person | None, datetime], object]


class ProposeForm(forms.Form):
    """The paper that proposes the plan, if there is one, and a word to whoever approves."""

    paper = PaperField(label=gettext_lazy("Tờ trình (số, ký hiệu)"))
    note = words_field(gettext_lazy("Lời trình"), "", required=False)


class ApproveForm(forms.Form):
    """The paper that approves the plan, and from when it holds."""

    paper = PaperField(label=gettext_lazy("Văn bản phê duyệt (số, ký hiệu)"), required=True)
    in_force_on = DayField(
        label=gettext_lazy("Thực hiện từ ngày"),
        help_text=gettext_lazy("Để trống thì từ ngày của văn bản."),
        required=False,
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = words_field(gettext_lazy("Lý do"), gettext_lazy("Ghi rõ lý do."))


class CloseForm(forms.Form):
    """The day on which the following ends."""

    on = DayField(
        label=gettext_lazy("Kết thúc theo dõi từ ngày"), error_messages={"required": gettext_lazy("Ghi ngày.")}
    )


def _propose(plan: Plan, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.propose_plan(plan=plan, document=data["document"], note=data["note"], by=by, at=at)


def _approve(plan: Plan, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    document: Document = data["document"]
    on = data["in_force_on"] or document.issued_on or clock.today()
    return services.approve_plan(plan=plan, document=document, in_force_on=on, by=by, at=at)


def _return(plan: Plan, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.return_plan(plan=plan, reason=data["reason"], by=by, at=at)


def _discard(plan: Plan, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.discard_plan(plan=plan, reason=data["reason"], by=by, at=at)


def _close(plan: Plan, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.close_plan(plan=plan, on=data["on"], by=by, at=at)


@dataclass(frozen=True)
class LifeAct:
    """One step: slug of its address, verb, form, words."""

    slug: str
    verb: str
    form: type[forms.Form]
    head: Words
    button: Words
    done: Words
    run: Run
    hint: Words = ""

    @property
    def name(self) -> str:
        """The URL's name."""
        return f"plan_{self.verb.removesuffix('_plan')}"


ACTS: tuple[LifeAct, ...] = (
    LifeAct("trinh", "propose_plan", ProposeForm, gettext_lazy("Trình kế hoạch"), gettext_lazy("Trình"),
            gettext_lazy("Đã trình. Người phê duyệt thấy dự thảo từ bây giờ."), _propose,
            gettext_lazy("Sau khi trình, dự thảo không sửa được cho đến khi bị trả lại.")),
    LifeAct("phe-duyet", "approve_plan", ApproveForm, gettext_lazy("Ghi văn bản phê duyệt"),
            gettext_lazy("Ghi phê duyệt"), gettext_lazy("Đã ghi phê duyệt."), _approve,
            gettext_lazy("Đến ngày thực hiện, các cơ quan thấy phần việc và hạn của mình.")),
    LifeAct("tra-lai", "return_plan", ReasonForm, gettext_lazy("Trả lại dự thảo"), gettext_lazy("Trả lại"),
            gettext_lazy("Đã trả lại, cơ quan soạn thảo thấy lý do."), _return),
    LifeAct("bo", "discard_plan", ReasonForm, gettext_lazy("Bỏ dự thảo"), gettext_lazy("Bỏ dự thảo"),
            gettext_lazy("Đã bỏ. Dự thảo vẫn xem lại được."), _discard),
    LifeAct("ket-thuc", "close_plan", CloseForm, gettext_lazy("Kết thúc theo dõi"), gettext_lazy("Kết thúc theo dõi"),
            gettext_lazy("Đã kết thúc theo dõi."), _close,
            gettext_lazy("Kỳ hạn còn mở giữ nguyên và vẫn xem được.")),
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}


@login_required
@require_http_methods(["GET", "POST"])
def life(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One step of a plan's life, with its form."""
    act, person, plan = BY_SLUG[slug], lists.person_of(request), seen_plan(request, pk)
    if act.verb not in permissions.rights(person, plan):
        raise NotAllowed(
            f"work.{act.verb}.not_allowed", _("Việc này không thuộc vai trò của bạn ở kế hoạch này."),
            _("Nhờ cơ quan soạn thảo, hoặc người có thẩm quyền của cơ quan ban hành."),
        )  # fmt: skip
    form = act.form(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid() and _done(act, plan, form, person):
        messages.success(request, str(act.done))
        plan.refresh_from_db()
        return redirect(
            "work:plan_edit" if plan.state in ("draft", "proposed", "discarded") else "work:plan", pk=plan.pk
        )
    on = clock.today()
    faults = faults_of(plan, max(plan.starts_on, on)) if act.verb in ("propose_plan", "approve_plan") else []
    context = {"plan": plan, "act": act, "form": form, "faults": faults}
    return render(request, "work/plan_life.html", context, status=422 if form.is_bound else 200)


def _done(act: LifeAct, plan: Plan, form: forms.Form, by: Person | None) -> bool:
    """Whether the step was taken; a paper that is not found and a refusal of the rules become errors of the form."""
    data = dict(form.cleaned_data)
    if "paper" in form.fields:
        try:
            data["document"] = paper_named(data["paper"], by)
        except ValidationError as error:
            form.add_error("paper", error)
            return False
    try:
        act.run(plan, data, by, clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        name = str(refusal.where.get("field", ""))
        form.add_error(name if name in form.fields else None, f"{refusal.message} {refusal.remedy}")
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Shortcomings that nobody remedies (tồn tại, hạn chế), to be brought into the draft as tasks."""
    plan, person = draft_of(request, pk)
    items = open_shortcomings(person)
    if request.method == "POST":
        chosen = {key for key in request.POST.getlist("muc") if key.isdigit()}
        wanted = [item for item in items if str(item.pk) in chosen]
        if wanted:
            services.write_plan(plan=plan, change=BringIn(wanted), by=person, at=clock.now())
            messages.success(request, _("Đã đưa %(count)s tồn tại vào dự thảo.") % {"count": len(wanted)})
            return redirect("work:plan_edit", pk=plan.pk)
        messages.error(request, _("Chưa chọn tồn tại nào."))
    return render(request, "work/plan_shortcomings.html", {"plan": plan, "items": items})


@login_required
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Tasks of the plans of merged units, with proposals which of them are one (kế thừa khi sắp xếp đơn vị)."""
    plan, person = draft_of(request, pk)
    plans, groups, alone = proposed_merges(plan)
    if request.method == "POST":
        chosen = set(request.POST.getlist("gop"))
        merged = [[task.pk for task in one.tasks] for at, one in enumerate(groups) if str(at) in chosen]
        left = frozenset(int(key) for key in request.POST.getlist("khong") if key.isdigit() and len(key) < 10)
        services.write_plan(plan=plan, change=TakeOver(merged, left), by=person, at=clock.now())
        messages.success(request, _("Đã kế thừa nhiệm vụ của các đơn vị trước sắp xếp."))
        return redirect("work:plan_edit", pk=plan.pk)
    context = {"plan": plan, "plans": plans, "groups": groups, "alone": alone}
    return render(request, "work/plan_take_over.html", context)
