"""The audit rows of a paper in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.core.models import AuditRow

WORDS = {
    "documents.receive_document": gettext_lazy("Nhận văn bản"),
    "documents.read_again": gettext_lazy("Đọc lại"),
    "documents.confirm_item": gettext_lazy("Xác nhận mục"),
    "documents.confirm_many": gettext_lazy("Xác nhận nhiều mục"),
    "documents.correct_item": gettext_lazy("Sửa mục"),
    "documents.split_item": gettext_lazy("Tách mục"),
    "documents.merge_items": gettext_lazy("Gộp mục"),
    "documents.discard_item": gettext_lazy("Bỏ mục"),
    "documents.restore_item": gettext_lazy("Lấy lại mục"),
    "documents.add_item": gettext_lazy("Thêm mục"),
    "documents.undo_last": gettext_lazy("Hoàn tác"),
    "documents.correct_metadata": gettext_lazy("Sửa thông tin văn bản"),
    "documents.confirm_document": gettext_lazy("Xác nhận văn bản"),
}
SHOWN_LABELS = 12


def shown_history(rows: Iterable[AuditRow]) -> list[dict[str, Any]]:
    """Rows for the history tag: what, which items, who, why; refusals say so."""
    return [{"at": row.at, "words": _what(row), "by": row.actor_name, "why": row.why} for row in rows]


def _what(row: AuditRow) -> str:
    words = str(WORDS.get(row.action, row.action))
    labels = list(row.after or {}) if row.action.split(".")[-1] in ITEM_VERBS else []
    if labels:
        shown = ", ".join(labels[:SHOWN_LABELS]) + (", …" if len(labels) > SHOWN_LABELS else "")
        words = f"{words} {shown}"
    return words if row.outcome == "done" else _("Bị từ chối: %(words)s") % {"words": words}


ITEM_VERBS = frozenset({
    "confirm_item", "confirm_many", "correct_item", "split_item", "merge_items", "discard_item", "restore_item",
    "add_item", "undo_last",
})  # fmt: skip
