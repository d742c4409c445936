"""What can be done with an estimate from its page: for each verb its form, its words and the decision it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.funding import queries, services
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.services.judging import Judged
from thuocdo.funding.web import forms as room_forms
from thuocdo.funding.web.asking import person_of, refuse_without, seen_estimate, seen_spending
from thuocdo.kernel.errors import NotAllowed, Refused, Stale

Words = str | Promise
Who = Mapping[str, Any]
Run = Callable[[Estimate, Mapping[str, Any], Who], object]
FormOf = Callable[..., forms.Form]


@dataclass(frozen=True)
class Act:
    """One verb on the page: last part of its address, verb of the service, form, words of button and thanks."""

    slug: str
    verb: str
    form: FormOf
    head: Words
    done: Words
    run: Run
    hint: Words = ""
    main: bool = False
    icon: str = "edit"

    @property
    def name(self) -> str:
        """The name of its address."""
        return self.verb

    def url(self, estimate: Estimate) -> str:
        """Its address for an estimate."""
        return reverse(f"funding:{self.name}", args=[estimate.pk])


def _of(form: type[forms.Form]) -> FormOf:
    return lambda estimate, *given, **named: form(*given, **named)


def _appraise_form(estimate: Estimate, *given: Any, **named: Any) -> forms.Form:
    return room_forms.AppraiseForm(*given, lines=list(estimate.lines.all()), **named)


def _forward_form(estimate: Estimate, *given: Any, **named: Any) -> forms.Form:
    found = queries.bodies(estimate.unit.province_key, clock.today())
    bodies = [(unit.key, name) for unit, name in found]
    return room_forms.ForwardForm(*given, bodies=bodies, initial={"source": estimate.source}, **named)


def _send(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    return services.send_estimate(estimate=thing, **who)


def _record(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    return services.record_routine(estimate=thing, **data, **who)


def _appraise(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    lines = {
        line.order: Judged(data[f"l{line.order}-amount"], data[f"l{line.order}-words"]) for line in thing.lines.all()
    }
    return services.appraise_estimate(estimate=thing, lines=lines, note=data["note"], **who)


def _forward(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    body = Unit.objects.get(key=data["body"])
    return services.forward_estimate(estimate=thing, body=body, source=data["source"], note=data["note"], **who)


def _decide(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    paper = (data["decision"], data["on"])
    return services.decide_estimate(estimate=thing, allocated=data["allocated"], paper=paper, why=data["why"], **who)


def _return(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    return services.return_estimate(estimate=thing, reason=data["reason"], **who)


def _refuse(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    return services.refuse_estimate(estimate=thing, reason=data["reason"], **who)


def _withdraw(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    return services.withdraw_estimate(estimate=thing, reason=data["reason"], **who)


def _spend(thing: Estimate, data: Mapping[str, Any], who: Who) -> object:
    given = {name: data[name] for name in ("spent_on", "amount", "content", "paper", "why_over")}
    return services.note_spending(estimate=thing, spending=Spending(**given), upload=data["file"], **who)


F = room_forms
ACTS: tuple[Act, ...] = (
    Act("gui", "send_estimate", _of(F.NothingForm), _("Gửi thẩm định nhu cầu"),
        _("Đã gửi. Cơ quan thường trực cải cách hành chính thẩm định nhu cầu kinh phí."), _send,
        _("Gửi rồi thì không sửa được nữa, trừ khi được trả lại."), True, "right"),
    Act("ghi-nhan", "record_routine", _of(F.RoutineForm), _("Ghi dự toán được giao"),
        _("Đã ghi dự toán được giao; giờ ghi được các khoản chi."), _record,
        _("Việc thường xuyên chi trong dự toán được giao hằng năm của cơ quan."), True, "check"),
    Act("tham-dinh", "appraise_estimate", _appraise_form, _("Thẩm định nhu cầu kinh phí"),
        _("Đã ghi kết quả thẩm định."), _appraise, _("Ghi số tiền cần thiết cho từng dòng; cắt giảm thì nêu lý do."),
        True, "inspect"),
    Act("chuyen", "forward_estimate", _forward_form, _("Chuyển cơ quan tổng hợp"),
        _("Đã chuyển cơ quan tổng hợp."), _forward, "", True, "right"),
    Act("quyet-dinh", "decide_estimate", _of(F.PaperForm), _("Ghi quyết định cấp kinh phí"),
        _("Đã ghi quyết định cấp kinh phí."), _decide, _("Ghi theo văn bản mà UBND tỉnh đã ban hành."), True, "sign"),
    Act("chi", "note_spending", _of(F.SpendForm), _("Ghi khoản chi"), _("Đã ghi khoản chi."), _spend, "", True, "plus"),
    Act("tra-lai", "return_estimate", _of(F.ReasonForm), _("Trả lại để sửa"), _("Đã trả lại."), _return, "", False,
        "back"),
    Act("khong-dong-y", "refuse_estimate", _of(F.ReasonForm), _("Không đồng ý cấp"), _("Đã ghi không đồng ý."),
        _refuse, "", False, "x"),
    Act("rut", "withdraw_estimate", _of(F.ReasonForm), _("Rút dự toán"), _("Đã rút dự toán; hồ sơ vẫn xem được."),
        _withdraw, "", False, "undo"),
)  # fmt: skip
BY_VERB = {act.verb: act for act in ACTS}


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One act upon an estimate: its form, and the decision when the form is sent."""
    found, one = seen_estimate(request, pk), BY_VERB[verb]
    refuse_without(request, found, verb)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form, problem = one.form(found, *given), ""
    if request.method == "POST" and form.is_valid():
        try:
            one.run(found, form.cleaned_data, {"by": person_of(request), "at": clock.now()})
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, str(one.done))
            return redirect("funding:estimate", pk)
    context = {"estimate": found, "act": one, "form": form, "problem": problem}
    return render(request, "funding/act.html", context, status=422 if form.is_bound else 200)


def beside(form: forms.Form, refusal: Refused) -> str:
    """Put a refusal beside the field it is about; its words when it is about none."""
    field, words = str(refusal.where.get("field", "")), f"{refusal.message} {refusal.remedy}".strip()
    if field not in form.fields:
        return words
    form.add_error(field, words)
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_spending(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a spending that was noted wrongly, with the reason."""
    spending = seen_spending(request, pk)
    refuse_without(request, spending, "withdraw_spending")
    form, problem = room_forms.ReasonForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_spending(
                spending=spending, reason=form.cleaned_data["reason"], by=person_of(request), at=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            problem = beside(form, refusal)
        else:
            messages.success(request, _("Đã rút khoản chi; dòng vẫn còn để xem."))
            return redirect("funding:estimate", spending.estimate_id)
    context = {"estimate": spending.estimate, "spending": spending, "form": form, "problem": problem}
    return render(request, "funding/spending_withdraw.html", context, status=422 if request.method == "POST" else 200)
