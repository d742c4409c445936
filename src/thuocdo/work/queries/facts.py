"""Facts taken over from packs: the seven fields, the policies in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from thuocdo.core.request import once
from thuocdo.kernel.calendar import WorkingCalendar, from_rows
from thuocdo.kernel.errors import Refused
from thuocdo.work.models import CalendarDay, PolicyValue, ReformField


@dataclass(frozen=True)
class Policy:
    """The policies in force on a day (quy định áp dụng), by key as in `packs/national/work_policy.yaml`."""

    on: date
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        if key not in self.values:
            raise Refused(
                "work.no_policy",
                f"Chưa có quy định áp dụng “{key}” cho ngày {self.on:%d/%m/%Y}.",
                "Nạp danh mục bằng `thuocdo packs load`.",
            )
        return self.values[key]

    @property
    def soon_until(self) -> date:
        """The last day that counts as due soon (sắp đến hạn)."""
        return self.on + timedelta(days=int(self["due_soon_days"]))


def policy(on: date, province: str = "") -> Policy:
    """Policies in force on a day, those of the province before those that hold everywhere; one query a page."""

    def read() -> Policy:
        rows = PolicyValue.objects.filter(valid_from__lte=on, province_key__in={"", province})
        return Policy(on, dict(rows.order_by("province_key", "valid_from").values_list("key", "value")))

    return once(("work.policy", on, province), read)


def fields() -> list[ReformField]:
    """The seven fields in their official order (lĩnh vực I đến VII)."""
    return list(ReformField.objects.all())


def working_calendar() -> WorkingCalendar:
    """The working calendar (lịch làm việc) as taken over from the pack, in one query."""
    days = CalendarDay.objects.values_list("day", "kind", "name", "status")
    return from_rows(
        {"date": day.isoformat(), "kind": kind, "name": name, "status": status} for day, kind, name, status in days
    )
