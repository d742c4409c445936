"""What can be changed in a draft: its head, a part in words, a target, a task; each knows its part and how to apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from django.db.models import ProtectedError

from thuocdo.core.audit import plain
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Objective, Plan, PlanText, Target, Task, TaskLink
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.plan_parts import ROWS, Row, like, next_order
from thuocdo.work.rules.drafts import refuse_span, refuse_target
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.drafting import TaskWriter
from thuocdo.work.services.history import Act
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.planning_order import Places


class Desk:
    """Where a draft is written on: the plan, who writes, how its agency names are read, who writes its tasks down."""

    def __init__(self, plan: Plan, act: Act) -> None:
        self.plan, self.act = plan, act
        self.phrases = Phrases.of_plan(plan, plan.as_at, act.on)
        self.writer = TaskWriter(plan, self.phrases, act=act)

    def row(self, kind: str, pk: int) -> Row:
        """A row of this plan. Refused `work.part_gone` when somebody took it out meanwhile."""
        found: Row | None = ROWS[kind].objects.filter(plan=self.plan, pk=pk).first()
        if found is None:
            raise Refused(
                "work.part_gone", "Phần này không còn trong dự thảo: có người đã bỏ đi.",
                "Xem dự thảo hiện tại; nội dung bạn gõ vẫn giữ ở các lần lưu, thêm lại nếu cần.",
            )  # fmt: skip
        return found


class Change(Protocol):
    """One change; `part` names what it changes ("task:12", empty for something new)."""

    @property
    def part(self) -> str: ...

    def apply(self, desk: Desk) -> str:
        """Carry it out; returns the part, also of what is new."""

    def data(self) -> dict[str, Any]:
        """What was typed, as JSON."""


@dataclass(frozen=True)
class WriteHead:
    """Title, theme, span and parent of the plan (thông tin chung); `ends_on` is the first day after it."""

    title: str
    year: int
    starts_on: date
    ends_on: date
    theme: str = ""
    parent: Plan | None = None

    part: ClassVar[str] = "head"

    def apply(self, desk: Desk) -> str:
        refuse_span(self.starts_on, self.ends_on)
        plan = desk.plan
        if not squeeze(self.title):
            raise Refused("work.plan_without_title", "Kế hoạch chưa có tên.", "Ghi tên kế hoạch.")
        if self.parent is not None and self.parent.pk in _line_below(plan):
            raise Refused(
                "work.parent_in_a_circle", f"“{self.parent}” đã được lập theo chính kế hoạch này.",
                "Chọn kế hoạch cấp trên khác.",
            )  # fmt: skip
        plan.title, plan.theme, plan.year, plan.parent = squeeze(self.title), self.theme, self.year, self.parent
        plan.starts_on, plan.ends_on = self.starts_on, self.ends_on
        plan.save(update_fields=["title", "theme", "year", "parent", "starts_on", "ends_on"])
        return self.part

    def data(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in ("title", "theme", "year", "starts_on", "ends_on")}
        return dict(plain({**given, "parent": self.parent.pk if self.parent else None}) or {})


def _line_below(plan: Plan) -> set[int]:
    """The plan and all that were made to carry it out, however deep."""
    found, fresh = {plan.pk}, {plan.pk}
    while fresh:
        fresh = set(Plan.objects.filter(parent__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return found


@dataclass(frozen=True)
class WriteText:
    """A legal basis, a solution or a line of the organisation (căn cứ, giải pháp, tổ chức thực hiện)."""

    kind: str
    text: str
    number: str = ""
    document: Document | None = None
    pk: int | None = None

    @property
    def part(self) -> str:
        return f"text:{self.pk}" if self.pk else ""

    def apply(self, desk: Desk) -> str:
        row = desk.row("text", self.pk) if self.pk else PlanText(plan=desk.plan, kind=self.kind)
        assert isinstance(row, PlanText)
        row.text, row.number, row.document = _said(self.text, "nội dung"), self.number[:40], self.document
        if not self.pk:
            row.order = next_order(desk.plan, "text", self.kind)
        row.save()
        return f"text:{row.pk}"

    def data(self) -> dict[str, Any]:
        return {"kind": self.kind, "number": self.number, "text": self.text, "document": _key(self.document)}


@dataclass(frozen=True)
class WriteObjective:
    """An objective (mục tiêu) in its own words."""

    text: str
    number: str = ""
    pk: int | None = None

    @property
    def part(self) -> str:
        return f"objective:{self.pk}" if self.pk else ""

    def apply(self, desk: Desk) -> str:
        row = desk.row("objective", self.pk) if self.pk else Objective(plan=desk.plan)
        assert isinstance(row, Objective)
        row.text, row.number = _said(self.text, "mục tiêu"), self.number[:40]
        if not self.pk:
            row.order = next_order(desk.plan, "objective")
        row.save()
        return f"objective:{row.pk}"

    def data(self) -> dict[str, Any]:
        return {"number": self.number, "text": self.text}


@dataclass(frozen=True)
class WriteTarget:
    """A target (chỉ tiêu): `values` are columns of `Target`, checked by its kind."""

    values: Mapping[str, Any]
    pk: int | None = None

    @property
    def part(self) -> str:
        return f"target:{self.pk}" if self.pk else ""

    def apply(self, desk: Desk) -> str:
        row = desk.row("target", self.pk) if self.pk else Target(plan=desk.plan)
        assert isinstance(row, Target)
        refuse_target(self.values)
        for name, value in self.values.items():
            setattr(row, name, value)
        row.text = _said(row.text, "chỉ tiêu")
        if not self.pk:
            row.order, row.source_text = next_order(desk.plan, "target"), row.text
        row.save()
        return f"target:{row.pk}"

    def data(self) -> dict[str, Any]:
        given = {name: _key(value) if isinstance(value, Objective) else value for name, value in self.values.items()}
        return dict(plain(given) or {})


@dataclass(frozen=True)
class WriteTask:
    """A task (nhiệm vụ), new or said anew; without a section of its own it stands in that of its field."""

    content: TaskContent
    pk: int | None = None

    @property
    def part(self) -> str:
        return f"task:{self.pk}" if self.pk else ""

    def apply(self, desk: Desk) -> str:
        _said(self.content.text, "nội dung nhiệm vụ")
        if self.pk:
            task = desk.row("task", self.pk)
            assert isinstance(task, Task)
            desk.writer.rewrite(task, self.content)
            return f"task:{task.pk}"
        (task,) = desk.writer.write([self.content], after=next_order(desk.plan, "task") - 1)
        Places(desk.plan).settle()
        return f"task:{task.pk}"

    def data(self) -> dict[str, Any]:
        return self.content.to_json()


@dataclass(frozen=True)
class Link:
    """Where a task to be added comes from: a task, or a shortcoming of a paper; how, and what was changed."""

    kind: str
    origin: int | None = None
    item: int | None = None
    why: str = ""


@dataclass(frozen=True)
class AddTasks:
    """Several tasks at once, each with its origins: copied, brought in, taken over, read from a workbook."""

    contents: Sequence[TaskContent]
    links: Sequence[Sequence[Link]] = ()
    items: Sequence[Item] = ()

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        tasks = desk.writer.write(self.contents, after=next_order(desk.plan, "task") - 1)
        for task, item in zip(tasks, self.items, strict=False):
            task.source_text, task.document_id, task.spans = item.text, item.document_id, item.spans
        Task.objects.bulk_update(tasks[: len(self.items)], ["source_text", "document", "spans"])
        TaskLink.objects.bulk_create(
            TaskLink(origin_id=link.origin, item_id=link.item, task=task, kind=link.kind, on=desk.act.on, why=link.why)
            for task, several in zip(tasks, self.links, strict=False)
            for link in several
        )
        Places(desk.plan).settle()
        return "tasks"

    def data(self) -> dict[str, Any]:
        return {
            "tasks": [one.to_json() for one in self.contents],
            "links": [[asdict(x) for x in y] for y in self.links],
        }


@dataclass(frozen=True)
class Remove:
    """A part taken out of the draft (bỏ khỏi dự thảo); what it said is kept with the savings."""

    kind: str
    pk: int
    said: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def part(self) -> str:
        return f"{self.kind}:{self.pk}"

    def apply(self, desk: Desk) -> str:
        row = desk.row(self.kind, self.pk)
        self.said.update(_told(row))
        if isinstance(row, Task):
            row.links_in.all().delete()
            row.deadlines.all().delete()
            row.parties.all().delete()
        if isinstance(row, Objective):
            row.targets.update(objective=None)
        try:
            row.delete()
        except ProtectedError as error:
            raise Refused(
                "work.part_in_use", "Phần này đang được nơi khác dẫn đến nên không bỏ được.",
                "Gỡ liên kết ở nơi dẫn đến trước, hoặc sửa nội dung thay vì bỏ.",
            ) from error  # fmt: skip
        Places.put_in_order(like(desk.plan, self.kind, row))
        return self.part

    def data(self) -> dict[str, Any]:
        return {"removed": self.said}


@dataclass(frozen=True)
class Shift:
    """A part one place up or down among its like."""

    kind: str
    pk: int
    up: bool

    part: ClassVar[str] = ""

    def apply(self, desk: Desk) -> str:
        row = desk.row(self.kind, self.pk)
        rows = like(desk.plan, self.kind, row)
        place = next(at for at, one in enumerate(rows) if one.pk == row.pk)
        goal = place - 1 if self.up else place + 1
        if 0 <= goal < len(rows):
            rows[place], rows[goal] = rows[goal], rows[place]
            Places.put_in_order(rows)
        return "order"

    def data(self) -> dict[str, Any]:
        return {"part": f"{self.kind}:{self.pk}", "up": self.up}


def _said(text: str, what: str) -> str:
    if not squeeze(text):
        raise Refused("work.part_empty", f"Chưa ghi {what}.", f"Ghi {what} rồi lưu lại.", where={"field": "text"})
    return text.strip()


def _key(thing: Any) -> int | None:
    return thing.pk if thing is not None else None


def _told(row: Row) -> dict[str, Any]:
    if isinstance(row, Task):
        return content_of(with_content(Task.objects.filter(pk=row.pk)).get()).to_json()
    number = getattr(row, "number", "")
    return {"text": row.text, **({"number": number} if number else {})}
