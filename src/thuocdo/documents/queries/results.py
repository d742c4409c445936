"""Found papers as a page shows them: the row of the register, the asked words marked, the place in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Left

from thuocdo.documents.models import Document
from thuocdo.documents.packs.spellings import speller
from thuocdo.documents.queries.register import visible_documents
from thuocdo.documents.queries.seeking import Found
from thuocdo.documents.rules.asked import Clause
from thuocdo.documents.rules.excerpts import LETTERS, Part, excerpt, marked


@dataclass(frozen=True)
class Result:
    """One line of the list: the paper, its subject and issuer in parts, and the place in its text, where asked."""

    document: Document
    number: list[Part]
    subject: list[Part]
    issuer: list[Part]
    place: list[Part]


def results(person: Any, found: Found, clauses: Sequence[Clause] = (), *, places: bool = True) -> list[Result]:
    """The papers of a page in their order; rights are asked once more of the papers themselves."""
    papers = visible_documents(person).filter(pk__in=found.keys)
    if clauses and places:
        papers = papers.annotate(beginning=Left("text", LETTERS))
    known = {paper.pk: paper for paper in papers}
    return [_result(known[key], clauses) for key in found.keys if key in known]


def _result(paper: Document, clauses: Sequence[Clause]) -> Result:
    spelled = speller()
    named = paper.subject or paper.title
    named = named[:1].upper() + named[1:]
    anywhere = [clause for clause in clauses if clause.field in ("", "task", "target", "shortcoming")]
    texts = {"subject": named, "issuer": paper.issuer_name}
    subject, issuer = (
        marked(text, [*anywhere, *(clause for clause in clauses if clause.field == field)], spelled)
        for field, text in texts.items()
    )
    number = marked(paper.number_symbol, [clause for clause in clauses if clause.number or not clause.field], spelled)
    text = str(paper.__dict__.get("beginning") or "")
    return Result(paper, number, subject, issuer, excerpt(text, anywhere, spelled) if text and anywhere else [])
