"""The steps of an amendment on pages that need a word or nothing: proposed, returned, taken back, given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import services
from thuocdo.work.models import Amendment
from thuocdo.work.queries.amendment_checks import faults_of_amendment
from thuocdo.work.web.amendments import seen_amendment
from thuocdo.work.web.forms import words_field
from thuocdo.work.web.plan_life import ReasonForm
from thuocdo.work.web.plans import head_of

Words = str | Promise
Run = Callable[[Amendment, Mapping[str, Any], Person | None, datetime], object]


class NoteForm(forms.Form):
    """A word to whoever approves, if there is one."""

    note = words_field(gettext_lazy("Lời trình"), "", required=False)


def _propose(found: Amendment, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.propose_amendment(amendment=found, note=data["note"], by=by, at=at)


def _return(found: Amendment, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.return_amendment(amendment=found, reason=data["reason"], by=by, at=at)


def _hold(found: Amendment, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.hold_amendment(amendment=found, reason=data["reason"], by=by, at=at)


def _discard(found: Amendment, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.discard_amendment(amendment=found, reason=data["reason"], by=by, at=at)


@dataclass(frozen=True)
class AmendmentAct:
    """One step: slug of its address, name, the verb that it asks for, form, words."""

    slug: str
    name: str
    verb: str
    form: type[forms.Form]
    head: Words
    done: Words
    run: Run
    hint: Words = ""


ACTS: tuple[AmendmentAct, ...] = (
    AmendmentAct("trinh", "amendment_propose", "prepare_amendment", NoteForm, gettext_lazy("Trình đợt điều chỉnh"),
                 gettext_lazy("Đã trình. Người phê duyệt đã được báo."), _propose,
                 gettext_lazy("Sau khi trình, các dòng không sửa được cho đến khi bị trả lại.")),
    AmendmentAct("tra-lai", "amendment_return", "amend_plan", ReasonForm, gettext_lazy("Trả lại đợt điều chỉnh"),
                 gettext_lazy("Đã trả lại, người trình đã được báo lý do."), _return),
    AmendmentAct("thu-lai", "amendment_hold", "amend_plan", ReasonForm, gettext_lazy("Thu lại để sửa"),
                 gettext_lazy("Đã thu lại: đợt điều chỉnh không tự có hiệu lực nữa."), _hold,
                 gettext_lazy("Kế hoạch giữ nguyên cho đến khi đợt này được duyệt lại.")),
    AmendmentAct("bo", "amendment_discard", "prepare_amendment", ReasonForm, gettext_lazy("Bỏ đợt điều chỉnh"),
                 gettext_lazy("Đã bỏ đợt điều chỉnh."), _discard),
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}


@login_required
@require_http_methods(["GET", "POST"])
def amendment_step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One step of an amendment, with its form."""
    act = BY_SLUG[slug]
    found, person, _verbs = seen_amendment(request, pk, asked=act.verb)
    form = act.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(act, found, form, person):
        messages.success(request, str(act.done))
        if act.name == "amendment_discard":
            return redirect("work:amendments", pk=found.plan_id)
        return redirect("work:amendment", pk=found.pk)
    faults = faults_of_amendment(found, clock.today()) if act.name == "amendment_propose" else []
    context = {**head_of(found.plan), "amendment": found, "form": form, "act": act, "faults": faults}
    return render(request, "work/amendment_step.html", context, status=422 if form.is_bound else 200)


def _done(act: AmendmentAct, found: Amendment, form: forms.Form, by: Person | None) -> bool:
    try:
        act.run(found, form.cleaned_data, by, clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, f"{refusal.message} {refusal.remedy}")
        return False
    return True
