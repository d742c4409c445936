"""Plans that agencies owe under a parent (kế hoạch của cơ quan, đơn vị): who has one, in which state, since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.directory.queries import names_on
from thuocdo.documents.models import Relation
from thuocdo.kernel.text import fold
from thuocdo.work.models import NoParent, Obligation, Occurrence, Plan, ReformField, Task, TaskDeadline
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.coverage import Upper, numbers_of
from thuocdo.work.queries.facts import fields
from thuocdo.work.rules.coverage import Numbers
from thuocdo.work.rules.coverage_papers import ENOUGH, Signs, asks_for_own_plan, parent_score
from thuocdo.work.rules.plan_content import Named, TaskContent

# From what counts most to what counts least, where an agency has several.
STATES = ("in_force", "approved", "closed", "proposed", "draft")
HAVING = frozenset({"in_force", "approved", "closed"})
NONE = "none"
SAID = (Relation.Kind.CARRIES_OUT, Relation.Kind.BASIS)


@dataclass(frozen=True)
class AgencyRow:
    """One agency that the parent gives work to: how much, by when its own plan is due, and what there is of it.

    `days` from the day of the parent to the day of the derived plan; `late` only where the parent names a day.
    """

    unit: int
    key: str
    name: str
    level: str
    lead: int
    coordinating: int
    ended: bool
    due_on: date | None = None
    plan: Plan | None = None
    seen: bool = False
    since: date | None = None
    numbers: Numbers | None = None
    parent_on: date | None = None

    @property
    def state(self) -> str:
        return self.plan.state if self.plan is not None else NONE

    @property
    def has(self) -> bool:
        return self.state in HAVING

    @property
    def days(self) -> int | None:
        return (self.since - self.parent_on).days if self.since and self.parent_on and self.has else None

    def late_on(self, on: date) -> int:
        """Days after the date that the parent names: of the plan that came late, else of waiting until a day."""
        if self.due_on is None:
            return 0
        until = self.since if self.has and self.since else on
        return max(0, (until - self.due_on).days)


def agencies(parent: Plan, person: Person | None, on: date) -> list[AgencyRow]:
    """Every agency that leads or helps in a plan, by name, with its own plan; sixteen queries whatever their number."""
    counts = _owed(parent)
    units = list(counts)
    keys = dict(Unit.objects.filter(pk__in=units).values_list("pk", "key"))
    names = names_on(units, on)
    levels = _levels(units, on, parent.as_at)
    due = _due(parent)
    plans = _best(Plan.objects.filter(parent=parent, issuer__in=units).select_related("document"))
    seen = set(Plan.objects.filter(visible_to(person), parent=parent).values_list("pk", flat=True))
    numbers = numbers_of(parent, [plan for plan in plans.values() if plan.pk in seen], on)
    rows = []
    for unit, (lead, coordinating, in_force) in counts.items():
        plan = plans.get(unit)
        rows.append(AgencyRow(
            unit=unit, key=keys.get(unit, ""), name=names.get(unit) or keys.get(unit, ""),
            level=levels.get(unit, ""), lead=lead, coordinating=coordinating, ended=not in_force,
            due_on=due.get(unit), plan=plan, seen=plan is not None and plan.pk in seen,
            since=since_of(plan) if plan else None, numbers=numbers.get(plan.pk) if plan else None,
            parent_on=parent.as_at,
        ))  # fmt: skip
    return sorted(rows, key=lambda row: (row.level != "tinh", row.name))


def _owed(parent: Plan) -> dict[int, tuple[int, int, bool]]:
    """For each unit how many tasks it leads and helps with, and whether that still holds; the issuer owes none."""
    rows = Obligation.objects.filter(plan=parent, task__state=Task.State.IN_FORCE).exclude(unit=parent.issuer_id)
    grouped = rows.order_by().values_list("unit", "role", "state").annotate(number=Count("task", distinct=True))
    held: dict[int, dict[tuple[str, str], int]] = {}
    for unit, role, state, number in grouped:
        held.setdefault(unit, {})[role, state] = number
    found = {}
    for unit, several in held.items():
        state = "in_force" if any(one == "in_force" for _role, one in several) else "ended"
        found[unit] = (several.get(("lead", state), 0), several.get(("coordinating", state), 0), state == "in_force")
    return found


def _levels(units: Collection[int], *days: date) -> dict[int, str]:
    """Levels (tinh, huyen, xa) of units on the first of the days on which they are there."""
    rows = UnitVersion.objects.filter(unit__in=list(units))
    at = [dict(rows.filter(valid__contains=day).values_list("unit", "level")) for day in days]
    return {unit: next((found[unit] for found in at if unit in found), "") for unit in units}


def _due(parent: Plan) -> dict[int, date]:
    """By when each unit owes its own plan, as the parent's own task says; nothing where no task asks for one."""
    asking = [pk for pk, text in parent.tasks.values_list("pk", "text") if asks_for_own_plan(text)]
    rows = Occurrence.objects.filter(task__in=asking, original_due_on__isnull=False).order_by()
    return dict(rows.values_list("unit").annotate(first=Min("original_due_on")))


