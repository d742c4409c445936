"""Packages and changes that came over the document axis: taken in, sent back, answered."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.chancery import permissions, services
from thuocdo.chancery.edxml.content import BUSINESS, STATUS
from thuocdo.chancery.edxml.signing import Verdict, checked
from thuocdo.chancery.models import AxisMessage
from thuocdo.chancery.queries.deliveries import waiting_packages
from thuocdo.chancery.services.axis import TOLD_BY_PEOPLE
from thuocdo.chancery.web.delivery_asking import own_message, person_of
from thuocdo.core import clock
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.tables import Filter, Listing, TextFilter

KINDS = [(AxisMessage.Kind.EDOC.value, AxisMessage.Kind.EDOC.label),
         (AxisMessage.Kind.CHANGE.value, AxisMessage.Kind.CHANGE.label)]  # fmt: skip
# A larger package is not parsed for a page.
LARGEST = 30 * 2**20
LISTING = Listing(
    filters=(
        TextFilter(name="tim", label=gettext_lazy("Trích yếu"), lookup="subject__icontains", placeholder=""),
        Filter(name="loai", label=gettext_lazy("Loại"), lookup="kind", choices=KINDS),
        Filter(name="trang-thai", label=gettext_lazy("Trạng thái"), lookup="state", choices=AxisMessage.State.choices),
    ),
    sorts={"den": ("at", "pk"), "trang-thai": ("state", "pk")}, order="-den",
)  # fmt: skip


class AnswerForm(forms.Form):
    """A word with the answer."""

    note = forms.CharField(label=gettext_lazy("Lý do, ghi chú"), required=False, max_length=300)


@login_required
@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    """Everything that came over the axis to the person's units."""
    return render(
        request, "chancery/packages.html", {"page": LISTING.page(waiting_packages(person_of(request)), request)}
    )


@login_required
@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """One package or change, and the answers that can be given."""
    message = own_message(request, pk)
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, message, form.cleaned_data["note"])
            messages.success(request, _("Đã trả lời nơi gửi; thông điệp sẽ chuyển lên trục liên thông."))
            return redirect("chancery:package", pk=pk)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 422
    answers = AxisMessage.objects.filter(direction="out", kind="status", document_id=message.document_id,
                                         unit=message.unit_id)  # fmt: skip
    concerned = Document.objects.filter(
        arrivals__axis_messages__document_id=message.document_id, arrivals__axis_messages__unit=message.unit_id
    ).distinct()
    context = {
        "message": message, "form": form, "verbs": permissions.exchanging(person_of(request), message),
        "what": BUSINESS.get(message.code, message.code), "papers": list(concerned.defer("text", "reading", "pages")),
        "seal": _seal(message),
        "answers": [(one, STATUS.get(one.code, one.code)) for one in answers.order_by("pk")],
        "statuses": [(code, STATUS[code]) for code in TOLD_BY_PEOPLE],
    }  # fmt: skip
    return render(request, "chancery/package.html", context, status=status)


def _seal(message: AxisMessage) -> Verdict | None:
    """Whether the signature of the whole message holds; nothing without one, or for a message too large to look at."""
    if message.file is None or message.file.size > LARGEST:
        return None
    with message.file.content.open("rb") as content:
        try:
            return checked(content.read())
        except Refused:
            return None


def _answer(request: HttpRequest, message: AxisMessage, note: str) -> None:
    """What the button says."""
    act, by, at = request.POST.get("viec", ""), person_of(request), clock.now()
    if act == "tiep-nhan":
        services.take_package(message=message, by=by, at=at)
    elif act == "tra-lai":
        services.return_package(message=message, reason=note, by=by, at=at)
    elif act in ("dong-y", "khong-dong-y"):
        services.answer_change(message=message, agree=act == "dong-y", note=note, by=by, at=at)
    else:
        services.tell_status(message=message, code=request.POST.get("ma", ""), note=note, by=by, at=at)
