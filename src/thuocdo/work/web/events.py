"""History in words: what each verb of a due instance is called, who did it, why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from thuocdo.work.models import Move

VERBS = {
    "submit_occurrence": _("Nộp kết quả"),
    "accept_occurrence": _("Duyệt kết quả"),
    "return_occurrence": _("Trả lại"),
    "waive_occurrence": _("Miễn thực hiện"),
    "hand_over": _("Chuyển giao cho cơ quan kế tục"),
    "ask_extension": _("Đề nghị gia hạn"),
    "grant_extension": _("Đồng ý gia hạn"),
    "refuse_extension": _("Không đồng ý gia hạn"),
}


def rows(moves: Iterable[Move], *, names: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """Moves as the history component shows them; with `names`, which agency and which due instance each is about."""
    return [_row(move, names) for move in moves]


def _row(move: Move, names: dict[int, str] | None) -> dict[str, Any]:
    words = str(VERBS.get(move.verb, move.verb))
    if names is not None:
        words = f"{names.get(move.occurrence.unit_id, '')}: {words.lower()}, {move.occurrence.label}"
    return {"at": move.at, "words": words, "by": move.by_name, "why": move.reason, "kind": "", "href": ""}
