"""Offering open work to a colleague, and the receipt with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Person, WorkReceipt
from thuocdo.directory.people_rights import rights, sees
from thuocdo.directory.queries import name_on
from thuocdo.directory.queries.open_work import OpenWork, open_work, waiting_marks
from thuocdo.directory.queries.people import people_of, units_held
from thuocdo.directory.rules.receipts import RECEIPTS
from thuocdo.directory.services import Offer
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of, seen_person, tried
from thuocdo.directory.web.people_forms import reason
from thuocdo.directory.web.person import address
from thuocdo.ui.formatting import vn_date

ANSWERS = {"nhan": services.take_work, "khong-nhan": services.refuse_work, "rut-lai": services.withdraw_work}
VERBS = {"nhan": "take_work", "khong-nhan": "refuse_work", "rut-lai": "withdraw_work"}
DONE = {
    "nhan": _("Đã nhận bàn giao; việc đã chuyển sang bạn."), "khong-nhan": _("Đã trả lời không nhận."),
    "rut-lai": _("Đã rút lại."),
}  # fmt: skip


class OfferForm(forms.Form):
    """To whom, which things, why."""

    taker = forms.ChoiceField(label=_("Người nhận"), error_messages={"required": _("Chọn người nhận.")})
    marks = forms.MultipleChoiceField(
        label=_("Việc bàn giao"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Đánh dấu ít nhất một việc.")},
    )  # fmt: skip
    why = reason(_("Lý do bàn giao"), hint=_("Ví dụ: nghỉ thai sản, chuyển công tác theo Quyết định số ..."))

    def __init__(self, *args: Any, takers: Sequence[Person], work: Sequence[OpenWork], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.pk), one.full_name) for one in takers]
        self.fields["taker"].choices = [("", _("Chọn người")), *people]  # type: ignore[attr-defined]
        self.fields["marks"].choices = [(one.mark, _words(one)) for one in work]  # type: ignore[attr-defined]


def _words(one: OpenWork) -> str:
    due = say("hạn %(day)s") % {"day": vn_date(one.due_on)} if one.due_on else ""
    return " · ".join(filter(None, (shorten(one.words, 180, placeholder="…"), one.note, due)))


class AnswerForm(forms.Form):
    """A few words with the answer."""

    answer = reason(_("Lời nhắn"), required=False, hint=_("Bắt buộc khi không nhận."))


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer open work of a person to a colleague of the unit; `?don-vi=` chooses the unit."""
    giver = seen_person(request, pk)
    need(request, giver, "offer_work")
    on = clock.today()
    units = units_held(giver)
    unit = next((one for one in units if one.key == request.GET.get("don-vi")), units[0] if units else None)
    if unit is None:
        raise Http404
    waiting = waiting_marks(giver)
    work = [
        one for one in open_work(giver, on)
        if one.movable and one.unit in (unit.pk, None) and one.mark not in waiting
    ]  # fmt: skip
    takers = [one for one in people_of(unit, on) if one.pk != giver.pk]
    initial = {"marks": [one.mark for one in work]}
    form = OfferForm(request.POST if request.method == "POST" else None, takers=takers, work=work, initial=initial)
    page = FormPage(
        title=_("Bàn giao công việc"), button=_("Gửi bàn giao"), icon="right", back=address(giver, "viec"),
        back_words=giver.full_name, lead=name_on(unit, on),
    )  # fmt: skip
    made: list[WorkReceipt] = []

    def run() -> None:
        data = form.cleaned_data
        given = Offer(
            taker=Person.objects.get(pk=data["taker"]), unit=unit, marks=tuple(data["marks"]), why=data["why"]
        )
        made.append(services.offer_work(giver=giver, offer=given, by=person_of(request), at=clock.now()))

    done = _("Đã gửi; việc chuyển khi người nhận đồng ý.")
    answer = form_page(
        request, form, page, run=run, done=done, template="directory/offer_work.html", work=work, takers=takers,
        units=[(one, name_on(one, on)) for one in units] if len(units) > 1 else [], unit=unit,
    )  # fmt: skip
    return redirect("directory:receipt", pk=made[0].pk) if made else answer


@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt (biên nhận): frozen lines, and the answer of whom it was offered to."""
    found = WorkReceipt.objects.select_related("giver", "taker", "unit").filter(pk=pk).first()
    seer = person_of(request)
    if found is None or not _may_see(seer, found):
        raise Http404
    act = request.POST.get("viec", "") if request.method == "POST" else ""
    if request.method == "POST" and act not in ANSWERS:
        raise Http404
    form = AnswerForm(request.POST if act else None)
    if act and form.is_valid() and tried(form, lambda: _answer(found, act, form, seer)):
        messages.success(request, str(DONE[act]))
        return redirect("directory:receipt", pk=found.pk)
    verbs = rights(seer, found) & set(RECEIPTS.verbs(found.state))
    context = {
        "receipt": found, "unit_name": name_on(found.unit, found.offered_at.date()), "form": form, "verbs": verbs,
        "answers": [name for name, verb in VERBS.items() if verb in verbs],
        "seen": {person.pk for person in (found.giver, found.taker) if sees(seer, person)},
        "people": reverse("directory:people"),
    }  # fmt: skip
    return render(request, "directory/receipt.html", context, status=422 if act else 200)


def _may_see(seer: Person | None, found: WorkReceipt) -> bool:
    return seer is not None and (
        seer.pk in (found.giver_id, found.taker_id) or sees(seer, found.giver) or sees(seer, found.taker)
    )


def _answer(found: WorkReceipt, act: str, form: AnswerForm, by: Person | None) -> object:
    return ANSWERS[act](receipt=found, answer=form.cleaned_data["answer"], by=by, at=clock.now())
