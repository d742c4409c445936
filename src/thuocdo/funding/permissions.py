"""Who may do what with an estimate: role of a position x the unit, the appraiser or the body where it stands x state.

The unit enters and spends; whoever owns the cycle appraises the need; the body that it was forwarded to decides. What
a successor took over follows it. Nobody appraises or decides what they entered (`directory.permissions.entered`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Place, entered, rows_of
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.funding.models import Estimate, Spending
from thuocdo.funding.rules.life import AT_BODY, open_verbs
from thuocdo.work.models import Task

NONE: frozenset[str] = frozenset()
VIEW, OPEN = "view", "open_estimate"
AT_UNIT = frozenset(
    {"write_estimate", "send_estimate", "record_routine", "withdraw_estimate", "note_spending", "withdraw_spending"}
)
APPRAISING = frozenset({"appraise_estimate", "forward_estimate", "return_estimate", "refuse_estimate"})
DECIDING = frozenset({"decide_estimate", "return_estimate", "refuse_estimate"})
JUDGING = APPRAISING | DECIDING


class Reach(stands.Standing):
    """Where a person stands today, and what the roles held there may do in this room."""

    room = "funding."

    def may(self, verb: str, unit: Unit | None) -> bool:
        """Whether role and place give the verb at a unit: its own, one merged into it, one below, in the province."""
        if unit is None:
            return False
        return unit.province_key in self.provinces(verb, PROVINCE) or unit.pk in self.units(verb)


def visible_to(person: Person | None) -> Q:
    """Estimates that a person may see: of the own units, of units below, sent to the own unit, or of the province."""
    held = Reach(person)
    units = rows_of(held.units(VIEW))
    return Q(unit__province_key__in=held.provinces(VIEW, PROVINCE)) | Q(unit__in=units) | Q(body__in=units)


def rights(person: Any, thing: Any) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; without a thing, nothing but what needs none."""
    if isinstance(thing, Spending):
        thing = thing.estimate
    if person is None or not isinstance(thing, Estimate | Unit):
        return NONE
    held = Reach(person)
    if isinstance(thing, Unit):
        return frozenset({OPEN}) if held.may(OPEN, thing) else NONE
    found = {verb for verb in AT_UNIT if held.may(verb, thing.unit)}
    if thing.state in AT_BODY and held.may("decide_estimate", thing.body):
        found |= {verb for verb in DECIDING if held.may(verb, thing.body)}
    # What comes back from the appraiser is for whoever appraises, not for everybody who may return something.
    if thing.state not in AT_BODY and held.may("appraise_estimate", thing.unit):
        found |= {verb for verb in APPRAISING if held.may(verb, thing.unit)}
    return frozenset(found)


def abilities(person: Person | None, estimate: Estimate) -> frozenset[str]:
    """Verbs that the person can use on the estimate now; nobody judges what they entered."""
    found = rights(person, estimate) & open_verbs(estimate.state, estimate.kind)
    if person is None or not found & JUDGING:
        return found
    verb = "decide_estimate" if estimate.state in AT_BODY else "appraise_estimate"
    return found - JUDGING if entered(person, estimate, f"funding.{verb}") else found


def units_to_enter(person: Person | None) -> list[Unit]:
    """Units for which a person may open an estimate, those in force."""
    keys = {post.unit for post in Reach(person).has(OPEN)}
    return list(Unit.objects.filter(pk__in=keys).order_by("pk"))


def tasks_to_fund(province: str) -> Q:
    """Tasks that money may be asked for in a province: of plans that are approved, and not taken back."""
    return Q(plan__province_key=province, state=Task.State.IN_FORCE, plan__state__in=["approved", "in_force", "closed"])


def place_of(thing: Any) -> Place | None:
    """Where a thing of this room stands: at the body that decides about it, else at its unit."""
    if isinstance(thing, Spending):
        thing = thing.estimate
    if isinstance(thing, Unit):
        return Place(thing.pk, thing.province_key)
    if not isinstance(thing, Estimate):
        return None
    unit = thing.body if thing.state in AT_BODY and thing.body else thing.unit
    return Place(unit.pk, unit.province_key, thing.field)
