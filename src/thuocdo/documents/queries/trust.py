"""Whom signatures are trusted from now, and since when."""

from __future__ import annotations

from thuocdo.documents.models import TrustTable
from thuocdo.documents.signing import Trust, kept_trust


def trust_store() -> Trust:
    """The trust store that was taken over last; an empty one when none was."""
    table = TrustTable.objects.first()
    return kept_trust(table.content) if table is not None else Trust()


def trust_is_empty() -> bool:
    """Whether no root is trusted, so that no signature can be found valid."""
    table = TrustTable.objects.first()
    return table is None or not any(row["use"] == "root" for row in table.content["certificates"])
