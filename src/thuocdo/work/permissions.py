"""Who may do what with work: role of a position x place of its unit x state of the thing.

Roles and their verbs are data (`packs/national/roles.yaml`): at the own unit, below it, in the whole province. Here
stands what data cannot say: which unit counts (of an occurrence its unit, of a plan its issuer), in which state a verb
makes sense, that nobody accepts or extends for themselves, and that `see_proof` (notes, evidence) also belongs to the
agencies that lead the task.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit
from thuocdo.directory.permissions import Post, below, posts, predecessors, role_table
from thuocdo.directory.rules.roles import BELOW, OWN, PROVINCE
from thuocdo.documents.models import Document
from thuocdo.work.models import Evidence, Extension, Note, Obligation, Occurrence, Plan, Task, TaskParty
from thuocdo.work.rules.life import open_verbs

NONE: frozenset[str] = frozenset()
ROOM = "work."
PLAN_VERBS = frozenset({"choose_units", "set_aside_party", "close_plan"})
PARTY_VERBS = frozenset({"choose_units", "set_aside_party"})
JUDGING = frozenset({"accept_occurrence", "return_occurrence"})
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


@dataclass(frozen=True)
class Reach:
    """What a person's positions reach on a day."""

    person: int
    on: date
    posts: tuple[Post, ...]

    def has(self, verb: str, where: str) -> list[Post]:
        """Positions whose role has a verb of this room at a reach: own, below or province."""
        table = role_table()
        return [post for post in self.posts if post.role in table and ROOM + verb in table[post.role].may(where)]

    def provinces(self, verb: str = "view", where: str = OWN) -> list[str]:
        """Provinces of the positions that have the verb; by default those whose plans the person may see."""
        return sorted({post.province for post in self.has(verb, where)})

    @property
    def own_units(self) -> frozenset[int]:
        """Units for which the person submits results."""
        return frozenset(post.unit for post in self.has("submit_occurrence", OWN) if not self._wide_only(post))

    def _wide_only(self, post: Post) -> bool:
        return ROOM + "submit_occurrence" in role_table()[post.role].may(PROVINCE)

    def verbs_at(self, unit: int | None, province: str, *, issuer: int | None = None) -> frozenset[str]:
        """Verbs of this room at a unit of a province; without a unit those of the whole province.

        A head judges units below, not the own one, unless the plan is the own one too (`issuer`).
        """
        found: set[str] = set()
        table = role_table()
        for post in self.posts:
            if post.role not in table or post.province != province:
                continue
            verbs = table[post.role].verbs
            found |= verbs[PROVINCE]
            if unit == post.unit:
                found |= verbs[OWN] | (verbs[BELOW] if issuer == post.unit else NONE)
            elif unit is not None and verbs[BELOW] and unit in below([post.unit], self.on):
                found |= verbs[BELOW]
        return frozenset(verb.removeprefix(ROOM) for verb in found if verb.startswith(ROOM))

    def visible(self) -> QuerySet[Unit]:
        """Units whose notes and evidence the person may see: of the province for roles that oversee work, else the
        own units, those below where the role reaches, and what was merged into them."""
        wide = set(self.provinces("view", PROVINCE))
        own = {post.unit for post in self.has("view", OWN)}
        heads = {post.unit for post in self.has("view", BELOW)}
        return Unit.objects.filter(Q(province_key__in=wide) | Q(pk__in=predecessors(own | below(heads, self.on))))

    @cached_property
    def visible_keys(self) -> frozenset[int]:
        """Keys of `visible()`, asked once for many things."""
        return frozenset(self.visible().values_list("pk", flat=True))


def reach(person: Person | None, on: date | None = None) -> Reach:
    """Positions of a person on a day (today when not given); asked once for each person object."""
    day = on or clock.today()
    return Reach(person.pk if person else 0, day, tuple(posts(person, day)))


def visible_to(person: Person | None, model: type[Any] = Plan) -> Q:
    """Filter of what a person may see: plans, tasks, obligations and occurrences of the own province.

    Notes, evidence and extensions follow the closer rule of `see_proof`. The Q fits `model.objects.filter(...)`.
    """
    held = reach(person)
    if model in PATHS:
        return Q(**{f"{PATHS[model]}province_key__in": held.provinces()})
    if model in (Note, Evidence, Extension):
        return Q(occurrence__unit__in=held.visible()) | Q(occurrence__task__in=_led(held))
    raise TypeError(f"no rule of visibility for {model.__name__}")