def _best(plans: Iterable[Plan]) -> dict[int, Plan]:
    """One plan for each unit: the one that counts most, the newest among equals."""
    ranked = sorted(
        (plan for plan in plans if plan.state in STATES), key=lambda plan: (-STATES.index(plan.state), plan.pk)
    )
    return {plan.issuer_id: plan for plan in ranked if plan.issuer_id is not None}


def since_of(plan: Plan) -> date | None:
    """The day on which a plan was issued or approved; of a draft the day on which it was begun."""
    if plan.state in HAVING:
        return (plan.document and plan.document.issued_on) or plan.approved_on or plan.in_force_on
    return plan.made_at.date() if plan.made_at else None


@dataclass(frozen=True)
class Proposal:
    """Two plans of which one may carry out the other; how surely (0 to 100), and why."""

    parent: Plan
    plan: Plan
    score: int
    reasons: tuple[str, ...]


def proposed_children(parent: Plan, person: Person | None) -> list[Proposal]:
    """Plans without a parent that may carry out this one, the surest first; three queries."""
    found = _free(person).filter(year__in=(parent.year, parent.year + 1)).exclude(pk=parent.pk)
    found = found.exclude(issuer=parent.issuer_id).exclude(no_parents__parent=parent)
    said = _said(Q(other=parent.document_id)) if parent.document_id else {}
    return _surest((parent, plan, said.get(plan.document_id)) for plan in found)


def proposed_parents(plan: Plan, person: Person | None) -> list[Proposal]:
    """Plans that a plan without a parent may carry out, the surest first; three queries."""
    if plan.parent_id is not None or plan.issuer_id is None:
        return []
    found = Plan.objects.filter(visible_to(person), state__in=HAVING, year__in=(plan.year - 1, plan.year))
    found = found.exclude(pk=plan.pk).exclude(issuer=plan.issuer_id).exclude(no_children__plan=plan)
    said = _said(Q(document=plan.document_id), key="other") if plan.document_id else {}
    return _surest((parent, plan, said.get(parent.document_id)) for parent in found.select_related("document"))


def possible_parents(plan: Plan, person: Person | None, words: str = "") -> list[Plan]:
    """Plans that a person may say a plan carries out, the newest first, narrowed by folded words of title, number and
    issuer: not the plan itself nor what carries it out, however far down; two queries."""
    found = Plan.objects.filter(visible_to(person), state__in=HAVING).exclude(kind=Plan.Kind.CONCLUSION)
    below = _below(plan)
    rows = found.exclude(pk__in=below).select_related("issuer", "document").order_by("-year", "kind", "-pk")
    wanted = words.split()
    return [one for one in rows if all(word in _folded(one) for word in wanted)]


def _folded(plan: Plan) -> str:
    return fold(f"{plan.title} {plan.number_symbol} {plan.issuer_name} {plan.year}")


def _below(plan: Plan) -> set[int]:
    """The plan and everything that carries it out, directly or by other plans; one query."""
    carried: dict[int, list[int]] = {}
    rows = Plan.objects.filter(province_key=plan.province_key, parent__isnull=False).order_by()
    for pk, parent in rows.values_list("pk", "parent"):
        carried.setdefault(parent or 0, []).append(pk)
    found, todo = set(), [plan.pk]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += carried.get(one, [])
    return found


