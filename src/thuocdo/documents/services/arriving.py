"""Receiving bundles: every paper apart; what cannot be taken is set aside with its reason and the others go on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from thuocdo.core import audit, files
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Arrival, ArrivedPaper
from thuocdo.documents.reading.formats.bundles import Member, open_bundle
from thuocdo.documents.reading.formats.naming import file_name
from thuocdo.documents.screening import counting, refuse_stamped_parts
from thuocdo.documents.services.receiving import Paper, receive_document
from thuocdo.kernel.errors import NotAllowed, Refused


@counting
@decision("documents.receive_bundle")
def receive_bundle(*, paper: Paper, by: Any, at: datetime, unit: Unit | None = None) -> Arrival:
    """Take in a zipped folder, a mail or an edXML envelope (tiếp nhận gói văn bản), paper by paper.

    `unit` receives it, without it that of the person. Each paper asks for the right to receive it. The same bundle
    twice brings no second paper. Refused when the bundle itself is unsafe, broken or too large, or when a paper in it
    carries a stamp of state secrets (`state_secret`); nothing of it is kept then.
    """
    files.refuse_too_large(len(paper.data), paper.name)
    bundle = open_bundle(paper.data, paper.name)
    refuse_stamped_parts((member.name, member.data) for member in bundle.members)
    name = file_name(paper.name, "goi")
    stored = files.store(paper.data, name=name, content_type=paper.content_type)
    arrival = Arrival.objects.create(
        file=stored, name=name, kind=bundle.kind, envelope=bundle.envelope, received_at=at,
        received_by=by if isinstance(by, Person) else None,
    )  # fmt: skip
    set_aside = [_told(one.name, one.refusal) for one in bundle.set_aside]
    for member in bundle.members:
        try:
            with transaction.atomic():
                _take(arrival, member, unit, by=by, at=at)
        except NotAllowed:
            raise
        except Refused as refusal:
            set_aside.append(_told(member.name, refusal))
    arrival.set_aside = set_aside
    arrival.save(update_fields=["set_aside"])
    audit.changed(after={"papers": arrival.parts.count(), "set_aside": len(set_aside), "kind": bundle.kind})
    return arrival


def _take(arrival: Arrival, member: Member, unit: Unit | None, *, by: Any, at: datetime) -> None:
    received = receive_document(paper=Paper(member.name, member.data), unit=unit, by=by, at=at)
    ArrivedPaper.objects.create(
        arrival=arrival, document=received.document, name=member.name, path=list(member.path), is_new=received.is_new
    )


def _told(name: str, refusal: Refused) -> dict[str, str]:
    return {"name": name, "code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
