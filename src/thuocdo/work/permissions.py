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
from thuocdo.directory.permissions import Place, Standing, above, entered, rows_of
from thuocdo.directory.rules.roles import FIELD, OWN, PROVINCE
from thuocdo.documents.models import Document
from thuocdo.work.models import (
    Amendment,
    Block,
    Contribution,
    Evidence,
    Extension,
    MonthTally,
    Note,
    Obligation,
    Occurrence,
    Plan,
    Product,
    QualityMark,
    Step,
    Task,
    TaskDeadline,
    TaskParty,
    TaskTally,
    UnitTally,
)
from thuocdo.work.rules.life import PLANS, open_verbs
from thuocdo.work.rules.sharing import CONTRIBUTIONS, STEPS

NONE: frozenset[str] = frozenset()
ROOM = "work."
# Of a plan: what its issuer decides, what the agency that drafts it does, and what both may prepare.
PLAN_VERBS = frozenset({
    "choose_units", "set_aside_party", "close_plan", "return_plan", "approve_plan", "amend_plan", "prepare_amendment",
})  # fmt: skip
DRAFTING = frozenset({"write_plan", "propose_plan", "discard_plan", "prepare_amendment"})
# Of a plan that carries out another one: what its agency says of how the two fit.
CARRYING_OUT = frozenset({"confirm_parent", "reject_parent", "confirm_match", "reject_match", "copy_missing"})
STATED = (PLAN_VERBS | DRAFTING) - {"choose_units", "set_aside_party", "amend_plan"}
LONGEST_CHAIN = 10
UNSEEN = (Plan.State.DRAFT, Plan.State.DISCARDED, Plan.State.PROPOSED)
PARTY_VERBS = frozenset({"choose_units", "set_aside_party"})
# Of a task: results asked for out of turn, and the day of an event that a deadline runs from.
TASK_VERBS = frozenset({"call_occurrence", "date_event"})
JUDGING = frozenset({"accept_occurrence", "return_occurrence", "judge_quality"})
APPRAISING = JUDGING | {"waive_occurrence"}
OCCURRENCE_VERBS = JUDGING | {
    "note_progress", "attach_evidence", "submit_occurrence", "ask_extension", "waive_occurrence",
    "request_contribution", "tick_product", "note_block", "attach_paper",
}  # fmt: skip
# Of a contribution: what the agency that was asked does, and what the agency that asked.
HELPING = frozenset({"give_contribution", "decline_contribution"})
ASKING = frozenset({"take_contribution", "return_contribution", "recall_contribution"})
STEP_VERBS = frozenset({"change_step", "finish_step", "drop_step", "reopen_step"})
# Things of the inside of work, with the way to the occurrence or obligation whose unit and task they belong to.
INSIDE: dict[type[Any], str] = {
    Note: "occurrence__", Evidence: "occurrence__", Extension: "occurrence__", Contribution: "occurrence__",
    Product: "occurrence__", QualityMark: "occurrence__", Block: "occurrence__", Step: "obligation__",
}  # fmt: skip
PATHS: dict[type[Any], str] = {
    Plan: "",
    Task: "plan__",
    Amendment: "plan__",
    Obligation: "plan__",
    Occurrence: "plan__",
    TaskParty: "task__plan__",
    TaskDeadline: "task__plan__",
    TaskTally: "plan__",
    UnitTally: "plan__",
    MonthTally: "plan__",
}
# What a draft has already; work that was given out comes from plans in force only.
IN_DRAFTS = (Plan, Task, TaskParty, TaskDeadline, Amendment)


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
        seen = Q(**{f"{PATHS[model]}province_key__in": held.provinces()})
        return seen & _not_a_foreign_draft(held, PATHS[model]) if model in IN_DRAFTS else seen
    if model in INSIDE:
        return _seen_inside(held, INSIDE[model]) | _other_end(held, model)
    raise TypeError(f"no rule of visibility for {model.__name__}")


