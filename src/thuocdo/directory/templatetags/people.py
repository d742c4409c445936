"""Words and parts about people for templates of any room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import template
from django.urls import Resolver404, resolve
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from thuocdo.directory.models import Absence, Unit
from thuocdo.directory.permissions import may_open
from thuocdo.directory.queries import Headship, head_of, in_force, signers
from thuocdo.ui.formatting import vn_date

register = template.Library()


@register.filter
def iso_day(text: str | None) -> str:
    """A day that was kept as text, as people write it."""
    return vn_date(date.fromisoformat(text)) if text else ""


@register.filter
def last_day(days: Any) -> str:
    """The last day of a half-open range, as people write it; nothing for an open end."""
    return vn_date(days.upper - timedelta(days=1)) if days.upper else ""


@register.simple_tag(takes_context=True)
def work_link(context: template.Context, link: str, words: str) -> SafeString:
    """Words that lead to a thing, for who may open such pages; for everybody else the words alone."""
    try:
        name = resolve(link.partition("?")[0]).view_name if link else ""
    except Resolver404:
        name = ""
    if not name or not may_open(context["request"], name):
        return conditional_escape(words)
    return format_html('<a href="{}">{}</a>', link, words)


@register.inclusion_tag("directory/_unit_authority.html")
def unit_authority(unit: Unit, on: date) -> dict[str, Any]:
    """Who heads a unit on a day, who acts, who signs as what, and who is away."""
    head: Headship = head_of(unit, on)
    away = Absence.objects.filter(
        person__positions__unit=unit, person__positions__valid__contains=on, valid__contains=on, cancelled_at=None
    )
    return {
        "head": head, "on": on, "signers": signers(unit, on), "loans": in_force(on).filter(position__unit=unit),
        "away": away.select_related("person", "deputy").distinct(),
    }  # fmt: skip
