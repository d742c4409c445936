"""Where things stand: every state has an icon, a word and a colour, so that none is told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """How one state is shown: word, icon of the sprite, class of the badge, class of a bar's fill."""

    word: Promise | str
    icon: str
    badge: str
    fill: str


STANDINGS: dict[str, Look] = {
    "accepted_on_time": Look(_("Đúng hạn"), "check", "b-done", "f-la"),
    "accepted_late": Look(_("Trễ hạn"), "late", "b-waslate", "f-waslate"),
    "submitted": Look(_("Chờ duyệt"), "half", "b-doing", "f-cham"),
    "returned": Look(_("Trả lại"), "back", "b-back", "f-man"),
    "overdue": Look(_("Quá hạn"), "late", "b-late", "f-son"),
    "due_soon": Look(_("Sắp đến hạn"), "clock", "b-soon", "f-dong"),
    "not_due": Look(_("Chưa đến hạn"), "dot", "b-plain", "f-cham2"),
    "no_date": Look(_("Chưa rõ hạn"), "ask", "b-unknown", "f-none"),
    "watched": Look(_("Theo dõi thường xuyên"), "eye", "b-unknown", "f-none"),
    "waived": Look(_("Được miễn"), "x", "b-plain", "f-line"),
    "doing": Look(_("Đang thực hiện"), "half", "b-doing", "f-cham"),
    "done": Look(_("Đã xong"), "check", "b-done", "f-la"),
    "draft": Look(_("Bản nháp của máy"), "draft", "b-draft", "f-none"),
    "confirmed": Look(_("Đã xác nhận"), "check", "b-done", "f-la"),
    "unknown": Look(_("Chưa biết"), "ask", "b-unknown", "f-none"),
}


def look(code: str) -> Look:
    """The look of a state; an unknown code looks unknown, and never green."""
    return STANDINGS.get(code) or Look(code or STANDINGS["unknown"].word, "ask", "b-unknown", "f-none")
