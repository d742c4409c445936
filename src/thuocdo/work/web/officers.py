"""Naming the person of an agency who is charged with its part of a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Obligation
from thuocdo.work.queries.open_work import colleagues
from thuocdo.work.web import lists

NOBODY = "0"


class OfficerForm(forms.Form):
    """Who is charged, and a word about why."""

    officer = forms.ChoiceField(
        label=gettext_lazy("Người phụ trách"),
        error_messages={
            "required": gettext_lazy("Chọn một người."),
            "invalid_choice": gettext_lazy("Người này không giữ vị trí ở cơ quan hôm nay."),
        },
    )
    why = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, people: Sequence[Person], now: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "giao_%s", **kwargs})
        others = [(str(one.pk), one.full_name) for one in people if one != now]
        nobody = [(NOBODY, _("Chưa giao ai"))] if now is not None else []
        self.fields["officer"].choices = [("", _("Chọn người")), *others, *nobody]  # type: ignore[attr-defined]


def offered(obligation: Obligation, verbs: frozenset[str], on: date) -> OfficerForm | None:
    """The form for who may name somebody here; nothing for everybody else."""
    if "name_officer" not in verbs:
        return None
    return OfficerForm(people=colleagues(obligation, on), now=obligation.officer)


def still_there(obligation: Obligation, on: date) -> bool:
    """Whether who is charged has a position in the unit on a day; nobody is never missing."""
    officer = obligation.officer
    return officer is None or officer.positions.filter(unit=obligation.unit_id, valid__contains=on).exists()


@require_http_methods(["GET", "POST"])
def name_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who is charged; a form with problems comes back on a page of its own."""
    person, on = lists.person_of(request), clock.today()
    found = queries.visible_obligation(person, pk)
    if found is None:
        raise Http404
    if request.method == "GET":
        return redirect("work:obligation", pk=pk)
    if "name_officer" not in permissions.rights(person, found):
        raise NotAllowed(
            "work.name_officer.not_allowed", _("Chỉ người của chính cơ quan này giao được người phụ trách."),
            _("Hỏi người đứng đầu cơ quan."),
        )  # fmt: skip
    people = colleagues(found, on)
    form = OfficerForm(request.POST, people=people, now=found.officer)
    if form.is_valid() and _named(form, found, people, person):
        messages.success(request, _("Đã ghi người phụ trách."))
        return redirect("work:obligation", pk=pk)
    return render(request, "work/officer.html", {"obligation": found, "form": form}, status=422)


def _named(form: OfficerForm, found: Obligation, people: Sequence[Person], by: Person | None) -> bool:
    """Whether the decision was taken; a refusal of the rules becomes an error of the form."""
    chosen = next((one for one in people if str(one.pk) == form.cleaned_data["officer"]), None)
    try:
        services.name_officer(obligation=found, officer=chosen, why=form.cleaned_data["why"], by=by, at=clock.now())
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        form.add_error("officer", f"{refusal.message} {refusal.remedy}")
        return False
    return True
