"""Erasing a paper of state secrets that was seen only when the worker read it: nothing of it stays, only the count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from thuocdo.core import files
from thuocdo.core.decision import decision
from thuocdo.documents import permissions
from thuocdo.documents.models import (
    Arrival,
    ArrivedPaper,
    Citation,
    Document,
    Holder,
    Relation,
    SignatureCheck,
    Twin,
)
from thuocdo.documents.screening import count, keeper


@decision("documents.erase_secret", ask=permissions.abilities)
def erase_secret(*, document: Document, by: Any, at: datetime) -> None:
    """Take a waiting paper out again that turned out to carry a stamp of state secrets (xóa văn bản mật).

    Its file goes, and the bundle in which it came; other papers of that bundle stay. The audit says only that it
    happened. Only the system does it.
    """
    unit = document.received_unit
    keeper().let_go_of_secret(document=document, by=by, at=at)
    bundles = list(Arrival.objects.filter(parts__document=document).select_related("file").distinct())
    ArrivedPaper.objects.filter(arrival__in=bundles).delete()
    Arrival.objects.filter(pk__in=[bundle.pk for bundle in bundles]).delete()
    stored = [document.file, *(bundle.file for bundle in bundles)]
    _cut_loose(document)
    SignatureCheck.objects.filter(document=document).delete()
    Holder.objects.filter(document=document).delete()
    document.delete()
    for one in stored:
        if one is not None:
            # Whoever else has the same content: nobody may keep it.
            files.forget(one, owner=None)
    count(unit, by=by, at=at, number=1)


def _cut_loose(document: Document) -> None:
    """Let other papers that cite this one by its number cite a paper that is not here."""
    Citation.objects.filter(cited=document).update(cited=None)
    Twin.objects.filter(Q(document=document) | Q(other=document)).delete()
    Relation.objects.filter(Q(document=document) | Q(other=document, citation=None)).delete()
    Relation.objects.filter(other=document).update(other=None)
