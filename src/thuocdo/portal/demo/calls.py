"""A result asked for out of turn in the demo year (yêu cầu báo cáo đột xuất), marked as invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.work import services
from thuocdo.work.models import Obligation, Plan

CALLED_ON, DUE_ON = date(2025, 7, 10), date(2025, 7, 22)
WINDOW = date(2025, 6, 12), date(2025, 7, 12)
WHAT = "Minh họa: số liệu hồ sơ quá hạn một tháng gần nhất"
WHY = "Minh họa: chuẩn bị cuộc họp giao ban của UBND tỉnh."


def live(plan: Plan, staff: Mapping[str, Person]) -> None:
    """One department is asked for figures before a meeting of the province."""
    own = staff["minh"].positions.filter(valid__contains=CALLED_ON).values("unit")
    led = Obligation.objects.filter(plan=plan, role="lead", state="in_force", unit__in=own, task__state="in_force")
    part = led.select_related("task", "unit").order_by("task__order", "pk").first()
    if part is None:
        return
    asked = services.Asked(WHAT, WHY, DUE_ON, units=[part.unit], window=WINDOW, synthetic=True)
    with clock.fixed(clock.at_day(CALLED_ON, 9)):
        services.call_occurrence(task=part.task, asked=asked, by=staff["hoa"], at=clock.now())
