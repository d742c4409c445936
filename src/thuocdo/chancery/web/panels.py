"""What the chancery adds to the page of a paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from thuocdo.chancery import permissions
from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.queries import official
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.documents.models import Document


def of_document(request: HttpRequest, document: Document) -> list[tuple[str, dict[str, Any]]]:
    """The numbers of a paper in the books that the person sees, and the way to enter it: template and context."""
    person = getattr(request, "person", None)
    entries = queries.entries_of(document, person)
    names = directory.names_on({entry.book.unit_id for entry in entries}, clock.today())
    units = {unit.pk for unit, _name in queries.units_where(person, permissions.ENTER)}
    entered = {entry.book.unit_id for entry in entries if entry.struck_at is None and entry.book.direction == "in"}
    rows = [(entry, names.get(entry.book.unit_id, ""), official.symbol_of(entry)) for entry in entries]
    may_enter = bool(units - entered) and document.withdrawn_at is None and document.issuer_id not in units
    if not rows and not may_enter:
        return []
    return [("chancery/parts/entries.html", {"document": document, "entries": rows, "may_enter": may_enter})]
