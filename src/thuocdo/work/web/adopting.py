"""A confirmed document is taken into the book: first what that would make, then the decision."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed
from thuocdo.work import permissions, services
from thuocdo.work.queries.adoption_preview import adoption_preview
from thuocdo.work.web import lists


@login_required
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview (GET) and decision (POST) of taking a document into the book (đưa vào sổ theo dõi)."""
    person = lists.person_of(request)
    seen = Document.objects.filter(papers.visible_to(person), pk=pk)
    document = seen.select_related("issuer", "province").first()
    if document is None:
        raise Http404
    if request.method == "POST":
        plan = services.adopt_document(document=document, by=person, at=clock.now())
        messages.success(request, _("Đã đưa vào sổ theo dõi: các cơ quan thấy phần việc của mình từ bây giờ."))
        return redirect("work:plan", pk=plan.pk)
    may = "adopt_document" in permissions.rights(person, document)
    why_not = "" if may else _outside(person, document)
    if not may and not why_not:
        raise NotAllowed(
            "work.adopt_document.not_allowed",
            _("Đưa văn bản vào sổ theo dõi là việc của cơ quan thường trực cải cách hành chính hoặc cơ quan ban hành."),
            _("Nhờ Sở Nội vụ đưa văn bản này vào sổ."),
        )
    preview = adoption_preview(document, clock.today())
    ready = document.state == Document.State.CONFIRMED and preview.existing is None and preview.tasks + preview.targets
    context = {"document": document, "preview": preview, "ready": may and bool(ready), "why_not": why_not}
    return render(request, "work/adopt.html", context)


def _outside(person: Person | None, document: Document) -> str:
    """Why nobody of the person's province takes the paper into its book; empty when the paper is of that province."""
    place = permissions.province_of(document)
    if not place:
        return _("Chưa rõ văn bản do cơ quan nào ban hành: sửa thông tin văn bản trước khi đưa vào sổ.")
    if place in {post.province for post in permissions.reach(person).posts}:
        return ""
    return _("Văn bản do %(issuer)s ban hành, ngoài phạm vi tỉnh của bạn.") % {"issuer": document.issuer_name}
