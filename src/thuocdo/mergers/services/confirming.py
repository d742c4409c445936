"""Both sides of a minute say by name that it is right."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.mergers import permissions
from thuocdo.mergers.models import Minute
from thuocdo.mergers.permissions import GIVEN, TAKEN
from thuocdo.mergers.rules.life import MERGERS

SIDES = {GIVEN: "bên giao", TAKEN: "bên nhận"}


@decision("mergers.confirm_minute", about="minute", ask=permissions.rights)
def confirm_minute(*, minute: Minute, side: str, by: Actor | None, at: datetime) -> Minute:
    """Confirm a minute for the giving or the taking side (xác nhận biên bản bàn giao); one person for one side only."""
    MERGERS.move(minute.merger.state, "confirm_minute")
    if not isinstance(by, Person) or side not in permissions.sides(by, minute):
        raise NotAllowed(
            "mergers.other_side", f"Bạn không đại diện {SIDES.get(side, 'bên này')} của biên bản.",
            "Bên giao: thủ trưởng cũ, thủ trưởng đơn vị kế thừa hoặc người phụ trách chu kỳ; "
            "bên nhận: thủ trưởng đơn vị nhận.",
        )  # fmt: skip
    other = minute.taken_by_id if side == GIVEN else minute.given_by_id
    if other == by.pk:
        raise Refused(
            "mergers.both_sides", "Một người không xác nhận cả hai bên.", "Nhờ người đại diện bên kia xác nhận."
        )
    if getattr(minute, f"{side}_at") is not None:
        name = getattr(minute, f"{side}_by_name")
        raise Refused("mergers.confirmed", f"{name} đã xác nhận cho {SIDES[side]}.", "Không cần làm gì thêm.")
    setattr(minute, f"{side}_by", by)
    setattr(minute, f"{side}_by_name", by.actor_name)
    setattr(minute, f"{side}_at", at)
    minute.save(update_fields=[f"{side}_by", f"{side}_by_name", f"{side}_at"])
    audit.changed(after={f"{side}_by_name": by.actor_name})
    return minute
