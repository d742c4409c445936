"""The plan editor: a draft begun, seen whole with what is wrong in it, its parts put in order and taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Plan, PlanText
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.contents import with_content
from thuocdo.work.queries.plan_checks import Fault, faults_of
from thuocdo.work.queries.plan_sources import open_shortcomings, plans_to_copy, plans_to_take_over
from thuocdo.work.services.draft_load import DraftLoad
from thuocdo.work.services.planning import Beginning
from thuocdo.work.services.planning_changes import Remove, Shift
from thuocdo.work.services.planning_sources import CopyFrom
from thuocdo.work.web import lists
from thuocdo.work.web.draft_load import DRAFTS
from thuocdo.work.web.plan_edit_forms import HeadForm, NewPlanForm
from thuocdo.work.web.plans import seen_plan

BEFORE = "truoc"
# What nothing else carries out: orders of others, conclusions of meetings.
LOOSE = (Plan.Kind.DIRECTIVE, Plan.Kind.CONCLUSION)
# Parts of a plan: slug of the address, kind of row, kind of text, words.
PARTS: tuple[tuple[str, str, str, str | Promise], ...] = (
    ("can-cu", "text", PlanText.Kind.BASIS, gettext_lazy("Căn cứ")),
    ("muc-tieu", "objective", "", gettext_lazy("Mục tiêu")),
    ("chi-tieu", "target", "", gettext_lazy("Chỉ tiêu")),
    ("nhiem-vu", "task", "", gettext_lazy("Nhiệm vụ")),
    ("giai-phap", "text", PlanText.Kind.SOLUTION, gettext_lazy("Giải pháp")),
    ("to-chuc", "text", PlanText.Kind.ORGANISATION, gettext_lazy("Tổ chức thực hiện")),
)
MOVES = {"len": True, "xuong": False}


@dataclass(frozen=True)
class Section:
    """One section of the editor with its rows; `faults` by the key of the task."""

    slug: str
    kind: str
    words: str | Promise
    rows: Sequence[Any]


@login_required
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan: empty, copied from another, or (as the editor then offers) from those of merged units."""
    person, on = lists.person_of(request), clock.today()
    places, sources = _places(person, on), plans_to_copy(person)
    if not places:
        raise NotAllowed(
            "work.draft_plan.not_allowed", _("Lập kế hoạch là việc của người công tác ở một cơ quan của tỉnh."),
            _("Nhờ quản trị viên kiểm tra vị trí của bạn."),
        )  # fmt: skip
    form = NewPlanForm(
        request.POST if request.method == "POST" else None, parents=parents(person), initial=_initial(request, on),
        places=[(key, words) for key, words, _unit, _issuer in places], sources=sources,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        plan = _begin(form, places, sources, person)
        if plan is not None:
            messages.success(request, _("Đã lập dự thảo. Soạn từng phần rồi trình."))
            return redirect("work:plan_edit", pk=plan.pk)
    return render(request, "work/plan_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _initial(request: HttpRequest, on: date) -> dict[str, Any]:
    year = on.year + (on.month > 9)
    return {
        "year": year, "starts_on": date(year, 1, 1), "last_day": date(year, 12, 31),
        "title": _("Kế hoạch cải cách hành chính nhà nước năm %(year)s") % {"year": year},
        "source": request.GET.get("tu", ""), "parent": request.GET.get("cap-tren", ""),
    }  # fmt: skip


def _begin(
    form: NewPlanForm, places: Sequence[tuple[str, str, Unit, Unit]], sources: Sequence[Plan], by: Person | None
) -> Plan | None:
    """The draft; a refusal of the rules becomes an error of the form."""
    data = form.cleaned_data
    unit, issuer = next((unit, issuer) for key, _words, unit, issuer in places if key == data["units"])
    source = next((plan for plan in sources if str(plan.pk) == data["source"]), None)
    beginning = Beginning(
        kind=data["kind"], title=data["title"], year=data["year"], starts_on=data["starts_on"], ends_on=form.ends_on,
        issuer=issuer, theme=data["theme"], parent=form.parent_plan, copied_from=source,
    )  # fmt: skip
    try:
        plan = services.draft_plan(unit=unit, beginning=beginning, by=by, at=clock.now())
        if source is not None:
            services.write_plan(plan=plan, change=CopyFrom(source), by=by, at=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, f"{refusal.message} {refusal.remedy}")
        return None
    return plan


def _places(person: Person | None, on: date) -> list[tuple[str, str, Unit, Unit]]:
    """Where the person may draft: key, words, the agency that drafts and the one that issues."""
    held = permissions.reach(person, on)
    units = Unit.objects.filter(pk__in=[post.unit for post in held.has("draft_plan", "own")])
    found: list[tuple[str, str, Unit, Unit]] = []
    for unit in units:
        uppers = Unit.objects.filter(pk__in=permissions.above_of(unit, on), nature=Unit.Nature.AGENCY)
        names = queries.names_on([unit.pk, *(one.pk for one in uppers)], on)
        for issuer in sorted(uppers, key=lambda one: one != unit):
            words = names.get(issuer.pk, issuer.key)
            if issuer != unit:
                words = _("%(issuer)s (%(unit)s soạn)") % {"issuer": words, "unit": names.get(unit.pk, unit.key)}
            found.append((f"{unit.key}|{issuer.key}", words, unit, issuer))
    return found


def parents(person: Person | None) -> list[Plan]:
    """Plans that another may carry out: in force, seen by the person, programmes first."""
    found = Plan.objects.filter(visible_to(person), state=Plan.State.IN_FORCE).exclude(kind__in=LOOSE)
    return sorted(found.order_by("-year", "pk")[:300], key=lambda plan: plan.kind != Plan.Kind.PROGRAMME)


def draft_of(request: HttpRequest, pk: int, verb: str = "write_plan") -> tuple[Plan, Person | None]:
    """The draft that the person may write; a plan that is not seen does not exist, one that may not be written is
    refused."""
    person, plan = lists.person_of(request), seen_plan(request, pk)
    if verb not in permissions.rights(person, plan):
        raise NotAllowed(
            f"work.{verb}.not_allowed", _("Soạn dự thảo này là việc của cơ quan soạn thảo."),
            _("Nhờ người của cơ quan đó, hoặc lập kế hoạch của cơ quan bạn."),
        )  # fmt: skip
    return plan, person


@login_required
@require_safe
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft whole: every section with its rows, what is wrong, and what comes next."""
    person, on = lists.person_of(request), clock.today()
    plan = seen_plan(request, pk)
    faults = faults_of(plan, max(plan.starts_on, on)) if plan.state in ("draft", "proposed") else []
    verbs = permissions.abilities(person, plan)
    context = {
        "plan": plan, "sections": [_section(plan, one) for one in PARTS], "verbs": verbs,
        "faults": faults, "by_task": _by_task(faults), "stopping": [fault for fault in faults if fault.stops],
        "may_write": "write_plan" in verbs, "last_day": date.fromordinal(plan.ends_on.toordinal() - 1),
        "kept": plan.edits.filter(stood=False)[:10], "savings": plan.edits.filter(stood=True)[:15],
        **(_offers(plan, person) if "write_plan" in verbs else {}), "load": _load(plan, on),
    }  # fmt: skip
    return render(request, "work/plan_edit.html", context)


def _load(plan: Plan, on: date) -> dict[str, Any]:
    """Who would have too much with the draft added, the worst first; nothing once the plan is given out."""
    if plan.state not in DRAFTS:
        return {}
    found = DraftLoad(plan, on)
    rows = found.too_much()
    heavy = [row for row in rows if row.is_heavy]
    return {"found": found, "rows": rows[:5], "heavy": len(heavy), "every": len(rows)}


def _section(plan: Plan, part: tuple[str, str, str, Any]) -> Section:
    slug, kind, text_kind, words = part
    found: Any = {
        "text": plan.texts.filter(kind=text_kind).select_related("document"), "objective": plan.objectives.all(),
        "target": plan.targets.all(), "task": with_content(plan.tasks.all()).prefetch_related("links_in__origin"),
    }[kind]  # fmt: skip
    return Section(slug, kind, words, list(found.order_by("order", "pk")))


def _by_task(faults: Sequence[Fault]) -> dict[int, list[Fault]]:
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.task is not None:
            found.setdefault(fault.task.pk, []).append(fault)
    return found


def _offers(plan: Plan, person: Person | None) -> dict[str, Any]:
    """What can still be brought in."""
    return {
        "shortcomings": len(open_shortcomings(person)),
        "predecessors": plans_to_take_over(plan) if plan.issuer else [],
    }


@login_required
@require_http_methods(["GET", "POST"])
def plan_move(request: HttpRequest, pk: int) -> HttpResponse:
    """A part up, down or out of the draft; the page comes back at the same section."""
    plan, person = draft_of(request, pk)
    if request.method == "GET":
        return redirect("work:plan_edit", pk=plan.pk)
    kind, row = request.POST.get("loai", ""), request.POST.get("muc", "")
    slug = next((slug for slug, one, _text, _words in PARTS if one == kind), "")
    if not slug or not row.isdigit() or len(row) > 9:
        messages.error(request, _("Chưa rõ chuyển hay bỏ phần nào của dự thảo."))
        return redirect("work:plan_edit", pk=plan.pk)
    slug = request.POST.get("phan", slug)
    what = request.POST.get("viec", "")
    if what in MOVES:
        services.write_plan(plan=plan, change=Shift(kind, int(row), MOVES[what]), by=person, at=clock.now())
    elif what == "bo":
        seen = request.POST.get("lan", "")
        services.write_plan(
            plan=plan, change=Remove(kind, int(row)), by=person, at=clock.now(),
            revision=int(seen) if seen.isdigit() and len(seen) < 9 else None,
        )  # fmt: skip
        messages.success(request, _("Đã bỏ khỏi dự thảo; nội dung còn ở các lần lưu."))
    known = {one for one, *_rest in PARTS}
    return redirect(f"{reverse('work:plan_edit', args=[plan.pk])}#{slug if slug in known else ''}")


__all__ = ["HeadForm", "draft_of", "new_plan", "parents", "plan_edit", "plan_move"]
