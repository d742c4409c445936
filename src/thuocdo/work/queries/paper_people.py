"""Who works by a paper: whom to tell when it is withdrawn or opened again (wiring: `WHO_WORKS_BY_A_PAPER`)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from thuocdo.core import clock
from thuocdo.directory.models import Person, Position
from thuocdo.documents.models import Document
from thuocdo.work.models import Evidence, Extension, Obligation, Product


def people_of_document(document: Document) -> list[tuple[Person, str]]:
    """People in charge of obligations made from a paper, that it proves, or whose date it has moved, each with
    the page of one; heads where no officer is named.

    Three statements, however many obligations.
    """
    resting = (
        Evidence.objects.filter(document=document), Extension.objects.filter(document=document),
        Product.objects.filter(document=document, withdrawn_at=None),
    )  # fmt: skip
    by_paper = Q(plan__document=document)
    for rows_of_kind in resting:
        by_paper |= Q(pk__in=rows_of_kind.values("occurrence__obligation"))
    rows = Obligation.objects.filter(by_paper, state=Obligation.State.IN_FORCE).order_by("pk")
    found: dict[int, tuple[Person, str]] = {}
    unnamed: dict[int, int] = {}
    for row in rows.select_related("officer").only("unit_id", "officer"):
        if row.officer is None:
            unnamed.setdefault(row.unit_id, row.pk)
        else:
            found.setdefault(row.officer.pk, (row.officer, _page(row.pk)))
    heads = Position.objects.filter(unit__in=unnamed, is_head=True, valid__contains=clock.today())
    for head in heads.select_related("person").order_by("pk"):
        found.setdefault(head.person.pk, (head.person, _page(unnamed[head.unit_id])))
    return list(found.values())


def _page(obligation: int) -> str:
    return reverse("work:obligation", args=[obligation])
