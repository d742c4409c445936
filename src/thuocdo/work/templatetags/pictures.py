"""Small drawings of plans: the ways of seeing one, the marks of a day, the form of a mark on the timeline."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from thuocdo.ui.formatting import vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.templatetags.ui import icon
from thuocdo.work.models import Plan
from thuocdo.work.ways import switch

register = template.Library()
# Forms of marks, drawn around the point (0, 0): told apart in grey, and when printed.
FORMS = {
    "late": '<path d="M0-8L8 0L0 8L-8 0Z"/>',
    "waslate": '<path d="M0-7L7 0L0 7L-7 0Z"/>',
    "back": '<path d="M-6-6H6V6H-6Z"/>',
    "soon": '<path d="M0-7L7.5 6H-7.5Z"/>',
    "half": '<circle r="6"/><path class="half" d="M0-6A6 6 0 0 1 0 6Z"/>',
    "open": '<circle r="5.5"/>',
    "done": '<circle r="6.5"/><path class="tick" d="M-3 .2L-.8 2.6L3.4-2.4"/>',
    "waived": '<path d="M-5-5L5 5M5-5L-5 5"/>',
}


@register.inclusion_tag("work/parts/view_switch.html", takes_context=True)
def plan_views(context: template.Context, plan: Plan) -> dict[str, Any]:
    """The ways of seeing a plan (bảng, lịch, dòng thời gian, ...), each with the filters of this page."""
    return {"views": switch(context["request"], plan)}


@register.simple_tag
def state_mark(code: str, count: int) -> SafeString:
    """Icon and number of one standing on a day, with its word for those who do not see it."""
    shown = look(code)
    return format_html(
        '<span class="month-mark {}" title="{}">{}<span class="vh">{} </span>{}</span>',
        shown.badge, shown.word, icon(shown.icon), shown.word, vn_number(count),
    )  # fmt: skip


@register.simple_tag
def time_mark(form: str) -> SafeString:
    """The form of a mark on the timeline, as a group of SVG around the point (0, 0)."""
    return format_html('<g class="mark m-{}">{}</g>', form, mark_safe(FORMS.get(form, FORMS["open"])))
