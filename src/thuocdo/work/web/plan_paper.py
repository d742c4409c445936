"""The official papers of a plan: to download, or as a draft of its agency that goes through approval and signing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.chancery import permissions as chancery
from thuocdo.chancery.services.drafting import Beginning, draft
from thuocdo.core import clock
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import slug
from thuocdo.work.models import Plan
from thuocdo.work.queries.plan_paper import FORMS, content_of, drafts_of, made_of_plan, usual_form
from thuocdo.work.rules.plan_paper import DECISION, PLAN
from thuocdo.work.web import lists
from thuocdo.work.web.plans import head_of, seen_plan

WORDS = {
    DECISION: gettext_lazy("Quyết định ban hành, kèm kế hoạch và phụ lục"),
    PLAN: gettext_lazy("Kế hoạch, kèm phụ lục"),
}  # fmt: skip
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def plan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Which paper the plan becomes; a draft is begun at the agency that issues it."""
    plan, person, on = seen_plan(request, pk), lists.person_of(request), clock.today()
    if request.method == "POST":
        return _begun(request, plan)
    contents: dict[str, dict[str, Any]] = {}
    problem = ""
    try:
        contents = {form: content_of(plan, form, on) for form in FORMS}
    except Refused as refusal:
        problem = f"{refusal.message} {refusal.remedy}"
    may = plan.issuer is not None and "draft" in chancery.abilities(person, plan.issuer)
    usual = usual_form(plan)
    made = drafts_of(plan, contents) if may and contents else []
    return render(request, "work/plan_paper.html", {
        **head_of(plan), "forms": [(form, WORDS[form], form == usual) for form in FORMS], "problem": problem,
        "may": may, "drafts": made, "issuer": plan.issuer_name,
        "bases": next(iter(contents.values()))["bases"] if contents else [],
    })  # fmt: skip


def _begun(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The draft with the plan as its content; whether the person may, the chancery says."""
    form, on = request.POST.get("mau", ""), clock.today()
    if plan.issuer is not None:
        chancery.refuse_elsewhere(lists.person_of(request), plan.issuer, "draft")
    content = content_of(plan, form, on)
    assert plan.issuer is not None  # content_of refuses a plan of nobody
    parent = plan.parent.document if plan.parent is not None else None
    beginning = Beginning(unit=plan.issuer, kind=form, content=content, carries_out=parent)
    made = draft(beginning=beginning, by=lists.person_of(request), at=clock.now())
    messages.success(request, _("Đã lập dự thảo văn bản từ kế hoạch. Chọn người ký, xem lại rồi trình duyệt."))
    return redirect("chancery:draft", pk=made.pk)


@login_required
@require_safe
def plan_paper_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The paper as Word or PDF (`?mau=` chooses the form); never kept by caches between the person and us."""
    plan = seen_plan(request, pk)
    if ending not in TYPES:
        raise Http404
    form = request.GET.get("mau", "") or usual_form(plan)
    made = made_of_plan(plan, form, clock.today())
    answer = HttpResponse(made.docx if ending == "docx" else made.pdf, content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{slug(plan.title)[:60] or "ke-hoach"}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
