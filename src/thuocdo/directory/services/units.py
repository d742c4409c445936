"""Changing what is said of units: from a day on (thay đổi), or because the record was wrong (đính chính)."""

from __future__ import annotations

from datetime import date, datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Revision, Unit, UnitVersion, moment
from thuocdo.directory.permissions import abilities
from thuocdo.directory.queries.changes import Planned, UnitChange, planned_amendment, planned_correction
from thuocdo.directory.turns import take_turn


@decision("directory.amend_unit", about="unit", ask=abilities)
def amend_unit(*, unit: Unit, on: date, change: UnitChange, by: Actor | None, at: datetime) -> UnitVersion:
    """Let other facts hold of a unit from a day on (đổi tên, loại, địa chỉ, cấp trên), by virtue of a document.

    The version of that day is split; what was said of earlier days stays. Refused as in `planned_amendment`.
    """
    take_turn()
    plan = planned_amendment(unit, on, change)
    moment(at)
    former, (start, end) = plan.version, plan.days
    last = former.valid.upper
    former.valid, former.pack = (former.valid.lower, start), ""
    former.save(update_fields=["valid", "pack"])
    made = _copy(former, start, end, legal_basis="")
    for name, value in plan.facts.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    if end != last:
        _copy(former, end, last, legal_basis=former.legal_basis).save(force_insert=True)
    _tell(plan, on, change)
    return made


@decision("directory.correct_unit", about="unit", ask=abilities)
def correct_unit(*, unit: Unit, on: date, change: UnitChange, by: Actor | None, at: datetime) -> UnitVersion:
    """Correct the record of a unit that holds on a day (đính chính): the same days, the facts as they should have been.

    What was believed until now is kept (`believed_at`). Refused as in `planned_correction`.
    """
    take_turn()
    plan = planned_correction(unit, on, change)
    moment(at)
    version = plan.version
    for name, value in {**plan.facts, "pack": ""}.items():
        setattr(version, name, value)
    version.save(update_fields=[*plan.facts, "pack"])
    _tell(plan, on, change)
    return version


def _copy(version: UnitVersion, start: date | None, end: date | None, *, legal_basis: str) -> UnitVersion:
    """The same facts for other days, as a row that a decision made."""
    skipped = {"id", "valid", "recorded_at", "pack", "legal_basis", "provenance"}
    kept = {field.attname: getattr(version, field.attname) for field in UnitVersion._meta.concrete_fields}
    facts = {name: value for name, value in kept.items() if name not in skipped}
    return UnitVersion(**facts, valid=(start, end), legal_basis=legal_basis)


def _tell(plan: Planned, on: date, change: UnitChange) -> None:
    """Names in memory are out of date now; the audit keeps what differs."""
    Revision.renew()
    days = {"on": on, "until": change.until} if change.until else {"on": on}
    audit.changed(
        before={one.field: one.before for one in plan.differences},
        after={**{one.field: one.after for one in plan.differences}, **days},
        why=change.why.strip() or change.legal_basis.strip(),
    )
