"""Agency phrases that nobody understood yet (việc chưa rõ cơ quan): the list, and the answer of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.directory.queries import Resolution, resolve
from thuocdo.kernel.text import fold
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Plan, TaskParty
from thuocdo.work.queries import Unclear
from thuocdo.work.web import lists
from thuocdo.work.web.forms import UnitsForm
from thuocdo.work.web.plans import head_of, seen_plan

SHOWN_NAMES = 8


@dataclass(frozen=True)
class Question:
    """One phrase with what it already reached, what the directory proposes, and the form for the answer."""

    unclear: Unclear
    form: UnitsForm | None
    proposals: Sequence[dict[str, Any]]
    understood: str = ""
    confirmed: str = ""


@login_required
@require_safe
def unclear(request: HttpRequest, pk: int) -> HttpResponse:
    """Phrases of a plan that need a person."""
    return _page(request, seen_plan(request, pk))


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one phrase: which agencies it means, or that it means none in particular."""
    person = lists.person_of(request)
    seen = TaskParty.objects.filter(permissions.visible_to(person, TaskParty), pk=pk)
    party = seen.select_related("task__plan__issuer").first()
    if party is None:
        raise Http404
    plan = party.task.plan
    back = f"{reverse('work:plan_unclear', args=[plan.pk])}"
    if request.method == "GET":
        return redirect(f"{back}#cum-tu-{party.pk}")
    form = UnitsForm(request.POST, party=party)
    if not form.is_valid():
        return _page(request, plan, {party.pk: (form, "", "")}, status=422)
    if form.cleaned_data["none"]:
        services.set_aside_party(party=party, reason=form.cleaned_data["reason"], by=person, at=clock.now())
        messages.success(request, _("Đã ghi: cụm từ này không giao cụ thể cho cơ quan nào."))
        return redirect(back)
    words = "; ".join(line.strip() for line in form.cleaned_data["units"].splitlines() if line.strip())
    read = _read(words, plan)
    if read.unknown or not read.units:
        missing = "; ".join(read.unknown) or words
        form.add_error("units", _("Không có trong danh mục hôm nay: %(names)s.") % {"names": missing})
        return _page(request, plan, {party.pk: (form, "", "")}, status=422)
    if len(read.units) > 1 and request.POST.get(f"hieu-{party.pk}") != fold(words):
        return _page(request, plan, {party.pk: (form, _names(read), fold(words))})
    services.choose_units(party=party, units=[match.unit for match in read.units], by=person, at=clock.now())
    messages.success(request, _("Đã giao cho %(count)s cơ quan.") % {"count": len(read.units)})
    return redirect(back)


def _read(words: str, plan: Plan) -> Resolution:
    """What the words mean today, from the place of the plan's issuer."""
    within = plan.issuer or Unit.objects.filter(key=plan.province_key).first()
    return resolve(words, clock.today(), within) if within is not None else Resolution(unknown=[words])


def _names(read: Resolution) -> str:
    names = [match.name for match in read.units[:SHOWN_NAMES]]
    rest = len(read.units) - len(names)
    more = _(" và %(count)s cơ quan khác") % {"count": rest} if rest else ""
    return _("Hiểu là %(count)s cơ quan: %(names)s%(more)s. Bấm lần nữa để giao.") % {
        "count": len(read.units), "names": ", ".join(names), "more": more,
    }  # fmt: skip


def _page(
    request: HttpRequest, plan: Plan, answered: dict[int, tuple[UnitsForm, str, str]] | None = None, status: int = 200
) -> HttpResponse:
    person = lists.person_of(request)
    may = "choose_units" in permissions.abilities(person, plan)
    questions = []
    for row in queries.unclear_parties(person, plan=plan):
        form, understood, confirmed = (answered or {}).get(row.party.pk, (UnitsForm(party=row.party), "", ""))
        proposals = [one for one in row.party.alternatives if one.get("name")][:SHOWN_NAMES]
        questions.append(Question(row, form if may else None, proposals, understood, confirmed))
    context = {**head_of(plan), "questions": questions, "may": may}
    return render(request, "work/plan_unclear.html", context, status=status)
