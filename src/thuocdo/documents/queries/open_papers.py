"""Papers that a person received and that wait for an answer item by item."""

from __future__ import annotations

from datetime import date

from thuocdo.directory.models import Person
from thuocdo.directory.queries.open_work import OpenWork
from thuocdo.documents.models import Document


def open_papers_of(person: Person, on: date) -> list[OpenWork]:
    """Papers that the person received and has not finished confirming (văn bản đang xác nhận).

    A paper belongs to the unit that received it: a receipt of work says who goes on with it, the paper does not change.
    """
    waiting = Document.objects.filter(
        received_by=person, state__in=[Document.State.PROPOSED, Document.State.CONFIRMING]
    )
    return [
        OpenWork(
            kind="documents.document", key=str(paper.pk), unit=paper.received_unit_id, words=paper.title,
            link=f"/van-ban/{paper.pk}/xac-nhan/", note=paper.get_state_display(),
        )
        for paper in waiting.order_by("received_at", "pk")
    ]  # fmt: skip
