"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from thuocdo.core import audit
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import Refused
from thuocdo.urging import permissions
from thuocdo.urging.models import Wish


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the form says; empty times are the usual ones."""

    mails: bool = True
    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None


@decision("urging.choose_notices", about="person", ask=permissions.own_wish)
def choose_notices(*, person: Person, chosen: Chosen, by: Person | None, at: datetime) -> Wish:
    """Keep how a person wants to be told (lựa chọn nhận thông báo); what is urgent comes in any case.

    Refused `urging.half_quiet` when only one end of the quiet hours is given.
    """
    if (chosen.quiet_from is None) != (chosen.quiet_to is None):
        raise Refused(
            "urging.half_quiet", "Giờ yên lặng cần cả giờ bắt đầu và kết thúc.", "Ghi cả hai, hoặc bỏ trống cả hai.",
            where={"field": "quiet_from" if chosen.quiet_from is None else "quiet_to"},
        )  # fmt: skip
    before = Wish.objects.filter(person=person).first()
    values = {
        "mails": chosen.mails, "digest_at": chosen.digest_at, "quiet_from": chosen.quiet_from,
        "quiet_to": chosen.quiet_to,
    }  # fmt: skip
    wish, _made = Wish.objects.update_or_create(person=person, defaults={**values, "changed_at": at})
    told = {name: getattr(before, name) for name in values} if before is not None else None
    audit.changed(before=_plain(told), after=_plain(values))
    return wish


def _plain(values: Mapping[str, object] | None) -> dict[str, object] | None:
    if values is None:
        return None
    return {name: value.strftime("%H:%M") if isinstance(value, time) else value for name, value in values.items()}
