"""What the room does after a commit; `config.wiring.EVENT_HANDLERS` says on which event."""

from __future__ import annotations

import logging

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import OutboxEvent
from thuocdo.documents import outside, services
from thuocdo.documents.models import Document
from thuocdo.documents.rules.files import is_pdf
from thuocdo.documents.screening import StateSecret
from thuocdo.kernel.errors import Refused

log = logging.getLogger(__name__)


def read_what_waits(event: OutboxEvent) -> None:
    """Read the paper that was just received, if it waits for its reading."""
    document = Document.objects.filter(pk=event.payload.get("key"), state=Document.State.WAITING).first()
    if document is not None:
        try:
            services.read_waiting(document=document, by=SYSTEM, at=clock.now())
        except StateSecret:
            services.erase_secret(document=document, by=SYSTEM, at=clock.now())


def check_what_is_signed(event: OutboxEvent) -> None:
    """Check the signatures of the paper that was just received, if it is a PDF and was never checked."""
    document = (
        Document.objects.filter(pk=event.payload.get("key"), signature_checks=None).select_related("file").first()
    )
    if document is None:
        return
    with document.original.content.open("rb") as content:
        if not is_pdf(content.read(1024)):
            return
    try:
        proofs = outside.fresh_proofs(document)
        services.check_signatures(document=document, by=SYSTEM, at=clock.now(), proofs=proofs)
    except Refused as refusal:
        # A PDF that cannot be opened has no signature to check; the paper itself says why it could not be read.
        log.info("signatures not checked: %s", refusal.code)
