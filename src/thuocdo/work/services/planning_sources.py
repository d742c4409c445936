"""What a draft may be begun from: last year's plan, shortcomings that nobody remedies, plans of merged units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from thuocdo.directory.queries import name_on
from thuocdo.documents.models import Item
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold
from thuocdo.work.models import Objective, Plan, PlanText, Target, Task, TaskLink
from thuocdo.work.queries.contents import contents_of
from thuocdo.work.queries.plan_parts import next_order
from thuocdo.work.queries.plan_sources import plans_to_take_over, remedied
from thuocdo.work.rules.copying import Moved, moved_task, moved_words
from thuocdo.work.rules.plan_content import Named, TaskContent
from thuocdo.work.services.planning_changes import AddTasks, Desk, Link


@dataclass(frozen=True)
class CopyFrom:
    """Everything of a former plan (sao kế hoạch năm trước), with dates moved to the years of the draft.

    Each task has its link "copied", which says what was changed.
    """

    source: Plan

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        by = desk.plan.year - self.source.year
        self._words(desk.plan, by)
        rows = contents_of(Task.objects.filter(plan=self.source, state=Task.State.IN_FORCE).order_by("order"))
        if not rows and not self.source.targets.exists():
            raise Refused("work.nothing_to_copy", f"“{self.source}” không có gì để sao.", "Chọn kế hoạch khác.")
        moved = {pk: moved_task(content, self.source.year, by) for pk, content in rows.items()}
        links = [[Link(TaskLink.Kind.COPIED, origin=pk, why=" ".join(one.changes))] for pk, one in moved.items()]
        return AddTasks([_numbered_anew(one) for one in moved.values()], links).apply(desk)

    def data(self) -> dict[str, Any]:
        return {"copied_from": self.source.pk}

    def _words(self, plan: Plan, by: int) -> None:
        """Bases, solutions, organisation, objectives and targets, with the year moved in their words."""
        year, source = self.source.year, self.source
        for text in source.texts.all():
            order = next_order(plan, "text", text.kind)
            said = text.text if text.kind == PlanText.Kind.BASIS else moved_words(text.text, year, by)
            PlanText.objects.create(
                plan=plan, kind=text.kind, order=order, number=text.number, text=said, document=text.document
            )
        objectives: dict[int, Objective] = {}
        for old in source.objectives.order_by("order"):
            objectives[old.pk] = Objective.objects.create(
                plan=plan, number=old.number, order=next_order(plan, "objective"),
                text=moved_words(old.text, year, by), item=None,
            )  # fmt: skip
        for target in source.targets.order_by("order"):
            self._target(plan, target, objectives, by)

    def _target(self, plan: Plan, old: Target, objectives: dict[int, Objective], by: int) -> None:
        names = ("kind", "direction", "base_year", "base_value", "comparator", "value", "unit", "section", "field")
        given = {name: getattr(old, name) for name in names}
        text, subject = (moved_words(words, self.source.year, by) for words in (old.text, old.subject))
        Target.objects.create(
            plan=plan, objective=objectives.get(old.objective_id or 0), order=next_order(plan, "target"), text=text,
            subject=subject, source_text=text, item=None, **given,
        )  # fmt: skip


def _numbered_anew(moved: Moved) -> TaskContent:
    """A copied task takes its number from its place in the new plan."""
    return replace(moved.content, number="")


@dataclass(frozen=True)
class BringIn:
    """Shortcomings of confirmed papers (tồn tại, hạn chế) brought in as tasks that remedy them."""

    items: Sequence[Item]

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        done = remedied([item.pk for item in self.items])
        fresh = [item for item in self.items if item.pk not in done]
        if not fresh:
            raise Refused(
                "work.already_remedied", "Các tồn tại đã chọn đều có nhiệm vụ khắc phục rồi.", "Chọn tồn tại khác."
            )
        contents = [_remedy(item) for item in fresh]
        links = [[Link(TaskLink.Kind.REMEDY, item=item.pk, why=str(item.document))] for item in fresh]
        return AddTasks(contents, links, items=fresh).apply(desk)

    def data(self) -> dict[str, Any]:
        return {"shortcomings": [item.pk for item in self.items]}


def _remedy(item: Item) -> TaskContent:
    """The task that remedies a shortcoming; who leads and by when, a person says."""
    words = item.text.strip().rstrip(".")
    lead = tuple(Named(str(one)) for one in item.data.get("agencies") or item.data.get("lead_agencies") or ())
    text = words if fold(words).startswith("khac phuc") else f"Khắc phục tồn tại, hạn chế: {words}"
    return TaskContent(text=text, field=str(item.data.get("field") or ""), lead=lead)


@dataclass(frozen=True)
class TakeOver:
    """Tasks of the plans of predecessors (kế thừa khi sắp xếp đơn vị): a new plan for a merged commune.

    `merged` are groups of tasks (by key) that become one, by the words of the first; all others come one by one. The
    predecessors' names give way to the new one.
    """

    merged: Sequence[Sequence[int]] = ()
    left_out: frozenset[int] = frozenset()

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        plans = plans_to_take_over(desk.plan)
        tasks = Task.objects.filter(plan__in=plans, state=Task.State.IN_FORCE).exclude(pk__in=self.left_out)
        taken = TaskLink.objects.filter(task__plan=desk.plan, kind=TaskLink.Kind.SUCCEEDED).values("origin")
        rows = contents_of(tasks.exclude(pk__in=taken).order_by("plan", "order"))
        if not rows:
            raise Refused(
                "work.nothing_to_take_over", "Không có nhiệm vụ nào của đơn vị trước sắp xếp để kế thừa.",
                "Kiểm tra các đơn vị đã sáp nhập có kế hoạch đang thực hiện hay không.",
            )  # fmt: skip
        names = self._names(desk, plans)
        groups = self._groups(rows)
        contents = [_renamed(rows[group[0]], names) for group in groups]
        why = "Gộp các nhiệm vụ trùng của các đơn vị trước sắp xếp."
        links = [
            [Link(TaskLink.Kind.SUCCEEDED, origin=pk, why=why if len(group) > 1 else "") for pk in group]
            for group in groups
        ]
        return AddTasks(contents, links).apply(desk)

    def data(self) -> dict[str, Any]:
        return {"merged": [list(group) for group in self.merged], "left_out": sorted(self.left_out)}

    def _groups(self, rows: dict[int, TaskContent]) -> list[list[int]]:
        """Groups in the order of their first task; what stands in no group is one of its own."""
        groups = [kept for group in self.merged if len(kept := [pk for pk in dict.fromkeys(group) if pk in rows]) > 1]
        taken: set[int] = set()
        chosen: list[list[int]] = []
        for group in groups:
            if not taken & set(group):
                chosen.append(group)
                taken |= set(group)
        first = {group[0]: group for group in chosen}
        return [first.get(pk, [pk]) for pk in rows if pk in first or pk not in taken]

    @staticmethod
    def _names(desk: Desk, plans: Sequence[Plan]) -> dict[str, str]:
        """Folded names of the predecessors, each with the name that stands there now."""
        plan = desk.plan
        assert plan.issuer is not None
        now = name_on(plan.issuer, plan.as_at)
        return {fold(old.issuer_name): now for old in plans} | {
            fold(name_on(old.issuer, old.as_at)): now for old in plans if old.issuer is not None
        }


def _renamed(content: TaskContent, names: dict[str, str]) -> TaskContent:
    """The task with the predecessors' names changed to the new one, and without places of the old papers."""

    def renamed(several: tuple[Named, ...]) -> tuple[Named, ...]:
        now = (Named(names[fold(one.phrase)]) if fold(one.phrase) in names else one for one in several)
        return tuple(dict.fromkeys(now))

    return replace(
        content, number="", row=None, spans=(), source_text="", lead=renamed(content.lead),
        coordinating=renamed(content.coordinating),
    )  # fmt: skip
