"""What a person was told (thông báo): unread first, each with its link; a button notes it as read, a visit does not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock, notify
from thuocdo.core.models import Notice
from thuocdo.portal.web.asking import person_of
from thuocdo.ui.formatting import vn_number
from thuocdo.ui.tables import Filter, Listing

UNREAD, READ = "chua-doc", "da-doc"


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(read_at__isnull=value == UNREAD)


NOTICES = Listing(
    filters=(
        Filter(
            name="loai", label=gettext_lazy("Tình trạng"), apply=_by_state, all_words=gettext_lazy("Mọi thông báo"),
            choices=((UNREAD, gettext_lazy("Chưa đọc")), (READ, gettext_lazy("Đã đọc"))),
        ),
        Filter(name="chu", label=gettext_lazy("Có chữ"), lookup="words__icontains", type="search"),
    ),
)  # fmt: skip


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Everything that the person was told, unread first, then the newest."""
    person = person_of(request)
    rows = notify.notices_of(person) if person is not None else Notice.objects.none()
    return render(request, "portal/notices.html", {"page": NOTICES.page(rows, request)})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note every notice of the person as read."""
    person = person_of(request)
    count = notify.mark_read(person, at=clock.now()) if person is not None else 0
    words = ngettext("Đã đánh dấu %(count)s thông báo là đã đọc.", "Đã đánh dấu %(count)s thông báo là đã đọc.", count)
    messages.success(request, words % {"count": vn_number(count)})
    return redirect("portal:notices")


@login_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note one notice as read and go to what it speaks of, or back to the list with `xem=0`."""
    person = person_of(request)
    notice = notify.notices_of(person).filter(pk=pk).first() if person is not None else None
    if person is None or notice is None:
        raise Http404(_("Không có thông báo này, hoặc thông báo không gửi cho bạn."))
    notify.mark_read(person, pk=pk, at=clock.now())
    if notice.link and request.POST.get("xem") != "0":
        return redirect(notice.link)
    return redirect("portal:notices")
