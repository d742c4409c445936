"""The papers of a meeting: to download, or as a draft of its unit that goes through approval and signing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import slug
from thuocdo.meetings import services
from thuocdo.meetings.queries.papers import made_of
from thuocdo.meetings.web.asking import attached, person_of, refuse_without, seen_meeting


@login_required
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a paper (`mau`) as a draft of the chancery."""
    found = seen_meeting(request, pk)
    refuse_without(request, found, "draft_paper")
    form = request.POST.get("mau", "")
    try:
        made = services.draft_paper(meeting=found, form=form, by=person_of(request), at=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
        return redirect("meetings:meeting", pk)
    messages.success(request, _("Đã lập dự thảo từ cuộc họp. Chọn người ký, xem lại rồi trình duyệt."))
    return redirect("chancery:draft", pk=made.draft_id)


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A paper (`?mau=`) as Word or PDF."""
    found = seen_meeting(request, pk)
    form = request.GET.get("mau", "") or ("giay_moi" if found.opened_at is None else "bien_ban")
    if ending not in ("docx", "pdf"):
        raise Http404
    try:
        made = made_of(found, form, clock.today())
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
        return redirect("meetings:meeting", pk)
    return attached(made.docx if ending == "docx" else made.pdf, f"{slug(form)}-{slug(found.title)[:40]}.{ending}")
