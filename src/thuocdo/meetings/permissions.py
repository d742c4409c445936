"""Who may do what with a meeting: role of a position x its unit; its guests look on.

The unit plans and keeps its meetings, whoever heads it concludes. Who is invited sees a meeting once it is called.
Lists of people's work are read inside the unit once they are published; before, only by its head.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from thuocdo.directory import permissions as stands
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Place, rows_of
from thuocdo.directory.rules.roles import OWN, PROVINCE
from thuocdo.meetings.models import Conclusion, Meeting, MonthList, MonthSheet
from thuocdo.meetings.rules.life import CONCLUSIONS, MEETINGS

NONE: frozenset[str] = frozenset()
VIEW, PLAN, VIEW_MONTHS, PUBLISH, REMARK = "view", "plan_meeting", "view_months", "publish_month", "remark_sheet"
KEEPING = frozenset({
    "write_meeting", "invite", "arrange_agenda", "call_meeting", "cancel_meeting", "open_meeting", "record_meeting",
    "write_conclusion", "drop_conclusion", "draft_paper",
})  # fmt: skip
CONCLUDING = frozenset({"carry_out_conclusion", "conclude_meeting"})
OF_CONCLUSION = frozenset({"write_conclusion", "drop_conclusion", "carry_out_conclusion"})


class Reach(stands.Standing):
    """Where a person stands today, and what the roles held there may do in this room."""

    room = "meetings."

    def may(self, verb: str, unit: Unit) -> bool:
        """Whether role and place give the verb at a unit: its own, one merged into it, one below, in the province."""
        return unit.province_key in self.provinces(verb, PROVINCE) or unit.pk in self.units(verb)

    def own_units(self) -> list[int]:
        """Units of the own posts that may look into this room."""
        return sorted({post.unit for post in self.has(VIEW, OWN)})


def visible_to(person: Person | None) -> Q:
    """Meetings that a person may see: of the own units, those below, of the province for who oversees; and those that
    the person chairs, keeps, or is invited to, also by the own unit."""
    held = Reach(person)
    seen = Q(unit__province_key__in=held.provinces(VIEW, PROVINCE)) | Q(unit__in=rows_of(held.units(VIEW)))
    guest = Q(invitees__person=held.person) | Q(invitees__unit__in=held.own_units())
    return seen | Q(chair=held.person) | Q(secretary=held.person) | (guest & Q(called_at__isnull=False))


def months_visible_to(person: Person | None) -> Q:
    """Published lists of the own units, of units below, or of the province for who oversees."""
    held = Reach(person)
    return Q(unit__province_key__in=held.provinces(VIEW, PROVINCE)) | Q(unit__in=rows_of(held.units(VIEW)))


def rights(person: Any, thing: Any) -> frozenset[str]:
    """Verbs that role and place give, whatever the state."""
    if person is None:
        return NONE
    held = Reach(person)
    if isinstance(thing, Conclusion):
        return _of_meeting(held, thing.meeting) & OF_CONCLUSION
    if isinstance(thing, Meeting):
        return _of_meeting(held, thing)
    if isinstance(thing, MonthSheet):
        return _of_sheet(held, thing)
    if isinstance(thing, Unit):
        return frozenset(verb for verb in (PLAN, VIEW_MONTHS, PUBLISH) if held.may(verb, thing))
    return NONE


def _of_meeting(held: Reach, meeting: Meeting) -> frozenset[str]:
    return frozenset(verb for verb in KEEPING | CONCLUDING if held.may(verb, meeting.unit))


def _of_sheet(held: Reach, sheet: MonthSheet) -> frozenset[str]:
    """Everybody says something to the own sheet; what is done about slow work, the head of the unit."""
    found = {REMARK} if sheet.person_id == held.person else set()
    if held.may("note_measure", sheet.published.unit):
        found.add("note_measure")
    return frozenset(found)


def abilities(person: Person | None, thing: Meeting | Conclusion) -> frozenset[str]:
    """Verbs that the person can use on the thing now."""
    meeting = thing.meeting if isinstance(thing, Conclusion) else thing
    now = frozenset(MEETINGS.verbs(meeting.state)) | {"draft_paper"}
    if isinstance(thing, Conclusion):
        now &= frozenset(CONCLUSIONS.verbs(thing.state))
    return rights(person, thing) & now


def units_for(person: Person | None, verb: str = PLAN) -> list[Unit]:
    """Units of the own posts at which the person has a verb."""
    return list(Unit.objects.filter(pk__in={post.unit for post in Reach(person).has(verb, OWN)}).order_by("pk"))


def place_of(thing: Any) -> Place | None:
    """Where a thing of this room stands: at its unit."""
    if isinstance(thing, Conclusion):
        thing = thing.meeting
    if isinstance(thing, MonthSheet):
        thing = thing.published
    unit = thing.unit if isinstance(thing, Meeting | MonthList) else thing
    return Place(unit.pk, unit.province_key) if isinstance(unit, Unit) else None
