"""Derived plans against their parent: task by task for one plan, in numbers for many; few queries whatever the size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from thuocdo.kernel.calendar import WorkingCalendar
from thuocdo.kernel.deadlines.occurrences import occurrences
from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.work.models import NoMatch, Obligation, Occurrence, Plan, Role, Task, TaskDeadline, TaskLink
from thuocdo.work.queries.facts import Policy, policy, working_calendar
from thuocdo.work.rules.coverage import (
    COVERED,
    MISSING,
    PROPOSED,
    Coverage,
    Covered,
    Match,
    Numbers,
    Pair,
    Side,
    cover,
)
from thuocdo.work.rules.coverage_dates import Clash, clashes
from thuocdo.work.rules.coverage_papers import asks_for_own_plan

Days = tuple[date, ...]


@dataclass(frozen=True)
class Upper:
    """A task of the parent as an agency owes it: its part, the deadlines that bind it, the days they fall on."""

    task: Task
    role: str
    deadlines: tuple[TaskDeadline, ...] = ()
    days: Days = ()

    @property
    def leads(self) -> bool:
        return self.role == Role.LEAD


@dataclass(frozen=True)
class Lower:
    """A task of the derived plan with its days, and why it stands where it does: a link, or a likeness."""

    task: Task
    days: Days = ()
    match: Match | None = None
    link: TaskLink | None = None


@dataclass(frozen=True)
class Row:
    """One task of the parent beside what carries it out, and the dates that are not kept.

    Clashes of what is only proposed are told too, as they would be once it is confirmed; `counts`
    says whether they count.
    """

    upper: Upper
    state: str
    linked: tuple[Lower, ...]
    proposed: tuple[Lower, ...]
    clashes: tuple[Clash, ...]

    @property
    def counts(self) -> bool:
        return bool(self.linked)


@dataclass(frozen=True)
class Twice:
    """Two tasks of the derived plan that say nearly the same."""

    first: Lower
    second: Lower
    match: Match


@dataclass(frozen=True)
class Compared:
    """A derived plan against its parent, side by side."""

    plan: Plan
    parent: Plan
    rows: tuple[Row, ...]
    added: tuple[Lower, ...]
    twice: tuple[Twice, ...]
    numbers: Numbers


@dataclass
class Calendar:
    """Reckons the days of deadlines within a plan's span; the same rule in the same span is reckoned once."""

    policy: Policy
    working: WorkingCalendar
    known: dict[tuple[str, date, date], Days] = field(default_factory=dict)

    def days(self, plan: Plan, deadlines: Iterable[TaskDeadline]) -> Days:
        """The due days of several deadlines together, in order."""
        binding = [one for one in deadlines if one.rule and one.binds != TaskDeadline.Binds.NOBODY]
        return tuple(sorted({day for one in binding for day in self._days(plan, one)}))

    def _days(self, plan: Plan, deadline: TaskDeadline) -> Days:
        key = (repr(deadline.rule), plan.starts_on, plan.ends_on)
        if key not in self.known:
            schedule = occurrences(
                Rule.from_json(deadline.rule), start=plan.starts_on, end=plan.ends_on, calendar=self.working,
                shift=self.policy["day_off_shift"], check=self.policy["check_period"],
            )  # fmt: skip
            self.known[key] = tuple(due.due_on for due in schedule.occurrences)
        return self.known[key]


def calendar_on(on: date) -> Calendar:
    """What days are reckoned with; two queries."""
    return Calendar(policy(on), working_calendar())


def compared(plan: Plan, on: date) -> Compared | None:
    """A derived plan against its parent, task by task; nothing for a plan without one. Ten queries."""
    if plan.parent is None or plan.issuer_id is None:
        return None
    world = _World(plan.parent, [plan], calendar_on(on))
    found = world.coverage(plan)
    lowers = {one.pk: Lower(one, world.days_below(plan, one)) for one in world.lowers[plan.pk]}
    uppers = {one.task.pk: one for one in world.uppers[plan.pk]}
    rows = [world.row(plan, uppers[one.upper], one) for one in found.rows]
    return Compared(
        plan, plan.parent, tuple(rows), tuple(lowers[key] for key in found.added),
        tuple(Twice(lowers[one.upper], lowers[one.lower], one) for one in found.twice), _numbers(rows, found),
    )  # fmt: skip


def numbers_of(parent: Plan, plans: Sequence[Plan], on: date) -> dict[int, Numbers]:
    """The numbers of several derived plans of one parent, by plan; ten queries for any number of plans."""
    if not plans:
        return {}
    world = _World(parent, plans, calendar_on(on))
    return {plan.pk: world.numbers(plan) for plan in plans}


def missing_of(plan: Plan, on: date) -> list[Upper]:
    """Tasks of the parent to be led that nothing in the derived plan carries out, nor might."""
    found = compared(plan, on)
    return [row.upper for row in found.rows if row.state == MISSING and row.upper.leads] if found else []


