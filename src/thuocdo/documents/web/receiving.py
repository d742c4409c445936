"""Pages for receiving a paper and for reading one again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.core import clock, files
from thuocdo.core.audit import SYSTEM
from thuocdo.documents import outside, permissions, services
from thuocdo.documents.models import Arrival, Document
from thuocdo.documents.queries.register import readable
from thuocdo.documents.queries.relations import twins_of
from thuocdo.documents.reading.formats.bundles import bundle_kind
from thuocdo.documents.screening import StateSecret
from thuocdo.documents.web.asking import person_of, seen_document
from thuocdo.documents.web.forms import ReceiveForm
from thuocdo.kernel.errors import NotAllowed, Refused


@login_required
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Hand in a file or pasted text; what cannot be taken comes back with the reason and nothing typed is lost."""
    if permissions.RECEIVE not in permissions.abilities(person_of(request), None):
        raise NotAllowed(
            "documents.receive_document.not_allowed",
            _("Vai trò của bạn không tiếp nhận văn bản."),
            _("Gửi văn bản cho văn thư hoặc đầu mối cải cách hành chính của cơ quan bạn."),
        )
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "documents/receive.html", {"form": form, "refusal": None})
    try:
        paper = _paper(form)
        if bundle_kind(paper.data):
            arrival = services.receive_bundle(paper=paper, by=person_of(request), at=clock.now())
            return redirect("documents:arrival", arrival.pk)
        received = services.receive_document(paper=paper, by=person_of(request), at=clock.now())
    except NotAllowed:
        raise
    except StateSecret as refusal:
        # What was typed is not shown again: nothing of such a paper goes over the wire twice.
        return render(request, "documents/receive.html", {"form": ReceiveForm(), "refusal": refusal}, status=422)
    except Refused as refusal:
        return render(request, "documents/receive.html", {"form": form, "refusal": refusal}, status=422)
    level = messages.SUCCESS if received.is_new else messages.INFO
    messages.add_message(request, level, received.message)
    for _pair, other, _later in twins_of(received.document, person_of(request)):
        messages.warning(request, _("Có thể trùng với văn bản đã có: %(paper)s.") % {"paper": other})
    return _next_page(received.document, is_new=received.is_new)


@login_required
@require_safe
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a bundle: papers taken, papers known already, parts set aside; only for who received it."""
    found = get_object_or_404(
        Arrival.objects.select_related("file", "received_by"), pk=pk, received_by=person_of(request)
    )
    parts = found.parts.select_related("document").order_by("pk")
    waiting = any(part.document.state == Document.State.WAITING for part in parts)
    seen = readable(person_of(request), [part.document_id for part in parts])
    context = {"arrival": found, "parts": parts, "waiting": waiting, "seen": seen}
    return render(request, "documents/arrival.html", context)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a paper again with the present reader."""
    document = seen_document(request, pk)
    try:
        services.read_again(document=document, by=person_of(request), at=clock.now())
    except StateSecret:
        if document.state == Document.State.READING_FAILED:
            services.erase_secret(document=document, by=SYSTEM, at=clock.now())
        raise
    messages.success(request, _("Đã đọc lại. Những gì đã có người quyết được giữ nguyên."))
    return redirect("documents:document", pk)


def _paper(form: ReceiveForm) -> services.Paper:
    upload = form.cleaned_data["tep"]
    if upload is not None:
        files.refuse_too_large(upload.size, upload.name)
        return services.Paper(upload.name, upload.read(), upload.content_type or "")
    if form.cleaned_data["chu"]:
        return services.Paper.pasted(form.cleaned_data["chu"], form.cleaned_data["ten"])
    raise Refused("documents.empty", _("Chưa chọn tệp và cũng chưa dán nội dung."), _("Chọn một tệp hoặc dán văn bản."))


def _next_page(document: Document, *, is_new: bool) -> HttpResponse:
    page = "documents:confirm" if is_new and document.is_open else "documents:document"
    return redirect(page, document.pk)


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the signatures of a paper's PDF again, with the trusted certificates of now."""
    document = seen_document(request, pk)
    person = person_of(request)
    may = "check_signatures" in permissions.abilities(person, document)
    proofs = outside.fresh_proofs(document) if may else None
    found = services.check_signatures(document=document, by=person, at=clock.now(), proofs=proofs)
    messages.success(
        request,
        _("Đã kiểm tra: %(valid)s trong %(count)s chữ ký hợp lệ.") % {"valid": found.valid, "count": found.count},
    )
    return redirect("documents:document", pk)
