"""The page of one agency's part of a task: its due instances, the chosen one in full, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.queries.why import ask_of, holders, not_allowed
from thuocdo.ui.formatting import vn_date
from thuocdo.work import permissions, queries, services
from thuocdo.work.models import Evidence, Extension, Obligation, Occurrence
from thuocdo.work.queries.sharing import helpers_to_ask, part_states
from thuocdo.work.queries.task_page import window_words
from thuocdo.work.queries.tasks import ObligationDetail, OccurrenceDetail
from thuocdo.work.rules.standing import DONE, STANDINGS
from thuocdo.work.web import events, inside, letterheads, lists, officers, saving
from thuocdo.work.web.acts import ACTS, BY_SLUG, Act, Offered, ground
from thuocdo.work.web.answers import tried
from thuocdo.work.web.forms import DecideForm
from thuocdo.work.web.occurrences import standing_words
from thuocdo.work.web.reasons import reasons

Bound = dict[str, forms.Form]
# Several forms with a field of the same name stand on the page: each has its own ids.
DECIDE_IDS = "quyet-dinh_%s"
PANELS = [act.panel for act in ACTS if act.panel]


@login_required
@require_safe
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency's part (phần việc của một cơ quan); `?ky=` chooses the due instance."""
    found = queries.visible_obligation(lists.person_of(request), pk)
    if found is None:
        raise Http404
    return _page(request, found, request.GET.get("ky", ""), {})


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Do one verb with a due instance; a form with problems comes back filled in, with the reason on top."""
    person = lists.person_of(request)
    occurrence = queries.visible_occurrence(person, pk)
    if occurrence is None:
        raise Http404
    one = BY_SLUG[slug]
    if request.method == "GET":
        return redirect(_address(occurrence, f"#{slug}"))
    form = one.form_for(occurrence, person, request.POST, request.FILES)
    if not form.is_valid():
        _refuse_before_mending(one, occurrence, person)
        return _page(request, _of(occurrence), str(pk), {slug: form}, status=422)
    # What is only added cannot be in anybody's way, and a file that was chosen would be lost.
    seen = "" if one.adds else request.POST.get(saving.FIELD, "")
    try:
        done = tried(
            form,
            lambda: saving.carefully(
                occurrence, seen, person, lambda: one.run(occurrence, form.cleaned_data, person, clock.now())
            ),
        )
    except saving.Meanwhile as meanwhile:
        form.add_error(None, meanwhile.words)
        return _page(request, _of(occurrence), str(pk), {slug: form}, status=409)
    if done:
        messages.success(request, str(one.done))
        return redirect(_address(occurrence))
    return _page(request, _of(occurrence), str(pk), {slug: form}, status=422)


def _refuse_before_mending(one: Act, occurrence: Occurrence, person: Person | None) -> None:
    """Who has no right to the verb is told so, before being asked to mend a form."""
    if one.verb not in permissions.rights(person, occurrence):
        raise not_allowed(person, f"{permissions.ROOM}{one.verb}", occurrence)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a later date (quyết định gia hạn)."""
    person = lists.person_of(request)
    seen = Extension.objects.filter(permissions.visible_to(person, Extension))
    extension = get_object_or_404(seen.select_related("occurrence__plan"), pk=pk)
    occurrence = extension.occurrence
    if request.method == "GET":
        return redirect(_address(occurrence, "#gia-han-cho"))
    form = DecideForm(request.POST, auto_id=DECIDE_IDS)
    if form.is_valid():
        data = form.cleaned_data
        granted = data["granted"] == "yes"

        def run() -> object:
            return services.decide_extension(
                extension=extension, granted=granted, by=person, at=clock.now(), reason=ground(data, person),
                until=(data["until"] or extension.asked_until) if granted else None,
            )  # fmt: skip

        if tried(form, run):
            messages.success(request, _("Đã ghi quyết định gia hạn."))
            return redirect(_address(occurrence))
    if not Extension.objects.filter(pk=pk, state=Extension.State.ASKED).exists():
        # The form that would carry the reason is gone: the request was decided meanwhile.
        messages.error(request, _("Đề nghị gia hạn này đã được quyết định; quyết định đó giữ nguyên."))
    return _page(request, _of(occurrence), str(occurrence.pk), {"decide": form}, status=422)


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of proof, always as a download: nothing that was handed in opens inside the site. A paper has its page."""
    seen = Evidence.objects.filter(permissions.visible_to(lists.person_of(request), Evidence))
    found = get_object_or_404(seen.select_related("file"), pk=pk)
    if found.file is None:
        return redirect("documents:document", pk=found.document_id)
    content = found.file.content.open("rb")
    return FileResponse(content, as_attachment=True, filename=found.file.name, content_type="application/octet-stream")


@login_required
@require_http_methods(["GET", "POST"])
def check_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a piece of proof looked over again by the program (kiểm tra lại)."""
    person = lists.person_of(request)
    seen = Evidence.objects.filter(permissions.visible_to(person, Evidence)).select_related("occurrence")
    found = get_object_or_404(seen.distinct(), pk=pk)
    if request.method == "POST":
        services.check_evidence(evidence=found, by=person, at=clock.now())
        messages.success(request, _("Đã kiểm tra lại tài liệu."))
    return redirect(_address(found.occurrence, f"#tai-lieu-{found.pk}"))


