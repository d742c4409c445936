"""Who may do what with a merger: role of a position x its province x state of the merger; both sides of a minute."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from thuocdo.directory.models import Person, Position
from thuocdo.directory.permissions import Place, Standing
from thuocdo.directory.rules.roles import PROVINCE
from thuocdo.mergers.models import Merger, Minute
from thuocdo.mergers.rules.life import MERGERS

NONE: frozenset[str] = frozenset()
GIVEN, TAKEN = "given", "taken"
# Asked of a worker by whoever may carry the merger out.
ORDER = "order_carry_out"


class Reach(Standing):
    """What a person's posts reach in this room."""

    room = "mergers."


def visible_to(person: Person | None, on: date | None = None) -> Q:
    """Mergers that a person may see: all of the province for roles that oversee it; units see those that were carried
    out and touch them."""
    reach = Reach(person, on)
    seen = Q(province_key__in=reach.provinces("view", PROVINCE))
    units = reach.units("view")
    if not units:
        return seen
    touched = Minute.objects.filter(merger=OuterRef("pk")).filter(_of(units))
    return seen | Q(Exists(touched), state=Merger.State.CARRIED_OUT)


def visible_minutes(person: Person | None, merger: Merger) -> Q:
    """Minutes of a merger that a person may see: all where the merger is overseen, else those of the own units."""
    reach = Reach(person)
    if merger.province_key in reach.provinces("view", PROVINCE):
        return Q()
    return _of(reach.units("view"))


def _of(units: set[int]) -> Q:
    return Q(giving_unit__in=units) | Q(taking_unit__in=units)


def rights(person: Person | None, thing: Any) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; services refuse a wrong state with its own reason."""
    if person is None or thing is None:
        return NONE
    reach = Reach(person)
    if isinstance(thing, Minute):
        return frozenset({"confirm_minute"}) if sides(person, thing, reach=reach) else NONE
    verbs = reach.verbs_at(Place(None, thing.province_key))
    return verbs | {ORDER} if "carry_out_merger" in verbs else verbs


def abilities(person: Person | None, merger: Merger, on: date) -> frozenset[str]:
    """Verbs that the person can use on the merger now, by its state and day; nobody approves what they opened."""
    verbs = rights(person, merger)
    found = {verb for verb in verbs if MERGERS.allows(merger.state, verb)}
    if person is not None and merger.made_by_id == person.pk:
        found.discard("approve_merger")
    if merger.effective_on > on:
        found.discard("carry_out_merger")
    return frozenset(found)


def may_open(person: Person | None) -> list[str]:
    """Provinces in which a person may open a merger."""
    return Reach(person).provinces("open_merger", PROVINCE)


def sides(person: Person | None, minute: Minute, *, reach: Reach | None = None) -> frozenset[str]:
    """Sides of a minute that a person may confirm (`given`, `taken`), confirmed or not.

    For the giving side: its last head, the head of a unit that took over from it, or whoever owns the cycle in the
    province; for the taking side the head of that unit.
    """
    if person is None:
        return NONE
    reach = reach or Reach(person)
    verb = "confirm_minute"
    units = {post.unit for post in reach.has(verb)}
    found = set()
    if minute.taking_unit_id in units:
        found.add(TAKEN)
    oversees = minute.merger.province_key in reach.provinces(verb, PROVINCE)
    if oversees or _is_heir(units, minute) or (reach.posts and _was_head(person, minute)):
        found.add(GIVEN)
    return frozenset(found)


def _is_heir(units: set[int], minute: Minute) -> bool:
    heirs = Minute.objects.filter(merger=minute.merger_id, giving_unit=minute.giving_unit_id, taking_unit__in=units)
    return bool(units) and heirs.exists()


def _was_head(person: Person, minute: Minute) -> bool:
    last = minute.merger.effective_on - timedelta(days=1)
    held = Position.objects.filter(person=person, unit=minute.giving_unit_id, is_head=True, valid__contains=last)
    return held.exists()
