"""Who may do what with work: role of a position x place of its unit x state of the thing.

Roles and their verbs are data (`packs/national/roles.yaml`): at the own unit, below it, in the reform fields of the
position, in the whole province. Here stands what data cannot say: which unit counts (of an occurrence its unit, of a
plan its issuer), in which state a verb makes sense, that nobody appraises what they entered or extends for themselves,
and that `see_proof` (notes, evidence) also belongs to the agencies that lead the task.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Place, Standing, entered, rows_of
from thuocdo.directory.rules.roles import FIELD, OWN, PROVINCE
from thuocdo.documents.models import Document
from thuocdo.work.models import Evidence, Extension, Note, Obligation, Occurrence, Plan, Task, TaskParty
from thuocdo.work.rules.life import open_verbs

NONE: frozenset[str] = frozenset()
ROOM = "work."
PLAN_VERBS = frozenset({"choose_units", "set_aside_party", "close_plan"})
PARTY_VERBS = frozenset({"choose_units", "set_aside_party"})
JUDGING = frozenset({"accept_occurrence", "return_occurrence"})
APPRAISING = JUDGING | {"waive_occurrence"}
OCCURRENCE_VERBS = JUDGING | {
    "note_progress", "attach_evidence", "submit_occurrence", "ask_extension", "waive_occurrence",
}  # fmt: skip
PATHS: dict[type[Any], str] = {
    Plan: "",
    Task: "plan__",
    Obligation: "plan__",
    Occurrence: "plan__",
    TaskParty: "task__plan__",
}


class Reach(Standing):
    """What a person's posts reach on a day, in verbs of this room."""

    room = ROOM

    @cached_property
    def own_units(self) -> frozenset[int]:
        """Units for which the person submits results: the own ones, not those that a role oversees."""
        name = ROOM + "submit_occurrence"
        return frozenset(post.unit for post in self.posts if name in post.verbs_at(OWN))

    def visible(self) -> QuerySet[Unit]:
        """Units whose notes and evidence the person may see: of the province for roles that oversee work, else the
        own units, those below where the role reaches, and what was merged into them."""
        wide = self.provinces("view", PROVINCE)
        return Unit.objects.filter(Q(province_key__in=wide) | Q(pk__in=rows_of(self.units("view"))))

    @cached_property
    def visible_keys(self) -> frozenset[int]:
        """Keys of `visible()`, asked once for many things."""
        return frozenset(self.visible().values_list("pk", flat=True))

    def in_fields(self, verb: str, task: str = "", province: str = "plan__province_key") -> Q | None:
        """Filter of what belongs to the reform fields in which the posts give a verb; `task` and `province` are the
        ways to the task and the plan's province. Nothing when no post reaches by field."""
        held = [post for post in self.posts if ROOM + verb in post.verbs_at(FIELD) and post.fields]
        if not held:
            return None
        field = f"{task}field__in"
        return reduce(or_, (Q(**{field: sorted(post.fields), province: post.province}) for post in held))


def reach(person: Person | None, on: date | None = None) -> Reach:
    """Posts of a person on a day (today when not given); asked once for each person object."""
    return Reach(person, on)


def visible_to(person: Person | None, model: type[Any] = Plan) -> Q:
    """Filter of what a person may see: plans, tasks, obligations and occurrences of the own province.

    Notes, evidence and extensions follow the closer rule of `see_proof`. The Q fits `model.objects.filter(...)`.
    """
    held = reach(person)
    if model in PATHS:
        return Q(**{f"{PATHS[model]}province_key__in": held.provinces()})
    if model in (Note, Evidence, Extension):
        seen = Q(occurrence__unit__in=held.visible()) | Q(occurrence__task__in=_led(held))
        by_field = held.in_fields("view", "occurrence__task__", "occurrence__plan__province_key")
        return seen | by_field if by_field is not None else seen
    raise TypeError(f"no rule of visibility for {model.__name__}")


def _led(held: Reach) -> QuerySet[Obligation, int]:
    return Obligation.objects.filter(unit__in=held.own_units, role="lead").values_list("task", flat=True)


