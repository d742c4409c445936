"""Saved filters of the demo year: one of one's own, one shared with the department, one passed on as a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Person
from thuocdo.directory.services.saved_views import Terms
from thuocdo.work.models import Plan

ON = date(2025, 7, 14)
ROWS = "/ky-han/"


def live(plan: Plan, staff: Mapping[str, Person]) -> None:
    """Keep three filters on the day before the demo's day; none of them opens by itself."""
    kept = (
        ("hoa", ROWS, f"ke-hoach={plan.pk}&tinh-trang=overdue", "Minh họa: quá hạn của kế hoạch tỉnh", "unit"),
        ("hoa", f"/ke-hoach/{plan.pk}/ban-do-nhiet/", "sap-xep=-qua-han", "Minh họa: nhiều kỳ quá hạn trước", "link"),
        ("minh", ROWS, "linh-vuc=digital_government", "Minh họa: Chính quyền số", "own"),
    )
    with clock.fixed(clock.at_day(ON, 16)):
        for who, page, query, name, shared in kept:
            terms = Terms(name=name, shared=shared)
            services.save_view(page=page, query=query, terms=terms, by=staff[who], at=clock.now())
