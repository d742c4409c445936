"""States of drafts and of deliveries, and which verb leads from which to which."""

from __future__ import annotations

from thuocdo.kernel.transitions import Transitions


class DraftState:
    """States of a draft (trạng thái dự thảo)."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    NUMBERED = "numbered"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class DeliveryState:
    """States of a delivery to one addressee (trạng thái gửi)."""

    WAITING = "waiting"
    SENT = "sent"
    ARRIVED = "arrived"
    RECEIVED = "received"
    READ = "read"
    ACTED = "acted"
    REFUSED = "refused"
    FAILED = "failed"
    RECALLED = "recalled"


# The addressee has the paper no more: taken back, or sent back; it can be sent again.
SENT_NO_MORE = (DeliveryState.RECALLED, DeliveryState.REFUSED)

# Content is written while drafting or returned; who approves approves one version; number, date and then the
# signatures follow; an approved draft that turns out wrong goes back, a numbered one is cancelled with its number kept.
DRAFT_MOVES = {
    ("drafting", "write"): "drafting",
    ("returned", "write"): "returned",
    ("drafting", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "take_back"): "drafting",
    ("submitted", "return"): "returned",
    ("submitted", "approve"): "approved",
    ("approved", "return"): "returned",
    ("approved", "number"): "numbered",
    ("numbered", "sign"): "numbered",
    ("numbered", "issue"): "issued",
    ("drafting", "cancel"): "cancelled",
    ("returned", "cancel"): "cancelled",
    ("submitted", "cancel"): "cancelled",
    ("approved", "cancel"): "cancelled",
    ("numbered", "cancel"): "cancelled",
}

# Inside, a delivery goes sent → received → read → acted; the worker sends mail and edXML, which may fail.
DELIVERY_MOVES = {
    ("waiting", "send"): "sent",
    ("waiting", "fail"): "failed",
    ("failed", "send"): "sent",
    ("failed", "fail"): "failed",
    ("sent", "fail"): "failed",
    ("sent", "arrive"): "arrived",
    ("sent", "receive"): "received",
    ("arrived", "receive"): "received",
    ("sent", "refuse"): "refused",
    ("arrived", "refuse"): "refused",
    ("received", "read"): "read",
    ("received", "act"): "acted",
    ("read", "act"): "acted",
    ("waiting", "recall"): "recalled",
    ("failed", "recall"): "recalled",
    ("sent", "recall"): "recalled",
    ("arrived", "recall"): "recalled",
    ("received", "recall"): "recalled",
    ("read", "recall"): "recalled",
}

DRAFT_WORDS = {
    "drafting": "đang soạn", "submitted": "đã trình", "returned": "trả lại để sửa", "approved": "đã duyệt",
    "numbered": "đã cấp số", "issued": "đã ban hành", "cancelled": "đã hủy",
    "write": "sửa nội dung", "submit": "trình duyệt", "take_back": "rút lại", "return": "trả lại", "approve": "duyệt",
    "number": "cấp số", "sign": "ký", "issue": "ban hành", "cancel": "hủy",
}  # fmt: skip
DELIVERY_WORDS = {
    "waiting": "chờ gửi", "sent": "đã gửi", "arrived": "đã đến", "received": "đã tiếp nhận", "read": "đã xem",
    "acted": "đã xử lý", "refused": "từ chối tiếp nhận", "failed": "gửi lỗi", "recalled": "đã thu hồi",
    "send": "gửi", "fail": "báo lỗi", "arrive": "báo đã đến", "receive": "tiếp nhận", "refuse": "từ chối",
    "act": "báo đã xử lý", "recall": "thu hồi",
}  # fmt: skip

DRAFT_LIFE = Transitions("chancery.draft", DRAFT_MOVES, DRAFT_WORDS)
DELIVERY_LIFE = Transitions("chancery.delivery", DELIVERY_MOVES, DELIVERY_WORDS)