def _led(held: Reach) -> QuerySet[Obligation, int]:
    return Obligation.objects.filter(unit__in=held.own_units, role="lead").values_list("task", flat=True)


def abilities(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that the person can use on the thing now: rights by role and place, narrowed by the thing's state."""
    held = held or reach(person)
    verbs = rights(person, thing, held=held)
    if isinstance(thing, Occurrence):
        own = thing.submitted_by_id == held.person
        return verbs & open_verbs(thing.state) - (JUDGING if own else NONE)
    if isinstance(thing, Document):
        ready = thing.state == Document.State.CONFIRMED and not Plan.objects.filter(document=thing).exists()
        return verbs if ready else NONE
    if isinstance(thing, Extension) and (thing.state != "asked" or thing.asked_by_id == held.person):
        return verbs - {"decide_extension"}
    if isinstance(thing, TaskParty) and thing.state in ("chosen", "set_aside"):
        return verbs - PARTY_VERBS
    return verbs - {"close_plan"} if isinstance(thing, Plan) and thing.state != Plan.State.IN_FORCE else verbs


def rights(person: Person | None, thing: Any, *, held: Reach | None = None) -> frozenset[str]:
    """Verbs that role and place give, whatever the state; services refuse a wrong state with its own reason."""
    if person is None:
        return NONE
    held = held or reach(person)
    if thing is None:
        return frozenset({"hand_over_merged_units"}) if held.has("hand_over_merged_units", PROVINCE) else NONE
    rule = next((rule for kind, rule in RULES.items() if isinstance(thing, kind)), None)
    return rule(held, thing) if rule else NONE


def _of_document(held: Reach, document: Document) -> frozenset[str]:
    return held.verbs_at(document.issuer_id, province_of(document)) & {"adopt_document"}


def province_of(document: Document) -> str:
    """Key of the province whose book a paper belongs to: that of its issuer; empty when neither is known."""
    return document.issuer.province_key if document.issuer else document.province.key if document.province else ""


def _of_plan(held: Reach, plan: Plan) -> frozenset[str]:
    if plan.province_key not in held.provinces():
        return NONE
    return held.verbs_at(plan.issuer_id, plan.province_key) & PLAN_VERBS | {"see"}


def _of_task(held: Reach, task: Task) -> frozenset[str]:
    return _of_plan(held, task.plan) - {"close_plan"}


def _of_party(held: Reach, party: TaskParty) -> frozenset[str]:
    return _of_task(held, party.task)


def _of_obligation(held: Reach, obligation: Obligation) -> frozenset[str]:
    return _seen(held, obligation.plan, obligation.task_id, obligation.unit_id)


def _seen(held: Reach, plan: Plan, task: int, unit: int) -> frozenset[str]:
    if plan.province_key not in held.provinces():
        return NONE
    sees = unit in held.own_units or unit in held.visible_keys or _led(held).filter(task=task).exists()
    return frozenset({"see", "see_proof"} if sees else {"see"})


def _of_occurrence(held: Reach, occurrence: Occurrence) -> frozenset[str]:
    plan = occurrence.plan
    verbs = held.verbs_at(occurrence.unit_id, plan.province_key, issuer=plan.issuer_id) & OCCURRENCE_VERBS
    return verbs | _seen(held, plan, occurrence.task_id, occurrence.unit_id)


def _of_extension(held: Reach, extension: Extension) -> frozenset[str]:
    occurrence, plan = extension.occurrence, extension.occurrence.plan
    verbs = held.verbs_at(occurrence.unit_id, plan.province_key, issuer=plan.issuer_id) & {"decide_extension"}
    return verbs | _seen(held, plan, occurrence.task_id, occurrence.unit_id)


RULES: dict[type[Any], Callable[[Reach, Any], frozenset[str]]] = {
    Document: _of_document,
    Plan: _of_plan,
    Task: _of_task,
    TaskParty: _of_party,
    Obligation: _of_obligation,
    Occurrence: _of_occurrence,
    Extension: _of_extension,
}
