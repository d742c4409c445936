"""Items that a language model proposes: looked for in the text letter for letter, marked, and decided one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.documents import permissions
from thuocdo.documents.indexing import index_paper
from thuocdo.documents.models import Document, Item
from thuocdo.documents.queries.register import next_label
from thuocdo.documents.queries.source import place_of
from thuocdo.documents.reading.source import clean_passage
from thuocdo.documents.reading.target_phrases import read_targets
from thuocdo.documents.rules.life import STANDING, ItemState
from thuocdo.documents.rules.limits import deadlines_of, plan_year
from thuocdo.documents.rules.proposals import BY, CONFIDENCE, DOUBT, KINDS, Proposal, Spans, note, said_in, sifted
from thuocdo.documents.rules.shapes import fitted
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

__all__ = ["PROPOSED_KINDS", "Proposal", "take_proposals"]
Json = dict[str, Any]
PROPOSED_KINDS = KINDS


@decision("documents.take_proposals", about="document", ask=permissions.abilities)
def take_proposals(
    *, document: Document, proposals: Sequence[Proposal], asked: Mapping[str, Any], problem: str = "", by: Any,
    at: datetime,
) -> Document:  # fmt: skip
    """Add what a language model proposes as items to be decided (nhận đề xuất), and note on the paper what came of it.

    A proposal counts only when its quotation stands in the text letter for letter and no item of its kind stands there
    already; agencies and deadlines only in the paper's own words. `asked` names the model and the day, `problem` says
    why nothing came. A paper that is no longer open, or that was asked about before, stays as it is.
    """
    if not document.is_open or document.reading.get(BY):
        return document
    standing = document.items.filter(state__in=[*STANDING, ItemState.DISCARDED])
    known = [(kind, spans) for kind, spans in standing.values_list("kind", "spans") if spans]
    found = sifted(proposals, lambda words: place_of(document, words), known)
    for proposal, spans in found.kept:
        _propose(document, proposal, spans)
    document.reading = {**document.reading, BY: note(asked, found, problem)}
    document.save(update_fields=["reading"])
    if found.kept:
        index_paper(document)
    audit.changed(after={"model": str(asked.get("model", "")), "kept": len(found.kept), "problem": problem})
    return document


def _propose(document: Document, proposal: Proposal, spans: Spans) -> None:
    data = _data(document, proposal, spans)
    Item.objects.create(
        document=document, kind=proposal.kind, label=next_label(document, proposal.kind), spans=spans,
        order=min(start for start, _ in spans), read={**data, "proposed_by": BY}, data=data, confidence=CONFIDENCE,
        doubts=[DOUBT],
    )  # fmt: skip


def _data(document: Document, proposal: Proposal, spans: Spans) -> Json:
    """The content of the item: the quotation, and what of the rest stands in the paper too."""
    words = " ".join(clean_passage(document.text, start, end).text for start, end in spans)
    given: Json = {"text": words}
    if proposal.kind == Item.Kind.TASK:
        given["lead_agencies"] = said_in(document.text, proposal.lead_agencies)
        given["coordinating_agencies"] = said_in(document.text, proposal.coordinating_agencies)
        given["outputs"], given["deadlines"] = [], _deadlines(document, proposal.deadline)
    elif proposal.kind == Item.Kind.TARGET:
        given |= {"subject": words, "comparator": "=", "value": None, "unit": None, "deadline": None}
        for target in read_targets(words, objective=True)[:1]:
            given |= {"comparator": target.comparator, "value": target.value, "unit": target.unit}
            given["subject"] = target.subject or words
    return fitted(proposal.kind, given, {})


def _deadlines(document: Document, words: str) -> list[Json]:
    """The deadline, when its words stand in the paper and say a time."""
    words = squeeze(words)
    if not words or not said_in(document.text, [words]):
        return []
    try:
        return deadlines_of([(words, "")], [], plan_year(document.subject, document.issued_value))
    except Refused:
        return []
