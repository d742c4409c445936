"""A workbook is written into a draft as one saving, and taken back as another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Max

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold
from thuocdo.work.models import Plan, PlanEdit, Task, TaskLink
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.facts import fields as reform_fields
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.rules.sheet_contents import added, changed
from thuocdo.work.rules.sheet_diff import ADDED, Planned
from thuocdo.work.services.planning_changes import Desk, Remove
from thuocdo.work.sheet_forms import headings

BATCH = 2000


@dataclass(frozen=True)
class TakeIn:
    """Rows of a workbook as one change of a draft; `undo` then holds what brings back the state before."""

    wanted: Sequence[Planned]
    gone: Sequence[Planned]
    name: str
    undo: list[dict[str, Any]] = field(default_factory=list, compare=False)

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        tasks = _read(desk.plan)
        places = _places_of(list(tasks.values()))
        before = {one.pk: content_of(tasks[one.pk]) for one in (*self.wanted, *self.gone) if one.pk in tasks}
        after: dict[int, TaskContent] = {}
        for one in self.wanted:
            if one.pk is not None:
                after[one.pk] = changed(before[one.pk], one.after, desk.plan.year)
                desk.writer.rewrite(tasks[one.pk], after[one.pk])
        new = [one for one in self.wanted if one.outcome == ADDED]
        self.undo.extend(_removed(tasks[one.pk or 0], before[one.pk or 0]) for one in self.gone)
        contents = [added(one.after, desk.plan.year, _place_of(one, places, tasks)) for one in new]
        _rewrite_order(desk, contents, [one.pk or 0 for one in self.gone], [one.near for one in new])
        now = _read(desk.plan)
        self.undo.extend(
            {"task": pk, "before": before[pk].to_json(), "after": content_of(now[pk]).to_json()} for pk in after
        )
        self.undo.extend({"task": pk, "after": content_of(now[pk]).to_json()} for pk in now if pk not in tasks)
        _note_parts(desk, {pk: now[pk] for pk in after})
        return "sheet"

    def data(self) -> dict[str, Any]:
        return {
            "file": self.name, "tasks": [{"task": one.pk, **one.after} for one in self.wanted],
            "removed": [one.pk for one in self.gone],
        }  # fmt: skip


def _removed(task: Task, content: TaskContent) -> dict[str, Any]:
    links = [{"kind": one.kind, "origin": one.origin_id, "item": one.item_id, "why": one.why} for one in
             task.links_in.all()]  # fmt: skip
    return {"removed": content.to_json(), "links": links}


@dataclass(frozen=True)
class TakeBack:
    """The opposite: tasks say again what they said, new ones go, removed ones come back.

    Refused `sheet.built_on` when one of them was written on meanwhile.
    """

    undo: Sequence[Mapping[str, Any]]
    name: str

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        tasks = _read(desk.plan)
        touched = [one for one in self.undo if "task" in one]
        for one in touched:
            task = tasks.get(one["task"])
            if task is None or _said(content_of(task).to_json()) != _said(one["after"]):
                number = task.number if task else one["after"].get("number", "")
                raise Refused(
                    "sheet.built_on", f"Không hoàn tác được: nhiệm vụ {number} đã được sửa hoặc bỏ sau khi nhập.",
                    "Sửa từng nhiệm vụ thay vì hoàn tác cả lần nhập.",
                )  # fmt: skip
        for one in touched:
            if "before" in one:
                desk.writer.rewrite(tasks[one["task"]], TaskContent.from_json(one["before"]))
        back = [one for one in self.undo if "removed" in one]
        made = _rewrite_order(
            desk, [TaskContent.from_json(one["removed"]) for one in back],
            [one["task"] for one in touched if "before" not in one],
        )  # fmt: skip
        TaskLink.objects.bulk_create(
            TaskLink(origin_id=link["origin"], item_id=link["item"], task=task, kind=link["kind"], on=desk.act.on,
                     why=link["why"])
            for task, one in zip(made, back, strict=True)
            for link in one["links"]
        )  # fmt: skip
        _note_parts(desk, {one["task"]: tasks[one["task"]] for one in touched if "before" in one})
        return "sheet"

    def data(self) -> dict[str, Any]:
        return {"file": self.name, "undone": True}


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a task says, whatever its place: numbers by place follow other tasks."""
    return {name: value for name, value in content.items() if name not in ("number", "source_text", "spans")}


