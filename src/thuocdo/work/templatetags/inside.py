"""Badges of what happens inside a due instance: an icon, a word and a colour each, so that none is told by colour."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from thuocdo.ui.templatetags.ui import icon

register = template.Library()
Look = tuple[str | Promise, str, str]
UNKNOWN: Look = (_("Chưa biết"), "unknown", "ask")
PARTS: dict[str, Look] = {
    "not_asked": (_("Chưa được đề nghị"), "plain", "dot"),
    "asked": (_("Đã đề nghị, đang chờ"), "doing", "half"),
    "late": (_("Trễ phối hợp"), "late", "late"),
    "given": (_("Đã gửi, chờ xem"), "doing", "half"),
    "taken": (_("Đã phối hợp đủ"), "done", "check"),
    "declined": (_("Không phối hợp được"), "back", "x"),
}
CONTRIBUTIONS: dict[str, Look] = {
    "asked": (_("Đã đề nghị"), "doing", "half"),
    "given": (_("Đã gửi, chờ xem"), "soon", "half"),
    "returned": (_("Đề nghị bổ sung"), "back", "back"),
    "taken": (_("Đã nhận đủ"), "done", "check"),
    "declined": (_("Không phối hợp được"), "back", "x"),
    "recalled": (_("Đã rút đề nghị"), "plain", "undo"),
    "late": (_("Trễ phối hợp"), "late", "late"),
}
STEPS: dict[str, Look] = {
    "open": (_("Đang làm"), "doing", "half"),
    "late": (_("Quá ngày"), "late", "late"),
    "done": (_("Đã xong"), "done", "check"),
    "dropped": (_("Thôi không làm"), "plain", "x"),
}
GRADES: dict[str, Look] = {
    "good": (_("Tốt"), "done", "check"),
    "met": (_("Đạt"), "done", "check"),
    "lacking": (_("Còn tồn tại, hạn chế"), "soon", "flaw"),
    "": (_("Chưa đánh giá"), "unknown", "ask"),
}
CHECKS: dict[str, Look] = {
    "ok": (_("Phù hợp"), "done", "check"),
    "warning": (_("Cần xem"), "soon", "eye"),
    "fault": (_("Có vẻ sai"), "late", "flaw"),
}
TABLES = {"part": PARTS, "contribution": CONTRIBUTIONS, "step": STEPS, "grade": GRADES, "check": CHECKS}


@register.simple_tag
def mark(table: str, code: str, count: int | None = None) -> SafeString:
    """The badge of a code of one of the tables, with a number before the word where one is given."""
    words, kind, sign = TABLES[table].get(code, UNKNOWN)
    said = f"{count} {str(words).lower()}" if count is not None else words
    return format_html('<span class="badge b-{}">{}{}</span>', kind, icon(sign), said)


@register.simple_tag
def marks(table: str, counted: list[tuple[str, int]]) -> SafeString:
    """Several badges with their numbers."""
    return format_html_join(" ", "{}", ((mark(table, code, count),) for code, count in counted))