def _free(person: Person | None) -> Any:
    rows = Plan.objects.filter(visible_to(person), parent=None, issuer__isnull=False, state__in=STATES)
    return rows.select_related("document", "issuer")


def _said(where: Q, key: str = "document") -> dict[int | None, tuple[str, bool]]:
    """What papers say of each other, by the key of the other end: the strongest word, and whether it was confirmed."""
    rows = Relation.objects.filter(where, kind__in=SAID).exclude(state=Relation.State.REJECTED)
    found: dict[int | None, tuple[str, bool]] = {}
    for pk, kind, state in rows.order_by("-kind", "state").values_list(key, "kind", "state"):
        if found.get(pk, ("", False))[0] != str(Relation.Kind.CARRIES_OUT):
            found[pk] = (kind, state == Relation.State.CONFIRMED)
    return found


def _surest(pairs: Iterable[tuple[Plan, Plan, tuple[str, bool] | None]]) -> list[Proposal]:
    found = []
    for parent, plan, said in pairs:
        kind, confirmed = said or ("", False)
        score, reasons = parent_score(Signs(
            said=kind, confirmed=confirmed, title=plan.title, other_title=parent.title,
            same_year=plan.year == parent.year, is_plan=plan.kind in (Plan.Kind.PLAN, Plan.Kind.PROGRAMME),
        ))  # fmt: skip
        if score >= ENOUGH:
            found.append(Proposal(parent, plan, score, reasons))
    return sorted(found, key=lambda one: (-one.score, one.plan.title, one.parent.title))


def is_refused(parent: Plan, plan: Plan) -> bool:
    """Whether a person said that the plan does not carry out the other."""
    return NoParent.objects.filter(parent=parent, plan=plan).exists()


def derived_title(parent: Plan, name: str) -> str:
    """What a derived plan is called until somebody says otherwise.

    >>> derived_title(Plan(title="Kế hoạch cải cách hành chính tỉnh năm 2025"), "Sở Y tế")
    'Kế hoạch của Sở Y tế thực hiện Kế hoạch cải cách hành chính tỉnh năm 2025'
    """
    return f"Kế hoạch của {name} thực hiện {parent.title}"


def by_field(uppers: Iterable[Upper]) -> list[Upper]:
    """What an agency owes, in the order of the seven fields and within them of the parent; the rest comes last."""
    places = {one.code: place for place, one in enumerate(fields())}
    return sorted(uppers, key=lambda one: (places.get(one.task.field or "", len(places)), one.task.order))


def contents_of(unit: Unit, name: str, uppers: Sequence[Upper]) -> list[TaskContent]:
    """What an agency owes of a parent as tasks of its own plan, each under the number and name of its field.

    The agency leads its own tasks, within it people are named later; deadlines are those that bind it, without the
    words that tell agencies apart.
    """
    parts = {one.code: one for one in fields()}
    return [_content(unit, name, one, parts.get(one.task.field or "")) for one in uppers]


def _content(unit: Unit, name: str, upper: Upper, part: ReformField | None) -> TaskContent:
    task = upper.task
    text = task.text if upper.leads else f"Phối hợp thực hiện: {task.text[:1].lower()}{task.text[1:]}"
    return TaskContent(
        text=text, section=part.number if part else "", section_title=part.name if part else "", field=task.field or "",
        outputs=tuple(map(str, task.outputs)), lead=(Named(name, (unit.key,)),),
        deadlines=tuple(_own_deadline(one) for one in upper.deadlines), report_to=task.report_to,
        source_text=task.source_text,
    )  # fmt: skip


def _own_deadline(deadline: TaskDeadline) -> dict[str, Any]:
    """A deadline as the agency has it: what names agencies is left out, what names a product stays."""
    data = dict(deadline.data or deadline.rule) | ({"text": deadline.text} if deadline.text else {})
    if deadline.binds != TaskDeadline.Binds.ALL:
        data.pop("applies_to", None)
    return data
