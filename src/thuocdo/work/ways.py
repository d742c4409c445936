"""Ways of seeing a plan (cách xem kế hoạch): one address each, and the filters that go along from one to the other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thuocdo.work.models import Plan

# URL name, words, icon; the table is the plan's first page.
VIEWS: tuple[tuple[str, Promise, str], ...] = (
    ("work:plan", _("Bảng"), "table"),
    ("work:plan_calendar", _("Lịch"), "calendar"),
    ("work:plan_timeline", _("Dòng thời gian"), "flow"),
    ("work:plan_board", _("Bảng việc"), "view"),
    ("work:plan_heat", _("Bản đồ nhiệt"), "map"),
    ("work:plan_burn_up", _("Tiến độ năm"), "chart"),
)
CARRIED = ("chu", "linh-vuc", "don-vi", "tinh-trang", "tu", "den")


def switch(request: HttpRequest, plan: Plan) -> list[dict[str, Any]]:
    """The ways of seeing this plan, each with the filters of this page."""
    query = QueryDict(mutable=True)
    for name in CARRIED:
        if request.GET.get(name):
            query[name] = request.GET[name]
    rest = f"?{query.urlencode()}" if query else ""
    match = request.resolver_match
    here = match.view_name if match is not None else ""
    return [
        {"url": reverse(name, args=[plan.pk]) + rest, "words": words, "icon": icon, "current": name == here}
        for name, words, icon in VIEWS
    ]
