"""How old the data are: what the wiring names, so that each room can say what should keep coming in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from thuocdo.core import clock
from thuocdo.core.health import Check, Finding, ok, warning


def checks() -> list[Check]:
    """One check for each entry of `DATA_AGE`."""
    from config import wiring

    group = _("Tuổi dữ liệu")
    return [
        Check(name=f"age:{name}", group=group, label=_(label), look=_look(dotted, limit), keep=timedelta(minutes=1))
        for name, (label, dotted, limit) in wiring.DATA_AGE.items()
    ]


def _look(dotted: str, limit: timedelta | None) -> Callable[[bool], Finding]:
    def look(thorough: bool) -> Finding:
        newest: datetime | None = import_string(dotted)()
        if newest is None:
            return ok(_("chưa có"))
        seen = newest.astimezone(clock.ZONE).strftime("%H:%M %d/%m/%Y")
        if limit is not None and clock.now() - newest > limit:
            return warning(
                _("%(seen)s, đã quá %(days)d ngày") % {"seen": seen, "days": limit.days},
                _("Hỏi đơn vị phụ trách: không ai nhập nữa, hay việc nhập bị vướng."), newest + limit,
            )  # fmt: skip
        return ok(seen)

    return look
