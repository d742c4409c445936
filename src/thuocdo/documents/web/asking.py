"""What every view of the room asks first: who, which paper, and may they see it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from thuocdo.documents import permissions
from thuocdo.documents.models import Document


def person_of(request: HttpRequest) -> Any:
    """The person who is signed in, nothing for an account without a person."""
    return getattr(request, "person", None)


def is_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of the page."""
    return bool(getattr(request, "htmx", False))


def seen_document(request: HttpRequest, pk: int) -> Document:
    """The paper, when the person may read it; 404 with the reason otherwise, so that nothing shows it exists."""
    related = ("file", "province", "issuer", "received_by", "received_unit", "confirmed_by")
    papers = Document.objects.select_related(*related)
    found = papers.filter(permissions.visible_to(person_of(request)), pk=pk).first()
    if found is None:
        raise Http404(_("Không có văn bản này, hoặc văn bản không thuộc phạm vi bạn được xem."))
    return found


def adopt_url(document: Document) -> str:
    """Address at which the work room takes a confirmed paper into its books; empty where that room has no such page."""
    try:
        return reverse("work:adopt", args=[document.pk])
    except NoReverseMatch:
        return ""
