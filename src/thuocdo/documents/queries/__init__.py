"""Questions of the documents room."""

from __future__ import annotations

from thuocdo.documents.queries.confirmers import Confirmers, confirmers
from thuocdo.documents.queries.previews import Preview, preview, previews
from thuocdo.documents.queries.register import (
    Progress,
    acts_on,
    cites,
    confirmed_items,
    document_types,
    items,
    progress,
    shown_items,
    visible_documents,
    where_cited,
    years,
)
from thuocdo.documents.queries.source import place_of, sentence_of, source_segments
from thuocdo.documents.queries.trust import trust_is_empty, trust_store
from thuocdo.documents.queries.uses import Use, uses

__all__ = [
    "Confirmers",
    "Preview",
    "Progress",
    "Use",
    "acts_on",
    "cites",
    "confirmed_items",
    "confirmers",
    "document_types",
    "items",
    "place_of",
    "preview",
    "previews",
    "progress",
    "sentence_of",
    "shown_items",
    "source_segments",
    "trust_is_empty",
    "trust_store",
    "uses",
    "visible_documents",
    "where_cited",
    "years",
]
