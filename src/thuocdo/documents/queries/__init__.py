"""Questions of the documents room."""

from __future__ import annotations

from thuocdo.documents.queries.confirmers import Confirmers, confirmers
from thuocdo.documents.queries.previews import Preview, preview, previews
from thuocdo.documents.queries.register import (
    Progress,
    acts_on,
    cites,
    confirmed_items,
    items,
    progress,
    shown_items,
    visible_documents,
    where_cited,
)
from thuocdo.documents.queries.results import Result, results
from thuocdo.documents.queries.seeking import Found, Wanted, find, years_and_types
from thuocdo.documents.queries.source import place_of, sentence_of, source_segments
from thuocdo.documents.queries.trust import trust_is_empty, trust_store
from thuocdo.documents.queries.uses import Use, adopted, uses

__all__ = [
    "Confirmers",
    "Found",
    "Preview",
    "Progress",
    "Result",
    "Use",
    "Wanted",
    "acts_on",
    "adopted",
    "cites",
    "confirmed_items",
    "confirmers",
    "find",
    "items",
    "place_of",
    "preview",
    "previews",
    "progress",
    "results",
    "sentence_of",
    "shown_items",
    "source_segments",
    "trust_is_empty",
    "trust_store",
    "uses",
    "visible_documents",
    "where_cited",
    "years_and_types",
]
