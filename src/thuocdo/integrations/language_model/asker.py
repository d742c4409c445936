"""One paper asked about: its text in pieces, the answers together, whatever came of it noted on the paper."""

from __future__ import annotations

import logging

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.documents import services
from thuocdo.documents.models import Document, Item
from thuocdo.integrations.language_model.asking import messages, pieces, proposals
from thuocdo.integrations.language_model.client import answer
from thuocdo.integrations.language_model.configuration import Configuration
from thuocdo.kernel.errors import Refused

log = logging.getLogger(__name__)


def ask_about(document: Document, configuration: Configuration) -> str:
    """Ask a model about a paper and hand its proposals in; a refusal becomes a note on the paper. Says what came of it.

    No transaction is open while the model thinks; the paper may have changed meanwhile, and then stays as it is.
    """
    found: list[services.Proposal] = []
    problem = ""
    try:
        for piece in pieces(document.text, configuration.letters):
            found += proposals(answer(configuration, messages(piece, _known(document, piece))))
    except Refused as refusal:
        problem = f"{refusal.message} {refusal.remedy}"
        log.warning("language model: %s", refusal.code)
    asked = {
        "model": configuration.model, "asked_at": clock.now().isoformat(timespec="seconds"),
        "letters": min(len(document.text), configuration.letters),
    }  # fmt: skip
    done = services.take_proposals(
        document=document, proposals=found, asked=asked, problem=problem, by=SYSTEM, at=clock.now()
    )
    return done.model_note


def _known(document: Document, piece: str) -> list[str]:
    """Words of the items that the rules found in this piece, so that the model need not find them again."""
    start = document.text.find(piece)
    kinds = (Item.Kind.TASK, Item.Kind.TARGET, Item.Kind.SHORTCOMING)
    listed = document.items.filter(kind__in=kinds, order__gte=start, order__lt=start + len(piece))
    return [item.text for item in listed if item.text]
