"""Who may do what with work: role of a position x place of its unit x state of the thing.

| verb | who |
|---|---|
| `see` a plan, a task | officials of its province |
| `see_proof` (notes, evidence) | the unit, leads of the task, cycle owner, appraisers, leaders, inspectors |
| `note_progress`, `attach_evidence`, `submit_occurrence`, `ask_extension` | head and officers of the unit itself |
| `return_occurrence`, `accept_occurrence` | cycle owner, appraiser, head of the issuing agency; never the submitter |
| `waive_occurrence`, `decide_extension` | cycle owner, leader, head of the issuing agency; never who asked |
| `adopt_document`, `choose_units`, `set_aside_party`, `close_plan` | cycle owner, head of the issuing agency |
| `hand_over_merged_units` | cycle owner, operator |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from thuocdo.core import clock
from thuocdo.directory.models import Person, Position
from thuocdo.documents.models import Document
from thuocdo.work.models import Evidence, Extension, Note, Obligation, Occurrence, Plan, Task, TaskParty
from thuocdo.work.rules.life import open_verbs

NONE: frozenset[str] = frozenset()
DOERS = frozenset({"unit_head", "unit_officer"})
HEADS = frozenset({"leader", "unit_head", "cycle_owner"})
OVERSEERS = frozenset({"cycle_owner", "appraiser", "leader", "inspector"})
UNIT_VERBS = frozenset({"note_progress", "attach_evidence", "submit_occurrence", "ask_extension"})
JUDGING = frozenset({"accept_occurrence", "return_occurrence"})
STEERING = frozenset({"choose_units", "set_aside_party", "close_plan"})


@dataclass(frozen=True)
class Reach:
    """What a person's positions reach on a day: provinces, roles in each province, roles in each unit."""

    person: int
    in_province: dict[str, frozenset[str]]
    in_unit: dict[int, frozenset[str]]

    @property
    def own_units(self) -> frozenset[int]:
        """Units for which the person acts as head or officer."""
        return frozenset(unit for unit, roles in self.in_unit.items() if roles & DOERS)

    def provinces(self, *roles: str) -> list[str]:
        """Provinces in which one of the roles is held; any role when none is named."""
        return [key for key, held in self.in_province.items() if not roles or held & set(roles)]

    def roles(self, province: str, unit: int | None = None) -> frozenset[str]:
        """Roles that count for a thing of this province, with those held in the unit that issued it."""
        wide = self.in_province.get(province, NONE) & (OVERSEERS | {"operator"})
        return wide | (self.in_unit.get(unit, NONE) if unit is not None else NONE)


def reach(person: Person | None, on: date | None = None) -> Reach:
    """Positions of a person on a day (today when not given), in one query; nobody reaches nothing."""
    provinces: dict[str, frozenset[str]] = {}
    units: dict[int, frozenset[str]] = {}
    if person is not None:
        day = on or clock.today()
        held = Position.objects.filter(person=person, valid__contains=day).select_related("unit")
        for position in held:
            key = position.unit.province_key
            provinces[key] = provinces.get(key, NONE) | {position.role}
            units[position.unit_id] = units.get(position.unit_id, NONE) | {position.role}
    return Reach(person.pk if person else 0, provinces, units)


def visible_to(person: Person | None, model: type[Any] = Plan) -> Q:
    """Filter of what a person may see: plans, tasks, obligations and occurrences of the own province.

    Notes, evidence and extensions follow the closer rule of `see_proof`. The Q fits `model.objects.filter(...)`.
    """
    held = reach(person)
    paths = {Plan: "", Task: "plan__", Obligation: "plan__", Occurrence: "plan__", TaskParty: "task__plan__"}
    if model in paths:
        return Q(**{f"{paths[model]}province_key__in": held.provinces()})
    if model in (Note, Evidence, Extension):
        return _visible_proof(held)
    raise TypeError(f"no rule of visibility for {model.__name__}")


def _visible_proof(held: Reach) -> Q:
    own = held.own_units
    leading = Obligation.objects.filter(unit__in=own, role="lead").values("task")
    return (
        Q(occurrence__unit__in=own)
        | Q(occurrence__task__in=leading)
        | Q(occurrence__plan__province_key__in=held.provinces(*OVERSEERS))
        | Q(occurrence__plan__issuer__in=[unit for unit, roles in held.in_unit.items() if roles & HEADS])
    )


