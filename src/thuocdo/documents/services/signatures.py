"""Checking the digital signatures of received papers; what was found is kept as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thuocdo.core import audit, clock
from thuocdo.core.decision import decision
from thuocdo.documents import permissions, queries
from thuocdo.documents.models import Document, SignatureCheck
from thuocdo.documents.rules.files import is_pdf
from thuocdo.documents.signing import Proofs, verify
from thuocdo.kernel.errors import Refused


@decision("documents.check_signatures", about="document", ask=permissions.abilities)
def check_signatures(*, document: Document, by: Any, at: datetime, proofs: Proofs | None = None) -> SignatureCheck:
    """Check every signature of a paper's PDF (kiểm tra chữ ký số) against the trust store as it is now.

    `proofs` are what revocation servers said just now (`outside.fresh_proofs`), asked before this decision began.
    Real time counts, whatever the clock of a demo shows: that is when keys sign and certificates run out. Refused
    `documents.no_pdf` when the file is none, `signing.*` when it cannot be opened. Earlier checks stay.
    """
    data = b""
    if document.file is not None:
        with document.file.content.open("rb") as content:
            data = content.read()
    if not is_pdf(data):
        raise Refused("documents.no_pdf", "Tệp gốc không phải PDF nên không có chữ ký số.", "Nhận bản PDF đã ký.")
    store = queries.trust_store()
    findings = verify(data, store.with_proofs(proofs or Proofs()), now=clock.real_now())
    check = SignatureCheck.objects.create(
        document=document, checked_at=at, findings=[one.to_json() for one in findings], count=len(findings),
        valid=sum(one.valid for one in findings), trust=store.name,
    )  # fmt: skip
    audit.changed(after={"signatures": check.count, "valid": check.valid, "trust": store.name[:16]})
    return check
