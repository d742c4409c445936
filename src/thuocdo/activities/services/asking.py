"""So many of a kind are asked for, of a unit or of the whole province, in a time, by a paper."""

from __future__ import annotations

from datetime import datetime

from thuocdo.activities import permissions
from thuocdo.activities.models import Asked
from thuocdo.activities.services.writing import WHY, Pen
from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze

MOST, LONGEST_DAYS = 1_000_000, 3_660


@decision("activities.ask_for_activities", about="asked", ask=permissions.rights)
def ask_for_activities(*, asked: Asked, by: Actor | None, at: datetime) -> Asked:
    """Ask for a number of activities (giao số lượng): `asked` brings unit, kind, measure, number, time and basis.

    Refused `activities.bad_measure`, `activities.bad_number`, `activities.bad_days`, `activities.no_basis`,
    `activities.asked_before` when the same is asked of the same unit in a time that overlaps.
    """
    pen = Pen(by, at)
    asked.basis = nfc(squeeze(asked.basis))
    _refuse_unsound(asked)
    same = Asked.objects.filter(
        province_key=asked.province_key, unit=asked.unit, kind=asked.kind, measure=asked.measure, withdrawn_at=None,
        starts_on__lt=asked.ends_on, ends_on__gt=asked.starts_on,
    ).first()  # fmt: skip
    if same is not None:
        raise Refused(
            "activities.asked_before",
            f"Đã giao {same.number} cho cùng cơ quan trong khoảng từ {same.starts_on:%d/%m/%Y}.",
            "Rút số lượng cũ rồi giao lại.", where={"field": "number"},
        )  # fmt: skip
    asked.at, asked.by, asked.by_name = at, pen.person, pen.name
    asked.save(force_insert=True)
    audit.changed(
        after={
            "unit": asked.unit_id, "kind": asked.kind_id, "measure": asked.measure, "number": asked.number,
            "starts_on": asked.starts_on, "ends_on": asked.ends_on, "basis": asked.basis,
        },
        thing=asked,
    )  # fmt: skip
    return asked


def _refuse_unsound(asked: Asked) -> None:
    if asked.measure not in {one["code"] for one in asked.kind.measures}:
        raise Refused(
            "activities.bad_measure", f"Loại “{asked.kind}” không có số đo này.", "Chọn số đo khác.",
            where={"field": "measure"},
        )  # fmt: skip
    if not 0 < asked.number <= MOST:
        raise Refused(
            "activities.bad_number", f"Số lượng phải từ 1 đến {MOST}.", "Ghi lại số.", where={"field": "number"}
        )
    if not 0 < (asked.ends_on - asked.starts_on).days <= LONGEST_DAYS:
        raise Refused("activities.bad_days", "Ngày cuối trước ngày đầu.", "Ghi lại ngày.", where={"field": "last_on"})
    if not asked.basis:
        raise Refused("activities.no_basis", "Chưa ghi văn bản giao.", "Ghi số ký hiệu, mục.", where={"field": "basis"})


@decision("activities.withdraw_asked", about="asked", ask=permissions.rights)
def withdraw_asked(*, asked: Asked, reason: str, by: Actor | None, at: datetime) -> Asked:
    """Take back what was asked for, with the reason. Refused `activities.reason_needed`, `activities.withdrawn`."""
    if asked.withdrawn_at is not None:
        raise Refused("activities.withdrawn", "Số lượng này đã được rút.", "Không cần làm gì thêm.")
    asked.withdrawn_at, asked.withdrawn_by_name, asked.withdrawn_why = at, Pen(by, at).name, WHY(reason)
    asked.save()
    audit.changed(before={"number": asked.number}, after={"withdrawn": True}, why=asked.withdrawn_why)
    return asked
