"""Recording what a unit became (ghi kế thừa), and correcting such a record."""

from __future__ import annotations

from datetime import date, datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Revision, Succession, Unit, moment
from thuocdo.directory.permissions import abilities
from thuocdo.directory.queries.steps import StepTerms, checked_correction, checked_step
from thuocdo.directory.turns import take_turn


@decision("directory.record_succession", about="unit", ask=abilities)
def record_succession(
    *, unit: Unit, target: Unit | None, on: date, terms: StepTerms, by: Actor | None, at: datetime
) -> Succession:
    """Record what a unit became on a day (kế thừa, sáp nhập, chia tách); without a target it was dissolved.

    Refused as in `checked_step`: a unit that did not exist that day, a circle, shares of more than the whole.
    """
    take_turn()
    facts = checked_step(unit, target, on, terms)
    moment(at)
    row = Succession.objects.create(from_unit=unit, to_unit=target, effective_on=on, **facts)
    Revision.renew()
    audit.changed(after={"to": target.key if target else None, "on": on, **facts}, why=terms.legal_basis)
    return row


@decision("directory.correct_succession", about="unit", ask=abilities)
def correct_succession(
    *, unit: Unit, succession: Succession, terms: StepTerms, why: str, by: Actor | None, at: datetime
) -> Succession:
    """Correct extent, share, basis or clause of a record of what a unit became; the former belief is kept."""
    take_turn()
    row = Succession.objects.select_for_update().get(pk=succession.pk)
    facts = checked_correction(unit, row, terms, why)
    before = {name: getattr(row, name) for name in facts}
    moment(at)
    for name, value in {**facts, "pack": ""}.items():
        setattr(row, name, value)
    row.save(update_fields=[*facts, "pack"])
    Revision.renew()
    changed = [name for name in facts if before[name] != facts[name]]
    audit.changed(
        before={name: before[name] for name in changed}, after={name: facts[name] for name in changed}, why=why
    )
    return row
