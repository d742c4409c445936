"""What drafting adds to the page of a paper: answering it, handing it down; for an issued one, its draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.chancery import permissions
from thuocdo.chancery.queries.drafts import visible_drafts
from thuocdo.documents.models import Document


def of_document(request: HttpRequest, document: Document) -> list[tuple[str, dict[str, Any]]]:
    """The drafts that belong to a paper, and the buttons to begin one: template and context."""
    person = getattr(request, "person", None)
    if permissions.VIEW_DRAFTS not in permissions.abilities(person, None):
        return []
    seen = visible_drafts(person)
    drafts = list(seen.filter(answers=document) | seen.filter(carries_out=document) | seen.filter(document=document))
    may_draft = "draft" in permissions.abilities(person, None) and document.withdrawn_at is None
    if not drafts and not may_draft:
        return []
    return [("chancery/parts/drafts.html", {"document": document, "drafts": drafts, "may_draft": may_draft})]
