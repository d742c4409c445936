"""Who in an agency is charged with its part of a task (người được giao)."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Obligation
from thuocdo.work.services.history import Act


@decision("work.name_officer", about="obligation", ask=permissions.rights)
def name_officer(
    *, obligation: Obligation, officer: Person | None, why: str = "", by: Actor | None, at: datetime
) -> Obligation:
    """Name the person of the unit who is charged with an obligation (giao người phụ trách), or nobody any more.

    Refused `work.officer_elsewhere` when the person has no position in the unit today, `work.officer_as_before`,
    `work.obligation_ended`.
    """
    if obligation.state != Obligation.State.IN_FORCE:
        raise Refused(
            "work.obligation_ended", "Phần việc này đã chuyển giao hoặc chấm dứt.", "Mở phần việc của cơ quan kế tục."
        )
    before = obligation.officer
    if (before.pk if before else None) == (officer.pk if officer else None):
        raise Refused(
            "work.officer_as_before",
            f"Phần việc này đang do {before.full_name} phụ trách." if before else "Phần việc này chưa giao cho ai.",
            "Chọn người khác.",
        )
    _set(obligation, officer, Act(by, at), squeeze(why))
    if officer is not None and (by is None or officer.actor_key != by.actor_key):
        words = f"Bạn được giao phụ trách: {obligation.task.text[:160]}"
        notify.tell(officer, "work.named_officer", words, link=f"/nghia-vu/{obligation.pk}/", at=at)
    return obligation


@decision("work.change_officer", about="obligation")
def change_officer(*, obligation: Obligation, officer: Person, why: str, by: Actor | None, at: datetime) -> Obligation:
    """Pass an obligation to the colleague who took the work over (nhận bàn giao): the receipt was the decision."""
    _set(obligation, officer, Act(by, at), why)
    return obligation


def _set(obligation: Obligation, officer: Person | None, act: Act, why: str) -> None:
    held = Position.objects.filter(person=officer, unit=obligation.unit_id, valid__contains=act.on)
    if officer is not None and not held.exists():
        raise Refused(
            "work.officer_elsewhere", f"{officer.full_name} không giữ vị trí ở cơ quan này hôm nay.",
            "Chọn người đang làm việc ở cơ quan.", where={"field": "officer"},
        )  # fmt: skip
    before, obligation.officer = obligation.officer, officer
    obligation.save(update_fields=["officer"])
    audit.changed(before={"officer": _named(before)}, after={"officer": _named(officer)}, why=why)


def _named(person: Person | None) -> str:
    return f"{person.full_name} ({person.actor_key})" if person else ""
