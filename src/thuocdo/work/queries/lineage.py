"""Where tasks come from and go to, and why their number changed: by day and by paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q

from thuocdo.documents.models import Document
from thuocdo.work.models import Amendment, AmendmentLine, HandoverLine, Plan, Task, TaskLink
from thuocdo.work.rules.amending import changed_parts, parts_in_words
from thuocdo.work.rules.plan_content import TaskContent


@dataclass(frozen=True)
class Origin:
    """One step of a task's lineage: how, what stands at the other end, when, by which paper, what changed."""

    kind: str
    words: str
    on: date
    task: Task | None = None
    item_text: str = ""
    document: Document | None = None
    why: str = ""


@dataclass(frozen=True)
class Lineage:
    """Where a task comes from, what it became, and how it was changed in its place."""

    origins: Sequence[Origin]
    heirs: Sequence[Origin]
    changes: Sequence[Origin]

    def __bool__(self) -> bool:
        return bool(self.origins or self.heirs or self.changes)


def lineage_of_task(task: Task) -> Lineage:
    """The lineage of a task, one step each way; three queries."""
    into = task.links_in.select_related("origin__plan", "item__document", "amendment__document").order_by("on", "pk")
    out = task.links_out.select_related("task__plan", "amendment__document").order_by("on", "pk")
    lines = AmendmentLine.objects.filter(tasks=task, amendment__state=Amendment.State.IN_FORCE)
    lines = lines.select_related("amendment__document").order_by("amendment__effective_on", "order")
    shown = [link for link in out if link.task.plan.state not in ("draft", "proposed", "discarded")]
    return Lineage([_origin(link) for link in into], [_heir(link) for link in shown], [_change(line) for line in lines])


def _origin(link: TaskLink) -> Origin:
    document = link.item.document if link.item else _paper(link)
    text = link.item.text if link.item else ""
    return Origin(link.kind, link.get_kind_display(), link.on, link.origin, text, document, link.why)


def _heir(link: TaskLink) -> Origin:
    return Origin(link.kind, link.get_kind_display(), link.on, link.task, "", _paper(link), link.why)


def _paper(link: TaskLink) -> Document | None:
    return link.amendment.document if link.amendment else None


def _change(line: AmendmentLine) -> Origin:
    """An amendment that was about the task, with the parts that it changed."""
    amendment = line.amendment
    assert amendment.effective_on is not None
    why = line.why
    if line.verb == AmendmentLine.Verb.CHANGE and line.before and line.data:
        before, after = (TaskContent.from_json(data[0]) for data in (line.before, line.data))
        why = ": ".join(part for part in (parts_in_words(changed_parts(before, after)), line.why) if part)
    return Origin(
        line.verb, line.get_verb_display(), amendment.effective_on, None, "", amendment.document, why or amendment.why
    )


@dataclass
class Day:
    """One day on which tasks came or went, by one paper: the tasks, and how many stand after it."""

    on: date
    document: Document | None
    amendment: Amendment | None = None
    came: list[Task] = field(default_factory=list)
    went: list[Task] = field(default_factory=list)
    changed: list[Task] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Handed:
    """Parts that changed hands on a day when units ended: how many ended, how many there were instead."""

    on: date
    ended: int
    created: int


def days_of_plan(plan: Plan) -> tuple[list[Day], list[Handed]]:
    """Every day on which the number of tasks or parts of a plan changed, oldest first; a fixed number of queries."""
    tasks = list(Task.objects.filter(plan=plan).prefetch_related(_lines(), "links_in", "links_out").order_by("order"))
    days: dict[tuple[date, int], Day] = {}
    first = plan.in_force_on or plan.starts_on
    for task in tasks:
        came, went = _amendments(task)
        _day(days, task.begins_on or first, plan, came).came.append(task)
        if task.ended_on is not None:
            _day(days, task.ended_on, plan, went).went.append(task)
        for line in task.amendment_lines.all():
            if line.verb == AmendmentLine.Verb.CHANGE and line.amendment.effective_on is not None:
                _day(days, line.amendment.effective_on, plan, line.amendment).changed.append(task)
    ordered = [days[key] for key in sorted(days)]
    total = 0
    for day in ordered:
        total += len(day.came) - len(day.went)
        day.total = total
    return ordered, _handed(plan)


def _lines() -> Prefetch[str]:
    found = AmendmentLine.objects.filter(amendment__state=Amendment.State.IN_FORCE)
    return Prefetch("amendment_lines", found.select_related("amendment__document").order_by("amendment__effective_on"))


def _amendments(task: Task) -> tuple[Amendment | None, Amendment | None]:
    """By which amendment a task came and by which it went; the links of split and merged tasks say the former."""
    verb = AmendmentLine.Verb
    lines = list(task.amendment_lines.all())
    came = next((line.amendment for line in lines if line.verb == verb.ADD), None)
    went = next((line.amendment for line in lines if line.verb in (verb.REVOKE, verb.SPLIT, verb.MERGE)), None)
    if came is None:
        came = next((link.amendment for link in task.links_in.all() if link.amendment_id), None)
    return came, went


def _day(days: dict[tuple[date, int], Day], on: date, plan: Plan, amendment: Amendment | None) -> Day:
    document = amendment.document if amendment else plan.document
    return days.setdefault((on, amendment.pk if amendment else 0), Day(on, document, amendment))


def _handed(plan: Plan) -> list[Handed]:
    """Parts handed over when units ended, by day; one query."""
    lines = HandoverLine.objects.filter(source__plan=plan).order_by()
    sums = lines.values_list("effective_on").annotate(
        ended=Count("source", distinct=True), created=Count("target", distinct=True, filter=Q(effect="created"))
    )
    return [Handed(on, ended, created) for on, ended, created in sorted(sums)]
