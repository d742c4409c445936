"""What the pages of deliveries ask first: the paper, the delivery, the message; how states look; what is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from thuocdo.chancery import permissions
from thuocdo.chancery.models import AxisMessage, Delivery
from thuocdo.chancery.queries.deliveries import seen_delivery, waiting_packages
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused

# How the states of a delivery look: kind of badge, icon, code of `ui.standings` for the bar, fill of the bar.
LOOKS: dict[str, tuple[str, str, str, str]] = {
    "waiting": ("plain", "clock", "not_due", "f-cham2"),
    "sent": ("soon", "out", "due_soon", "f-dong"),
    "arrived": ("soon", "dot", "due_soon", "f-dong"),
    "received": ("doing", "half", "doing", "f-cham2"),
    "read": ("doing", "eye", "watched", "f-cham"),
    "acted": ("done", "check", "done", "f-la"),
    "refused": ("back", "back", "returned", "f-man"),
    "failed": ("late", "late", "overdue", "f-son"),
    "recalled": ("plain", "x", "waived", "f-line"),
}


def person_of(request: HttpRequest) -> Any:
    """The person who is signed in, nothing for an account without a person."""
    return getattr(request, "person", None)


def seen_paper(request: HttpRequest, pk: int) -> Document:
    """The paper, when the person may read it; 404 otherwise."""
    rows = Document.objects.select_related("file", "province", "issuer", "received_unit")
    found = rows.filter(papers.visible_to(person_of(request)), pk=pk).first()
    if found is None:
        raise Http404(_("Không có văn bản này, hoặc văn bản không thuộc phạm vi bạn được xem."))
    return found


def own_delivery(request: HttpRequest, pk: int) -> Delivery:
    """A delivery to a unit whose deliveries the person sees; 404 otherwise."""
    found = seen_delivery(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có văn bản gửi đến này, hoặc không gửi cho đơn vị của bạn."))
    return found


def own_message(request: HttpRequest, pk: int) -> AxisMessage:
    """A message of the axis to a unit whose deliveries the person sees; 404 otherwise."""
    found = waiting_packages(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Không có thông điệp này, hoặc không gửi cho đơn vị của bạn."))
    return found


def refuse_without(request: HttpRequest, document: Document, verb: str) -> None:
    """403 with the rule for who may not do this with the paper."""
    if not permissions.senders(person_of(request), document, verb):
        unit = document.received_unit or document.issuer
        if unit is not None:
            permissions.refuse_elsewhere(person_of(request), unit, verb)
        raise NotAllowed(
            "chancery.not_allowed", _("Văn bản này chưa có đơn vị ban hành hay tiếp nhận để gửi đi."),
            _("Sửa thông tin văn bản: chọn cơ quan ban hành."),
        )  # fmt: skip


def told(request: HttpRequest, act: Callable[[], object], words: str) -> bool:
    """Do something and say so; a refusal is said too, a want of rights goes on to its page."""
    try:
        act()
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True


def bar(counts: dict[str, int], *, url: Callable[[str], str] | None = None, current: str = "") -> list[dict[str, Any]]:
    """Counts by state as parts of a stacked bar, in the order of the way; states without any are left out."""
    return [
        {"code": code, "label": Delivery.State(state).label, "count": counts[state], "fill": fill,
         "href": url(state) if url else "", "current": state == current}
        for state, (_badge, _icon, code, fill) in LOOKS.items()
        if counts.get(state)
    ]  # fmt: skip
