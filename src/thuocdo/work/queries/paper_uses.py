"""Where work uses a paper: plans made of it, proof and products, decisions that rest on it (wiring: `WHERE_USED`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.directory.queries import names_on
from thuocdo.documents.models import Document
from thuocdo.documents.queries import Use
from thuocdo.work.models import Amendment, Evidence, Extension, Plan, Product
from thuocdo.work.permissions import visible_to

# A report that proves hundreds of due instances is told of by the first of them, and by how many there are besides.
SHOWN = 10


def uses_of_document(document: Document, person: Person | None) -> list[Use]:
    """What was made of a paper in this room, as far as the person may see it; at most two queries for each kind."""
    return [*_plans(document, person), *_amendments(document, person), *_inside(document, person)]


def _plans(document: Document, person: Person | None) -> Iterator[Use]:
    for plan in Plan.objects.filter(visible_to(person), document=document):
        yield Use(_("Đã đưa vào sổ: %(plan)s") % {"plan": plan}, reverse("work:plan", args=[plan.pk]), "plan")


def _amendments(document: Document, person: Person | None) -> Iterator[Use]:
    found = Amendment.objects.filter(visible_to(person, Amendment), document=document).order_by("pk")
    for one in found.select_related("plan"):
        words = _("Điều chỉnh kế hoạch theo văn bản này: %(title)s") % {"title": one.title}
        yield Use(words, reverse("work:amendment", args=[one.pk]))


def _inside(document: Document, person: Person | None) -> Iterator[Use]:
    """Due instances whose proof or product the paper is, whose date it has moved: of units whose work the person sees
    into."""
    proofs = Evidence.objects.filter(visible_to(person, Evidence), document=document)
    yield from _each(proofs, lambda what: _("Tài liệu kiểm chứng: %(what)s") % {"what": what})
    products = Product.objects.filter(visible_to(person, Product), document=document, withdrawn_at=None)
    yield from _each(products, lambda what: _("Sản phẩm đã nộp: %(what)s") % {"what": what})
    decisions = Extension.objects.filter(visible_to(person, Extension), document=document)
    yield from _each(decisions, lambda what: _("Quyết định gia hạn: %(what)s") % {"what": what})


def _each(rows: QuerySet[Any], say: Callable[[str], str]) -> Iterator[Use]:
    found = list(rows.order_by("pk").select_related("occurrence__task")[: SHOWN + 1])
    names = names_on([row.occurrence.unit_id for row in found], clock.today()) if found else {}
    for row in found[:SHOWN]:
        due = row.occurrence
        what = f"{names.get(due.unit_id, '')}, {due.task}"
        yield Use(say(what), reverse("work:obligation", args=[due.obligation_id]))
    if len(found) > SHOWN:
        yield Use(say(_("và những kỳ hạn khác")), reverse("work:occurrences"))
