"""Where the chancery uses a paper: lines of books, drafts made for it, deliveries (wiring: `WHERE_USED`)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Delivery, Draft
from thuocdo.chancery.queries.books import book_title, entries_of
from thuocdo.documents.models import Document
from thuocdo.documents.queries import Use


def uses_of_document(document: Document, person: Any) -> list[Use]:
    """Lines of books that are not struck out, drafts that answer a paper or hand it down, how often it was sent: of
    books, drafts and units that the person may look at."""
    entries = [one for one in entries_of(document, person) if one.struck_at is None]
    drafts = Draft.objects.filter(
        permissions.drafts_visible_to(person), Q(answers=document) | Q(carries_out=document)
    ).order_by("pk")
    found = [
        Use(
            _("%(book)s, số %(number)s") % {"book": book_title(one.book), "number": one.number},
            reverse("chancery:entry", args=[one.pk]),
        )
        for one in entries
    ]
    found += [
        Use(_("Dự thảo: %(title)s") % {"title": draft.title}, reverse("chancery:draft", args=[draft.pk]))
        for draft in drafts
    ]
    senders = permissions.senders(person, document, permissions.VIEW_DELIVERIES)
    sent = Delivery.objects.filter(document=document, sender__in=senders).count() if senders else 0
    if sent:
        found.append(Use(_("Đã gửi %(count)s nơi") % {"count": sent}, reverse("chancery:follow", args=[document.pk])))
    return found
