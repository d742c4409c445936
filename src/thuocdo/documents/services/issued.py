"""A paper that a unit issued itself stands in the register with what its draft says, not with what was read in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.documents.indexing import index_paper
from thuocdo.documents.models import Document, Holder, Relation
from thuocdo.documents.queries.places import province_unit
from thuocdo.documents.rules.dating import read_date
from thuocdo.documents.rules.header import Head
from thuocdo.documents.services.citing import CitationLinks


@dataclass(frozen=True, kw_only=True)
class Issued:
    """The head of an issued paper as its unit knows it, and the papers that it answers and carries out."""

    unit: Unit
    number_symbol: str
    doc_type: str
    subject: str
    issuer_name: str
    on: date
    signer_name: str
    signer_lines: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    urgency: str = ""
    answers: Document | None = None
    carries_out: Document | None = None

    def head(self) -> Head:
        """The columns of the register."""
        archive = next((line for line in self.recipients if line.lower().startswith("lưu")), "")
        return Head(
            number_symbol=self.number_symbol, doc_type=self.doc_type, subject=self.subject,
            issuer_name=self.issuer_name, printed=read_date(self.on.isoformat()), signed_on=self.on,
            signer_name=self.signer_name, signing_role=_role(self.signer_lines), addressees=list(self.addressees),
            recipients=[line for line in self.recipients if line != archive], archive=archive, urgency=self.urgency,
        )  # fmt: skip


@decision("documents.note_issued", about="document")
def note_issued(*, document: Document, issued: Issued, by: Any, at: datetime) -> Document:
    """Write what the issuing unit knows of its own paper into the register; its relations are decided already.

    The right is asked where the paper is issued (`chancery.issue_draft`).
    """
    for name, value in issued.head().columns().items():
        setattr(document, name, value)
    document.issuer = document.received_unit = issued.unit
    document.province = province_unit(issued.unit.province_key) or document.province
    document.received_by = by
    document.save()
    Holder.objects.get_or_create(document=document, unit=issued.unit, defaults={"why": "issued", "since": at})
    related = {Relation.Kind.ANSWERS: issued.answers, Relation.Kind.CARRIES_OUT: issued.carries_out}
    for kind, other in related.items():
        if other is not None:
            Relation.objects.get_or_create(
                document=document, kind=kind, other=other, citation=None,
                defaults={"state": Relation.State.CONFIRMED, "decided_by": by, "decided_at": at, "why": "dự thảo"},
            )  # fmt: skip
    CitationLinks(document).claim_earlier()
    index_paper(document)
    audit.changed(after={"number": issued.number_symbol, "issuer": issued.unit.key})
    return document


def _role(lines: tuple[str, ...]) -> dict[str, Any]:
    """The lines above a signature in the parts that the register keeps: order (TL., TUQ.), body, proxy, title."""
    marks = {"TM.": "for_body", "KT.": "proxy", "TL.": "order", "TUQ.": "order"}
    role = {name: line for line in lines for mark, name in marks.items() if line.startswith(mark)}
    return role | ({"title": lines[-1]} if lines and lines[-1] not in role.values() else {})
