"""What the page of a paper shows of its digital signatures: the last check, each signature in words, earlier checks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thuocdo.documents import queries
from thuocdo.documents.models import Document, SignatureCheck
from thuocdo.documents.signing import INVALID, UNSURE, VALID

SHOWN = 6
INSTANTS = ("signed_at", "claimed_at", "stamped_at", "archived_at", "revoked_at", "valid_from", "valid_until")


def shown(paper: Document) -> dict[str, Any]:
    """The last check of a paper's signatures and those before it; whether the store that should judge is empty."""
    checks = list(SignatureCheck.objects.filter(document=paper)[:SHOWN])
    findings = [_finding(one) for one in checks[0].findings] if checks else []
    return {
        "check": checks[0] if checks else None, "findings": findings, "earlier_checks": checks[1:],
        "invalid_signatures": sum(one["verdict"] == INVALID for one in findings),
        "unsure_signatures": sum(one["verdict"] == UNSURE for one in findings),
        "trust_is_empty": bool(findings) and queries.trust_is_empty(),
    }  # fmt: skip


def _finding(kept: dict[str, Any]) -> dict[str, Any]:
    """One signature as it was found; checks of an earlier version kept less, which is then not shown."""
    verdict = VALID if kept.get("valid") else INVALID
    one = {"verdict": verdict, "covers": "", "chain": [], "changes": [], "notes": [], **kept}
    return one | {name: _instant(kept.get(name)) for name in INSTANTS} | {"revocation_words": _revocation(kept)}


def _revocation(kept: dict[str, Any]) -> str:
    words = {
        "good": _("Chưa bị thu hồi khi ký, theo danh sách thu hồi đang có."),
        "revoked": _("Đã bị thu hồi trước khi ký."),
        "revoked_later": _("Bị thu hồi sau khi ký."),
        "unknown": _("Chưa kiểm tra được: không có danh sách thu hồi còn hạn."),
    }
    return words.get(str(kept.get("revocation")), "")


def _instant(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value or ""))
    except ValueError:
        return None
