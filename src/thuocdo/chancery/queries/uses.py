"""Where the chancery uses a paper: lines of books, drafts made for it, deliveries (wiring: `WHERE_USED`)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from thuocdo.chancery.models import Delivery, Draft, Entry
from thuocdo.chancery.queries.books import book_title
from thuocdo.documents.models import Document
from thuocdo.documents.queries import Use


def uses_of_document(document: Document) -> list[Use]:
    """Lines of books that are not struck out, drafts that answer a paper or hand it down, deliveries by state."""
    entries = Entry.objects.filter(document=document, struck_at=None).select_related("book__unit").order_by("pk")
    drafts = Draft.objects.filter(Q(answers=document) | Q(carries_out=document)).order_by("pk")
    found = [
        Use(_("%(book)s, số %(number)s") % {"book": book_title(one.book), "number": one.number}, _page("entry", one.pk))
        for one in entries
    ]
    found += [Use(_("Dự thảo: %(title)s") % {"title": draft.title}, _page("draft", draft.pk)) for draft in drafts]
    sent = Delivery.objects.filter(document=document).count()
    if sent:
        found.append(Use(_("Đã gửi %(count)s nơi") % {"count": sent}, _page("deliveries", document.pk)))
    return found


def _page(name: str, key: object) -> str:
    """The page of a thing; the paper's own list when this installation has no such page."""
    try:
        return reverse(f"chancery:{name}", args=[key])
    except NoReverseMatch:
        return reverse("chancery:books")