def abilities(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that the person can use on the thing now: rights by role and place, narrowed by the thing's state."""
    held = held or reach(person)
    verbs = rights(person, thing, held=held)
    if isinstance(thing, Occurrence):
        return _without_own(person, thing, verbs & open_verbs(thing.state))
    if isinstance(thing, Document):
        ready = thing.state == Document.State.CONFIRMED and not Plan.objects.filter(document=thing).exists()
        return verbs if ready else NONE
    if isinstance(thing, Extension) and (thing.state != "asked" or thing.asked_by_id == held.person):
        return verbs - {"decide_extension"}
    if isinstance(thing, TaskParty) and thing.state in ("chosen", "set_aside"):
        return verbs - PARTY_VERBS
    if isinstance(thing, Obligation) and thing.state != Obligation.State.IN_FORCE:
        return verbs - {"name_officer"}
    return verbs - {"close_plan"} if isinstance(thing, Plan) and thing.state != Plan.State.IN_FORCE else verbs


def _without_own(person: Person | None, occurrence: Occurrence, verbs: frozenset[str]) -> frozenset[str]:
    """Verbs without those of appraising, for whoever entered or submitted the result."""
    if not verbs & APPRAISING or person is None:
        return verbs
    if occurrence.submitted_by_id == person.pk:
        return verbs - JUDGING
    return verbs - APPRAISING if entered(person, occurrence, "work.accept_occurrence") else verbs


def rights(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; services refuse a wrong state with its own reason."""
    if person is None:
        return NONE
    held = held or reach(person)
    if thing is None:
        return frozenset({"hand_over_merged_units"}) if held.has("hand_over_merged_units", PROVINCE) else NONE
    rule = next((rule for kind, rule in RULES.items() if isinstance(thing, kind)), None)
    return rule(held, thing) if rule else NONE


def province_of(document: Document) -> str:
    """Key of the province whose book a paper belongs to: that of its issuer; empty when neither is known."""
    return document.issuer.province_key if document.issuer else document.province.key if document.province else ""


def place_of(thing: Any) -> Place | None:
    """Where a thing of this room, or a paper about to be adopted, stands; nothing for other things.

    Of an occurrence it is its unit and field, of a plan and its tasks the issuer.
    """
    if isinstance(thing, Document):
        return Place(thing.issuer_id, province_of(thing))
    if isinstance(thing, Extension | Note | Evidence):
        thing = thing.occurrence
    if isinstance(thing, TaskParty):
        thing = thing.task
    if isinstance(thing, Occurrence | Obligation):
        return Place(thing.unit_id, thing.plan.province_key, thing.task.field or "", thing.plan.issuer_id)
    plan = thing.plan if isinstance(thing, Task) else thing
    return Place(plan.issuer_id, plan.province_key) if isinstance(plan, Plan) else None


def _here(held: Reach, thing: Any) -> frozenset[str]:
    place = place_of(thing)
    return held.verbs_at(place) if place is not None else NONE


def _of_document(held: Reach, document: Document) -> frozenset[str]:
    return _here(held, document) & {"adopt_document"}


def _of_plan(held: Reach, plan: Plan) -> frozenset[str]:
    if plan.province_key not in held.provinces():
        return NONE
    return _here(held, plan) & PLAN_VERBS | {"see"}


def _of_task(held: Reach, task: Task) -> frozenset[str]:
    return _of_plan(held, task.plan) - {"close_plan"}


def _of_party(held: Reach, party: TaskParty) -> frozenset[str]:
    return _of_task(held, party.task)


def _of_obligation(held: Reach, obligation: Obligation) -> frozenset[str]:
    return _here(held, obligation) & {"name_officer"} | _seen(held, obligation)


def _seen(held: Reach, thing: Obligation | Occurrence) -> frozenset[str]:
    if thing.plan.province_key not in held.provinces():
        return NONE
    sees = (
        thing.unit_id in held.own_units or thing.unit_id in held.visible_keys
        or "view" in _here(held, thing) or _led(held).filter(task=thing.task_id).exists()
    )  # fmt: skip
    return frozenset({"see", "see_proof"} if sees else {"see"})


def _of_occurrence(held: Reach, occurrence: Occurrence) -> frozenset[str]:
    return _here(held, occurrence) & OCCURRENCE_VERBS | _seen(held, occurrence)


def _of_extension(held: Reach, extension: Extension) -> frozenset[str]:
    return _here(held, extension) & {"decide_extension"} | _seen(held, extension.occurrence)


RULES: dict[type[Any], Callable[[Reach, Any], frozenset[str]]] = {
    Document: _of_document,
    Plan: _of_plan,
    Task: _of_task,
    TaskParty: _of_party,
    Obligation: _of_obligation,
    Occurrence: _of_occurrence,
    Extension: _of_extension,
}