def _not_a_foreign_draft(held: Reach, path: str) -> Q:
    """Filter of plans that are approved, and of drafts of the units that write or approve them (dự thảo kế hoạch);
    what is proposed, whoever approves in the whole province sees too. Nobody has work from a draft."""
    units = rows_of(held.units("write_plan") | held.units("approve_plan"))
    own = Q(**{f"{path}drafter__in": units}) | Q(**{f"{path}issuer__in": units})
    wide = Q(
        **{f"{path}state": Plan.State.PROPOSED, f"{path}province_key__in": held.provinces("approve_plan", PROVINCE)}
    )
    return ~Q(**{f"{path}state__in": UNSEEN}) | own | wide


def sees_plan(held: Reach, plan: Plan) -> bool:
    """The same for one plan."""
    if plan.province_key not in held.provinces():
        return False
    if plan.state not in UNSEEN:
        return True
    units = held.units("write_plan") | held.units("approve_plan")
    return bool({plan.drafter_id, plan.issuer_id} & units) or (
        plan.state == Plan.State.PROPOSED and plan.province_key in held.provinces("approve_plan", PROVINCE)
    )


def _seen_inside(held: Reach, path: str) -> Q:
    """Filter of the closer rule: of visible units, of tasks that the own units lead, of the own reform fields."""
    seen = Q(**{f"{path}unit__in": held.visible()}) | Q(**{f"{path}task__in": _led(held)})
    by_field = held.in_fields("view", f"{path}task__", f"{path}plan__province_key")
    return seen | by_field if by_field is not None else seen


def _other_end(held: Reach, model: type[Any]) -> Q:
    """What ties two agencies is seen from both ends: a contribution by who gives it, a block by who holds up."""
    ends = {Contribution: "obligation__unit__in", Block: "waits_for__unit__in"}
    return Q(**{ends[model]: held.visible()}) if model in ends else Q()


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
        return verbs - {"name_officer", "give_step"}
    if isinstance(thing, Contribution):
        return verbs - ((HELPING | ASKING) - frozenset(CONTRIBUTIONS.verbs(thing.state)))
    if isinstance(thing, Step):
        return verbs - (STEP_VERBS - frozenset(STEPS.verbs(thing.state)))
    return verbs - (STATED - frozenset(PLANS.verbs(thing.state))) if isinstance(thing, Plan) else verbs


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
    if isinstance(thing, Extension | Note | Evidence | Contribution | Product | QualityMark | Block):
        thing = thing.occurrence
    if isinstance(thing, Step):
        thing = thing.obligation
    if isinstance(thing, TaskParty | TaskDeadline):
        thing = thing.task
    if isinstance(thing, Occurrence | Obligation):
        return Place(thing.unit_id, thing.plan.province_key, thing.task.field or "", thing.plan.issuer_id)
    if isinstance(thing, Unit):
        return Place(thing.pk, thing.province_key)
    plan = thing.plan if isinstance(thing, Task | Amendment) else thing
    return Place(plan.issuer_id, plan.province_key) if isinstance(plan, Plan) else None


def _here(held: Reach, thing: Any) -> frozenset[str]:
    place = place_of(thing)
    return held.verbs_at(place) if place is not None else NONE


def _of_document(held: Reach, document: Document) -> frozenset[str]:
    return _here(held, document) & {"adopt_document"}


def _of_plan(held: Reach, plan: Plan) -> frozenset[str]:
    if not sees_plan(held, plan):
        return NONE
    drafter = Place(plan.drafter_id or plan.issuer_id, plan.province_key)
    return _here(held, plan) & PLAN_VERBS | held.verbs_at(drafter) & (DRAFTING | CARRYING_OUT) | {"see"}


def _of_amendment(held: Reach, amendment: Amendment) -> frozenset[str]:
    return _of_plan(held, amendment.plan) & {"prepare_amendment", "amend_plan", "see"}