def _read(plan: Plan) -> dict[int, Task]:
    """Tasks of a plan with their contents, by key, in order."""
    found = with_content(plan.tasks.filter(state=Task.State.IN_FORCE).order_by("order", "pk"))
    return {task.pk: task for task in found}


def _rewrite_order(
    desk: Desk, contents: Sequence[TaskContent], gone: Sequence[int], near: Sequence[int | None] = ()
) -> list[Task]:
    """Take tasks out and put new ones behind the task that is `near`, else behind the last of their part; every number
    stays as it is printed, so that the same workbook finds the same tasks once more. Returns the new tasks."""
    numbers = dict(desk.plan.tasks.values_list("pk", "number"))
    for pk in gone:
        Remove("task", pk).apply(desk)
    last = desk.plan.tasks.aggregate(last=Max("order"))["last"] or 0
    made = desk.writer.write(contents, after=last) if contents else []
    numbers |= {task.pk: content.number or task.number for task, content in zip(made, contents, strict=True)}
    rows = [task for task in desk.plan.tasks.order_by("order", "pk") if task.pk not in {one.pk for one in made}]
    for number in reversed(range(len(made))):
        rows.insert(_place(rows, made[number], near[number] if number < len(near) else None), made[number])
    for order, task in enumerate(rows, start=1):
        task.order, task.number = order, numbers.get(task.pk, task.number)
        task.refold()
    Task.objects.bulk_update(rows, ["order", "number", "folded"], batch_size=BATCH)
    return made


def _place(rows: Sequence[Task], task: Task, near: int | None) -> int:
    """Where a new task goes: behind its neighbour, else behind the last task of its section, else at the end."""
    for at, one in enumerate(rows):
        if one.pk == near:
            return at + 1
    return next((at for at in range(len(rows), 0, -1) if rows[at - 1].section == task.section), len(rows))


Places = Mapping[tuple[str, str], tuple[str, str, str]]


def _places_of(tasks: Sequence[Task]) -> Places:
    """Section, title and field of the tasks under each printed heading, and of the reform fields by their names."""
    fields = list(reform_fields())
    names = {one.code: one.name for one in fields}
    found = {(one.number, fold(one.name)): (one.number, "", one.code) for one in fields}
    found |= {("", fold(one.name)): (one.number, "", one.code) for one in fields}
    above = headings(tasks, names)
    for task in tasks:
        number, title = above[task.pk]
        found[number, fold(title)] = (task.section, task.section_title, task.field)
    return found


def _place_of(one: Planned, places: Places, tasks: Mapping[int, Task]) -> tuple[str, str, str]:
    """Where a new task stands: under the heading above its row, which may be new; without one, beside its neighbour."""
    number, title = one.line.heading if one.line else ("", "")
    if not title and one.near in tasks:
        near = tasks[one.near or 0]
        return near.section, near.section_title, near.field
    known = places.get((number, fold(title))) or (places.get(("", fold(title))) if title else None)
    return known or (number, title, "")


def _note_parts(desk: Desk, tasks: Mapping[int, Task]) -> None:
    """Count a saving of each task that was said anew, so that whoever has it open sees that it changed."""
    parts = {f"task:{pk}": pk for pk in tasks}
    saved = PlanEdit.objects.filter(plan=desk.plan, part__in=parts, stood=True).order_by()
    last = dict(saved.values_list("part").annotate(last=Max("number")))
    now = _read(desk.plan)
    PlanEdit.objects.bulk_create(
        PlanEdit(
            plan=desk.plan, part=part, number=last.get(part, 0) + 1, data=content_of(now[pk]).to_json(),
            at=desk.act.at, by=desk.act.person, by_name=desk.act.name,
        )
        for part, pk in parts.items()
    )  # fmt: skip


class Rows:
    """Tasks of a plan as rows of a workbook find them: what they say, and where new ones stand."""

    read = staticmethod(_read)
    places_of = staticmethod(_places_of)
    place_of = staticmethod(_place_of)
