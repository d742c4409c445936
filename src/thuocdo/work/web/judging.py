"""Several results accepted with one decision (duyệt nhiều kết quả), from the list of due instances."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.formatting import vn_number
from thuocdo.work import permissions, services
from thuocdo.work.models import Occurrence
from thuocdo.work.web import lists
from thuocdo.work.web.occurrences import LISTING, list_page

LONGEST_NOTE = 4000
MOST_AT_ONCE = 100
KEY_DIGITS = 10


@login_required
@require_http_methods(["GET", "POST"])
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the chosen results, all or none; the address keeps the filters of the list, to which it returns."""
    if request.method == "GET":
        return redirect(f"{reverse('work:occurrences')}?{request.GET.urlencode()}")
    person = lists.person_of(request)
    if not permissions.reach(person).has("accept_occurrence"):
        raise NotAllowed(
            "work.accept_many.not_allowed",
            _("Duyệt kết quả là việc của cơ quan thường trực, người thẩm định hoặc người đứng đầu cơ quan cấp trên."),
            _("Kết quả của cơ quan bạn do những người ấy duyệt; bạn xem được tình trạng ở danh sách kỳ hạn."),
        )
    chosen, note = _chosen(request), request.POST.get("ghi-chu", "").strip()[:LONGEST_NOTE]
    found = list(Occurrence.objects.filter(permissions.visible_to(person, Occurrence), pk__in=chosen))
    if len(found) < len(chosen):
        raise Http404
    try:
        count = services.accept_many(occurrences=found, by=person, at=clock.now(), note=note)
    except Refused as refusal:
        problem = " ".join(part for part in (refusal.message, refusal.remedy) if part)
        return list_page(request, chosen=chosen, note=note, problem=problem, status=_status(refusal))
    words = ngettext("Đã duyệt %(count)s kết quả.", "Đã duyệt %(count)s kết quả.", count)
    messages.success(request, words % {"count": vn_number(count)})
    return redirect(f"{reverse('work:occurrences')}{LISTING.read(request).url()}")


def _status(refusal: Refused) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    return 409 if isinstance(refusal, Stale) else 422


def _chosen(request: HttpRequest) -> set[int]:
    """Keys of the chosen rows; what is no key is left out, and no more than a page is taken."""
    asked = [key for key in request.POST.getlist("ky") if key.isascii() and key.isdigit() and len(key) < KEY_DIGITS]
    return {int(key) for key in asked[:MOST_AT_ONCE]}