class _World:
    """Everything that comparing plans with one parent needs, read at once."""

    def __init__(self, parent: Plan, plans: Sequence[Plan], calendar: Calendar) -> None:
        self.parent, self.calendar = parent, calendar
        self.least = round(float(calendar.policy["coverage_match"]) * 100)
        units = {plan.pk: plan.issuer_id for plan in plans if plan.issuer_id is not None}
        owed = owed_by(parent, set(units.values()))
        self.uppers = {plan.pk: owed.get(units.get(plan.pk, 0), []) for plan in plans}
        self.lowers: dict[int, list[Task]] = {plan.pk: [] for plan in plans}
        self.tasks: dict[int, Task] = {}
        for task in Task.objects.filter(plan__in=plans, state=Task.State.IN_FORCE).order_by("plan", "order"):
            self.lowers[task.plan_id].append(task)
            self.tasks[task.pk] = task
        self.links = {
            (link.origin_id, link.task_id): link
            for link in TaskLink.objects.filter(kind=TaskLink.Kind.DERIVED, task__plan__in=plans, origin__plan=parent)
            if link.origin_id is not None
        }
        self.linked: dict[int, set[Pair]] = {}
        for upper, lower in self.links:
            if lower in self.tasks:
                self.linked.setdefault(self.tasks[lower].plan_id, set()).add((upper, lower))
        refused = NoMatch.objects.filter(task__plan__in=plans, origin__plan=parent)
        self.refused: frozenset[Pair] = frozenset(refused.values_list("origin_id", "task_id"))
        self.below: dict[int, list[TaskDeadline]] = {}
        for one in TaskDeadline.objects.filter(task__plan__in=plans).order_by("task", "order"):
            self.below.setdefault(one.task_id, []).append(one)

    def coverage(self, plan: Plan) -> Coverage:
        uppers, lowers = [side(one.task) for one in self.uppers[plan.pk]], [side(one) for one in self.lowers[plan.pk]]
        linked = self.linked.get(plan.pk, set())
        return cover(uppers, lowers, linked=linked, refused=self.refused, least=self.least)

    def numbers(self, plan: Plan) -> Numbers:
        found = self.coverage(plan)
        uppers = {one.task.pk: one for one in self.uppers[plan.pk]}
        return _numbers([self.row(plan, uppers[one.upper], one) for one in found.rows], found)

    def days_below(self, plan: Plan, task: Task) -> Days:
        return self.calendar.days(plan, self.below.get(task.pk, ()))

    def row(self, plan: Plan, upper: Upper, covered: Covered) -> Row:
        linked = [self._lower(plan, key, link=self.links[covered.upper, key]) for key in covered.linked]
        proposed = [self._lower(plan, one.lower, match=one) for one in covered.proposed]
        days = self.calendar.days(self.parent, upper.deadlines)
        meant = linked or proposed[:1]
        broken = clashes(days, [one.days for one in meant], begins_on=plan.starts_on) if upper.leads else []
        return Row(replace(upper, days=days), covered.state, tuple(linked), tuple(proposed), tuple(broken))

    def _lower(self, plan: Plan, key: int, *, match: Match | None = None, link: TaskLink | None = None) -> Lower:
        task = self.tasks[key]
        return Lower(task, self.days_below(plan, task), match, link)


def _numbers(rows: Sequence[Row], found: Coverage) -> Numbers:
    led = [row for row in rows if row.upper.leads]
    states = Counter(row.state for row in led)
    return Numbers(
        covered=states[COVERED], proposed=states[PROPOSED], missing=states[MISSING],
        helping=sum(not row.upper.leads and row.state == MISSING for row in rows),
        clashes=sum(row.counts and bool(row.clashes) for row in rows), added=len(found.added), twice=len(found.twice),
    )  # fmt: skip


def side(task: Task) -> Side:
    """A task as the rule of likeness compares it."""
    return Side(task.pk, task.text, task.field, tuple(map(str, task.outputs)))


def owed_by(parent: Plan, units: Collection[int]) -> dict[int, list[Upper]]:
    """What units owe of a plan in its order: what they lead, else help with; three queries.

    A unit that ended is asked by what it owed until then. Of what is handed down, the deadlines are those of its own
    due instances, so that a date for other agencies does not count. The task to make the plan itself is left out: the
    plan answers it by being there.
    """
    rows = Obligation.objects.filter(plan=parent, unit__in=units, task__state=Task.State.IN_FORCE)
    found: dict[int, dict[int, Obligation]] = {}
    past: dict[int, dict[int, Obligation]] = {}
    for one in rows.select_related("task").order_by("task__order", "-role"):
        if asks_for_own_plan(one.task.text):
            continue
        kept = found if one.state == Obligation.State.IN_FORCE else past
        kept.setdefault(one.unit_id, {}).setdefault(one.task_id, one)
    bound = _bound(parent, units)
    return {
        unit: [
            Upper(one.task, one.role, tuple(bound.get((unit, one.task_id), ())))
            for one in (found.get(unit) or past.get(unit, {})).values()
        ]
        for unit in units
    }


def _bound(parent: Plan, units: Collection[int]) -> dict[tuple[int, int], list[TaskDeadline]]:
    """Deadlines by unit and task, as the due instances of the unit have them."""
    pairs = Occurrence.objects.filter(plan=parent, unit__in=units, deadline__isnull=False, ad_hoc=False).order_by()
    deadlines = TaskDeadline.objects.filter(task__plan=parent).in_bulk()
    bound: dict[tuple[int, int], list[TaskDeadline]] = {}
    for unit, task, key in pairs.values_list("unit", "task", "deadline").distinct():
        if key in deadlines:
            bound.setdefault((unit, task), []).append(deadlines[key])
    return bound