def abilities(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that the person can use on the thing now: rights by role and place, narrowed by the thing's state."""
    verbs = rights(person, thing, held=held)
    if isinstance(thing, Occurrence):
        return verbs & (open_verbs(thing.state) | {"see"})
    if isinstance(thing, Document):
        ready = thing.state == Document.State.CONFIRMED and not Plan.objects.filter(document=thing).exists()
        return verbs if ready else NONE
    if isinstance(thing, Extension) and thing.state != Extension.State.ASKED:
        return verbs - {"decide_extension"}
    if isinstance(thing, TaskParty) and thing.state in ("chosen", "set_aside"):
        return verbs - {"choose_units", "set_aside_party"}
    if isinstance(thing, Plan) and thing.state != Plan.State.IN_FORCE:
        return verbs - {"close_plan"}
    return verbs


def rights(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; services refuse a wrong state with its own reason."""
    if person is None:
        return NONE
    held = held or reach(person)
    for kind, rule in RULES.items():
        if isinstance(thing, kind):
            return rule(held, thing)
    if thing is None:
        return frozenset({"hand_over_merged_units"}) if held.provinces("cycle_owner", "operator") else NONE
    return NONE


def _of_document(held: Reach, document: Document) -> frozenset[str]:
    key = document.issuer.province_key if document.issuer else document.province.key if document.province else ""
    roles = held.roles(key, document.issuer_id)
    return frozenset({"adopt_document"}) if "cycle_owner" in roles or _heads(held, document.issuer_id) else NONE


def _heads(held: Reach, unit: int | None) -> bool:
    return unit is not None and bool(held.in_unit.get(unit, NONE) & HEADS)


def _of_plan(held: Reach, plan: Plan) -> frozenset[str]:
    if plan.province_key not in held.in_province:
        return NONE
    steers = "cycle_owner" in held.roles(plan.province_key) or _heads(held, plan.issuer_id)
    return frozenset({"see"}) | (STEERING if steers else NONE)


def _of_task(held: Reach, task: Task) -> frozenset[str]:
    return _of_plan(held, task.plan) - {"close_plan"}


def _of_party(held: Reach, party: TaskParty) -> frozenset[str]:
    return _of_plan(held, party.task.plan) & {"see", "choose_units", "set_aside_party"}


def _of_obligation(held: Reach, obligation: Obligation) -> frozenset[str]:
    return _of_plan(held, obligation.plan) & {"see"} | (
        frozenset({"see_proof"}) if _sees_proof(held, obligation.plan, obligation.task_id, obligation.unit_id) else NONE
    )


def _sees_proof(held: Reach, plan: Plan, task: int, unit: int) -> bool:
    own = held.own_units
    if unit in own or held.roles(plan.province_key) & OVERSEERS or _heads(held, plan.issuer_id):
        return True
    return bool(own) and Obligation.objects.filter(task=task, unit__in=own, role="lead").exists()


def _of_occurrence(held: Reach, occurrence: Occurrence) -> frozenset[str]:
    plan = occurrence.plan
    roles, heads = held.roles(plan.province_key), _heads(held, plan.issuer_id)
    verbs = _of_plan(held, plan) & {"see"}
    if _sees_proof(held, plan, occurrence.task_id, occurrence.unit_id):
        verbs |= {"see_proof"}
    if occurrence.unit_id in held.own_units:
        verbs |= UNIT_VERBS
    submitted_it = occurrence.submitted_by_id == held.person
    if (roles & {"cycle_owner", "appraiser"} or heads) and not submitted_it:
        verbs |= JUDGING
    if roles & {"cycle_owner", "leader"} or heads:
        verbs |= {"waive_occurrence"}
    return verbs


def _of_extension(held: Reach, extension: Extension) -> frozenset[str]:
    plan = extension.occurrence.plan
    decides = held.roles(plan.province_key) & {"cycle_owner", "leader"} or _heads(held, plan.issuer_id)
    verbs = _of_plan(held, plan) & {"see"}
    return verbs | {"decide_extension"} if decides and extension.asked_by_id != held.person else verbs


RULES: dict[type[Any], Callable[[Reach, Any], frozenset[str]]] = {
    Document: _of_document,
    Plan: _of_plan,
    Task: _of_task,
    TaskParty: _of_party,
    Obligation: _of_obligation,
    Occurrence: _of_occurrence,
    Extension: _of_extension,
}
