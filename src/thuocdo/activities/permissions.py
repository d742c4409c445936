"""Who may do what with an activity: role of a position x its unit; what a successor took over follows it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thuocdo.activities.models import Activity, ActivityImport, ActivityStep, Asked
from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Place, rows_of
from thuocdo.directory.rules.roles import PROVINCE

NONE: frozenset[str] = frozenset()
VIEW, RECORD, IMPORT, ASK = "view", "record_activity", "check_sheet", "ask_for_activities"
OF_ACTIVITY = frozenset({"correct_activity", "withdraw_activity", "attach_proof", "note_step", "withdraw_step"})
OF_IMPORT = frozenset({"take_sheet", "discard_sheet", "undo_sheet"})
OF_ASKED = frozenset({ASK, "withdraw_asked"})
VERBS: dict[type[Any], frozenset[str]] = {
    Activity: OF_ACTIVITY, ActivityStep: OF_ACTIVITY, ActivityImport: OF_IMPORT, Asked: OF_ASKED,
    Unit: frozenset({RECORD, IMPORT}),
}  # fmt: skip


class Reach(stands.Standing):
    """Where a person stands today, and what the roles held there may do in this room."""

    room = "activities."

    def may(self, verb: str, unit: Unit) -> bool:
        """Whether role and place give the verb at a unit: its own, one merged into it, one below, in the province."""
        return unit.province_key in self.provinces(verb, PROVINCE) or unit.pk in self.units(verb)


def visible_to(person: Person | None) -> Q:
    """Activities (and imports) that a person may see: of the own units, of units below, or of the province."""
    held = Reach(person)
    return Q(unit__province_key__in=held.provinces(VIEW, PROVINCE)) | Q(unit__in=rows_of(held.units(VIEW)))


def asked_visible_to(person: Person | None) -> Q:
    """What was asked for is read by everybody of the province who reads activities."""
    return Q(province_key__in=Reach(person).provinces())


def unit_of(thing: Any) -> Unit | None:
    """The unit that a thing of this room belongs to; nothing for what is asked of the whole province."""
    if isinstance(thing, ActivityStep):
        thing = thing.activity
    if isinstance(thing, Activity | ActivityImport | Asked):
        return thing.unit
    return thing if isinstance(thing, Unit) else None


def rights(person: Any, thing: Any) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; what is asked of the whole province, for who oversees it."""
    if person is None:
        return NONE
    held = Reach(person)
    if isinstance(thing, Asked) and thing.unit is None:
        return frozenset(verb for verb in OF_ASKED if thing.province_key in held.provinces(verb, PROVINCE))
    unit = unit_of(thing)
    if unit is None:
        return NONE
    verbs = next((found for kind, found in VERBS.items() if isinstance(thing, kind)), NONE)
    return frozenset(verb for verb in verbs if held.may(verb, unit))


def provinces_to_ask(person: Person | None) -> list[str]:
    """Provinces in which a person may ask the whole province for activities."""
    return Reach(person).provinces(ASK, PROVINCE)


def units_to_enter(person: Person | None, verb: str = RECORD) -> list[Unit]:
    """Units for which a person may record activities: those of the own posts."""
    return list(Unit.objects.filter(pk__in={post.unit for post in Reach(person).has(verb)}).order_by("pk"))


def place_of(thing: Any) -> Place | None:
    """Where a thing of this room stands."""
    unit = unit_of(thing)
    if unit is not None:
        return Place(unit.pk, unit.province_key)
    return Place(None, thing.province_key) if isinstance(thing, Asked) else None
