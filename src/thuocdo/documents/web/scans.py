"""Pages of a scan: the picture of a page beside what the machine recognised on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from thuocdo.documents import queries
from thuocdo.documents.models.papers import PageImage
from thuocdo.documents.web.asking import seen_document


@login_required
@require_GET
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page: its picture and its text, with the pages before and after it."""
    document = seen_document(request, pk)
    picture = get_object_or_404(PageImage, document=document, number=number)
    others = list(document.page_images.values_list("number", flat=True))
    at = others.index(number)
    start, end = document.pages[number - 1] if number <= len(document.pages) else (0, 0)
    pieces = [piece for piece in queries.source_segments(document) if piece.start < end and piece.end > start]
    context = {
        "document": document, "picture": picture, "pieces": [piece for piece in pieces if start <= piece.start],
        "unsure": sum(1 for piece in pieces if piece.trust is not None and start <= piece.start),
        "before": others[at - 1] if at else None, "after": others[at + 1] if at + 1 < len(others) else None,
        "count": len(others),
    }  # fmt: skip
    return render(request, "documents/scan.html", context)


@login_required
@require_GET
def image(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The picture itself, drawn by ourselves, to whoever may read the paper; kept by the reader's browser only."""
    picture = get_object_or_404(
        PageImage.objects.select_related("file"), document=seen_document(request, pk), number=number
    )
    response = FileResponse(picture.file.content.open("rb"), content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
