"""States of a paper and of its items, and which verb leads from which to which."""

from __future__ import annotations

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.transitions import Transitions


class DocumentState:
    """States of a paper (trạng thái văn bản)."""

    WAITING = "waiting"
    READING_FAILED = "reading_failed"
    PROPOSED = "proposed"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    REGISTERED = "registered"


class ItemState:
    """States of an item (trạng thái mục trích); `withdrawn` is taken back by an undo or a newer reading."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    DISCARDED = "discarded"
    ADDED = "added"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


# States that a named person has brought about.
DECIDED = frozenset({"accepted", "corrected", "discarded", "added", "replaced"})
# States in which an item stands in the document for readers of it.
STANDING = frozenset({"proposed", "accepted", "corrected", "added"})

DOCUMENT_MOVES = {
    ("waiting", "read"): "proposed",
    ("reading_failed", "read_again"): "proposed",
    ("proposed", "read_again"): "proposed",
    ("confirming", "read_again"): "confirming",
    ("proposed", "decide"): "confirming",
    ("confirming", "decide"): "confirming",
    ("proposed", "confirm"): "confirmed",
    ("confirming", "confirm"): "confirmed",
    ("confirmed", "reopen"): "confirming",
}

ITEM_MOVES = {
    ("proposed", "confirm"): "accepted",
    ("proposed", "correct"): "corrected",
    ("accepted", "correct"): "corrected",
    ("corrected", "correct"): "corrected",
    ("added", "correct"): "added",
    ("proposed", "split"): "replaced",
    ("accepted", "split"): "replaced",
    ("corrected", "split"): "replaced",
    ("added", "split"): "replaced",
    ("proposed", "merge"): "replaced",
    ("accepted", "merge"): "replaced",
    ("corrected", "merge"): "replaced",
    ("added", "merge"): "replaced",
    ("proposed", "discard"): "discarded",
    ("accepted", "discard"): "discarded",
    ("corrected", "discard"): "discarded",
    ("added", "discard"): "discarded",
    ("discarded", "restore"): "proposed",
}

WORDS = {
    "waiting": "chờ máy đọc",
    "reading_failed": "không đọc được",
    "proposed": "chờ xác nhận",
    "confirming": "đang xác nhận",
    "confirmed": "đã xác nhận",
    "registered": "chỉ có trong sổ",
    "accepted": "đã xác nhận",
    "corrected": "đã sửa",
    "discarded": "đã bỏ",
    "added": "do người thêm",
    "replaced": "đã tách hoặc gộp",
    "withdrawn": "đã rút",
}


DOCUMENT_LIFE = Transitions("documents.document", DOCUMENT_MOVES, WORDS)
ITEM_LIFE = Transitions("documents.item", ITEM_MOVES, WORDS)


def next_document_state(state: str, verb: str) -> str:
    """The state a verb leads to; Refused `documents.document_not_open` when it leads nowhere from here.

    >>> next_document_state("proposed", "decide")
    'confirming'
    """
    if not DOCUMENT_LIFE.allows(state, verb):
        raise Refused(
            "documents.document_not_open",
            f"Văn bản {WORDS[state]} nên không làm được việc này nữa.",
            "Tải lại trang để thấy trạng thái mới nhất.",
        )
    return DOCUMENT_LIFE.move(state, verb)


def next_item_state(state: str, verb: str, label: str) -> str:
    """The state a verb leads to; Refused `documents.item_already_decided` when the item is past it.

    >>> next_item_state("proposed", "confirm", "N1")
    'accepted'
    """
    if not ITEM_LIFE.allows(state, verb):
        raise Refused(
            "documents.item_already_decided",
            f"Mục {label} {WORDS[state]} rồi nên không làm lại việc này được.",
            "Xem lịch sử của mục; muốn đổi thì hoàn tác hoặc sửa.",
            where={"mục": label},
        )
    return ITEM_LIFE.move(state, verb)