def _of(occurrence: Occurrence) -> Obligation:
    return Obligation.objects.select_related("task", "plan", "unit", "origin", "party").get(pk=occurrence.obligation_id)


def _address(occurrence: Occurrence, anchor: str = "#ky") -> str:
    return f"{reverse('work:obligation', args=[occurrence.obligation_id])}?ky={occurrence.pk}{anchor}"


def _page(request: HttpRequest, found: Obligation, chosen: str, bound: Bound, status: int = 200) -> HttpResponse:
    person, on = lists.person_of(request), clock.today()
    detail = queries.obligation_detail(found, on, person)
    row = _chosen(detail.occurrences, chosen)
    context = {
        "obligation": found, "task": found.task, "plan": found.plan, "detail": detail,
        "rows": [_row(one, on, detail) for one in detail.occurrences], "basis": letterheads.basis_of(found.plan),
        "lineage": _lineage(detail), "current": None, "officer_form": officers.offered(found, detail.verbs, on),
        "officer_there": officers.still_there(found, on),
        "part": part_states([found.pk], on)[found.pk] if found.role != "lead" else "",
    }  # fmt: skip
    if row is not None:
        current = _current(queries.occurrence_detail(row, on, person), person, bound, detail.names)
        context["current"] = current | inside.context(found, current["detail"], person, on)
        context["standing_words"] = standing_words(row, on)
    context["steps"] = inside.steps(found, row, detail.verbs, person, on)
    return render(request, "work/obligation.html", context, status=status)


def _chosen(rows: Sequence[Occurrence], asked: str) -> Occurrence | None:
    """The due instance that the address names, else the most urgent one that still waits, else the last."""
    for row in rows:
        if str(row.pk) == asked:
            return row
    waiting = [row for row in rows if row.standing in STANDINGS and row.standing not in DONE]  # type: ignore[attr-defined]
    key = {code: rank for rank, code in enumerate(STANDINGS)}
    first = min(waiting, key=lambda row: (key[row.standing], row.due_on or date.max), default=None)  # type: ignore[attr-defined]
    return first or (rows[-1] if rows else None)


def _row(one: Occurrence, on: date, detail: ObligationDetail) -> dict[str, Any]:
    return {
        "one": one, "words": standing_words(one, on), "window": window_words(one.window_start, one.window_end),
        "unit_name": detail.names.get(one.unit_id, ""),
    }  # fmt: skip


def _current(detail: OccurrenceDetail, person: Person | None, bound: Bound, names: dict[int, str]) -> dict[str, Any]:
    """The chosen due instance with the acts that are open to the person, and why the others are not."""
    one = detail.occurrence
    asked = next((row for row in detail.extensions if row.state == Extension.State.ASKED), None)
    offered = [
        _offered(act, one, bound, person)
        for act in ACTS
        if act.slug in bound or (act.verb in detail.verbs and _is_of_use(act, one, asked is not None))
    ]
    decides = asked is not None and "decide_extension" in permissions.abilities(person, asked)
    return {
        "detail": detail, "one": one, "window": window_words(one.window_start, one.window_end),
        "offered": [offer for offer in offered if not offer.act.panel], "seen": saving.seen_of(one),
        "in_panels": dict.fromkeys(PANELS) | {offer.act.panel: offer for offer in offered if offer.act.panel},
        "decided_extensions": [row for row in detail.extensions if row != asked],
        "events": events.rows(reversed(detail.moves), names=names), "asked": asked,
        "decide": (bound.get("decide") or DecideForm(auto_id=DECIDE_IDS)) if decides else None,
        "reasons": reasons(one, detail.unit_name, permissions.rights(person, one), detail.verbs, _whom(one)),
    }  # fmt: skip


def _whom(one: Occurrence) -> Callable[[str], str]:
    """Who may use a verb of the room on a due instance, in one sentence."""
    place = permissions.place_of(one)
    assert place is not None
    return lambda verb: ask_of(holders(f"{permissions.ROOM}{verb}", place, clock.today()))


def _is_of_use(act: Act, one: Occurrence, is_asked: bool) -> bool:
    """Whether an act that the person may do has something to do here."""
    if act.slug == "gia-han":
        return one.due_on is not None and not is_asked
    if act.slug == "san-pham":
        return bool(one.task.outputs)
    return act.slug != "phoi-hop" or bool(helpers_to_ask(one))


def _offered(act: Act, one: Occurrence, bound: Bound, person: Person | None) -> Offered:
    """One verb with its form, open when it is the main one or came back with problems."""
    form = bound.get(act.slug) or act.form_for(one, person)
    address = reverse(f"work:occurrence_{act.name}", args=[one.pk])
    return Offered(act, form, address, act.slug in bound or (act.main and not bound))


def _lineage(detail: ObligationDetail) -> list[str]:
    """Where the part came from and went to, in words."""
    words = [
        _("Nhận từ %(unit)s ngày %(day)s")
        % {"unit": detail.names.get(line.source.unit_id, ""), "day": vn_date(line.effective_on)}
        for line in detail.handed_from
    ]
    for line in detail.handed_to:
        name = detail.names.get(line.target.unit_id, "") if line.target else ""
        day = vn_date(line.effective_on)
        words.append(
            _("Chuyển cho %(unit)s ngày %(day)s") % {"unit": name, "day": day} if name
            else _("%(effect)s, ngày %(day)s") % {"effect": line.get_effect_display(), "day": day}
        )  # fmt: skip
    return words