def ask_as(granted: str, verb: str) -> Callable[[Person | None, Any], frozenset[str]]:
    """Rights for a decision that is asked for under the name of another: whoever may the one may the other."""

    def asked(person: Person | None, thing: Any) -> frozenset[str]:
        held = rights(person, thing)
        return held | {verb} if granted in held else held

    return asked


def above_of(unit: Unit, on: date) -> set[int]:
    """A unit and all that it hangs under on a day."""
    return above([unit.pk], on)


def _of_unit(held: Reach, unit: Unit) -> frozenset[str]:
    """What may be begun in the name of a unit."""
    return held.verbs_at(Place(unit.pk, unit.province_key)) & {"draft_plan", "derive_plan", "take_conclusion"}


def _of_task(held: Reach, task: Task) -> frozenset[str]:
    own = _here(held, task) & TASK_VERBS if sees_plan(held, task.plan) else NONE
    return _of_plan(held, task.plan) & (PARTY_VERBS | {"see"}) | own


def _of_party(held: Reach, party: TaskParty) -> frozenset[str]:
    return _of_task(held, party.task) - TASK_VERBS


def _of_deadline(held: Reach, deadline: TaskDeadline) -> frozenset[str]:
    return _of_task(held, deadline.task) & {"date_event", "see"}


def _of_obligation(held: Reach, obligation: Obligation) -> frozenset[str]:
    return _here(held, obligation) & {"name_officer", "give_step"} | _seen(held, obligation)


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


def _of_contribution(held: Reach, one: Contribution) -> frozenset[str]:
    seen = _seen(held, one.occurrence) | _seen(held, one.obligation)
    return _here(held, one.occurrence) & ASKING | _here(held, one.obligation) & HELPING | seen


def _of_step(held: Reach, step: Step) -> frozenset[str]:
    return _here(held, step) & STEP_VERBS | _seen(held, step.obligation)


def _of_product(held: Reach, product: Product) -> frozenset[str]:
    """A tick that came along with the work is taken back where the work goes on."""
    own = _here(held, product)
    for one in goes_on_at(product.occurrence):
        own |= _here(held, one)
    return own & {"withdraw_product"} | _seen(held, product.occurrence)


def goes_on_at(occurrence: Occurrence) -> list[Occurrence]:
    """Due instances in which one goes on after its agency ended, however often; none for one that was not handed over
    to a successor."""
    found: list[Occurrence] = []
    gone = [occurrence.pk] if occurrence.state == Occurrence.State.HANDED_OVER else []
    for _round in range(LONGEST_CHAIN):
        if not gone:
            break
        heirs = Occurrence.objects.filter(moves__other__in=gone, moves__verb__in=("take_over", "absorb")).distinct()
        rows = list(heirs.select_related("plan", "task"))
        gone = [one.pk for one in rows if one.state == Occurrence.State.HANDED_OVER]
        found += [one for one in rows if one.state != Occurrence.State.HANDED_OVER]
    return found


def _of_block(held: Reach, block: Block) -> frozenset[str]:
    return _here(held, block) & {"end_block"} | _seen(held, block.occurrence)


def _of_evidence(held: Reach, evidence: Evidence) -> frozenset[str]:
    """Whoever may see proof may have it looked over again: that changes only what the program says of it."""
    seen = _seen(held, evidence.occurrence)
    return seen | {"check_evidence"} if "see_proof" in seen else seen


RULES: dict[type[Any], Callable[[Reach, Any], frozenset[str]]] = {
    Document: _of_document,
    Plan: _of_plan,
    Amendment: _of_amendment,
    Unit: _of_unit,
    Task: _of_task,
    TaskParty: _of_party,
    TaskDeadline: _of_deadline,
    Obligation: _of_obligation,
    Occurrence: _of_occurrence,
    Extension: _of_extension,
    Contribution: _of_contribution,
    Step: _of_step,
    Product: _of_product,
    Block: _of_block,
    Evidence: _of_evidence,
}
