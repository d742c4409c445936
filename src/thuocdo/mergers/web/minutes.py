"""Minutes of handing over: on the screen, as an official paper, all of them in one file; and their confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.documents.composing import CONTENT_TYPE, bundle
from thuocdo.kernel.errors import Refused
from thuocdo.mergers import permissions, queries, services
from thuocdo.mergers.permissions import GIVEN, TAKEN
from thuocdo.mergers.web import papers
from thuocdo.mergers.web.asking import attached, person_of, seen_merger, seen_minute


@login_required
@require_safe
def minute(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One minute as it was frozen, with both confirmations; printable."""
    found = seen_minute(request, pk, number)
    mine = permissions.sides(person_of(request), found)
    neighbours = queries.minutes(person_of(request), found.merger)
    named = ("words", "note", "count", "link")
    groups = [
        (kind, [dict(zip(named, row, strict=True)) for row in rows])
        for kind, rows in papers.grouped(found, queries.kinds())
    ]
    context = {
        "minute": found, "merger": found.merger, "groups": groups, "paper": papers.paper_of(found, queries.kinds()),
        "may_give": GIVEN in mine and found.given_at is None and not _is(found.taken_by_id, request),
        "may_take": TAKEN in mine and found.taken_at is None and not _is(found.given_by_id, request),
        "before": neighbours.filter(number__lt=number).order_by("-number").first(),
        "after": neighbours.filter(number__gt=number).order_by("number").first(),
    }  # fmt: skip
    return render(request, "mergers/minute.html", context)


def _is(person: int | None, request: HttpRequest) -> bool:
    return person is not None and person == getattr(person_of(request), "pk", None)


@login_required
@require_safe
def minute_docx(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The minute in its official form."""
    found = seen_minute(request, pk, number)
    return attached(papers.docx_of(found), papers.name_of(found), CONTENT_TYPE)


@login_required
@require_safe
def minutes_zip(request: HttpRequest, pk: int) -> HttpResponse:
    """All minutes that the person may see, in one file."""
    merger = seen_merger(request, pk)
    found = list(merger.minutes.filter(permissions.visible_minutes(person_of(request), merger)))
    if not found:
        raise Http404(_("Đợt này chưa có biên bản."))
    for one in found:
        one.merger = merger
    content = bundle((papers.name_of(one), papers.docx_of(one)) for one in found)
    return attached(content, f"bien-ban-dot-{merger.pk}.zip", "application/zip")


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Confirm one side by name."""
    found = seen_minute(request, pk, number)
    side = request.POST.get("side", "")
    if side not in (GIVEN, TAKEN):
        raise Refused("mergers.no_side", _("Chưa chọn bên xác nhận."), _("Mở biên bản rồi bấm xác nhận."))
    services.confirm_minute(minute=found, side=side, by=person_of(request), at=clock.now())
    messages.success(request, _("Đã xác nhận biên bản."))
    return redirect("mergers:minute", pk, number)
