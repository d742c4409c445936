"""A plan in force is amended (điều chỉnh, bổ sung): prepared line by line and foreseen; `amending_life` goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Amendment, AmendmentLine, Plan, Task
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.plan_parts import counts_of
from thuocdo.work.rules.life import AMENDMENTS, PLANS
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.amending_effects import Effects
from thuocdo.work.services.history import Act, Words

WHY = Words("work.reason_needed", "lý do điều chỉnh")
Verb = AmendmentLine.Verb
# Of each kind of line: how many tasks it is about, and how many stand there afterwards (least, most).
ABOUT = {Verb.ADD: (0, 0), Verb.CHANGE: (1, 1), Verb.REVOKE: (1, None), Verb.SPLIT: (1, 1), Verb.MERGE: (2, None)}
BECOME = {Verb.ADD: (1, None), Verb.CHANGE: (1, 1), Verb.REVOKE: (0, 0), Verb.SPLIT: (2, None), Verb.MERGE: (1, 1)}


@dataclass(frozen=True)
class Line:
    """One line to write: what happens to which tasks, what stands there afterwards, why; `number` of the line that it
    takes the place of, nothing for a new one. Without tasks and verb, the line of that number is taken out."""

    verb: str = ""
    tasks: Sequence[Task] = ()
    contents: Sequence[TaskContent] = ()
    why: str = ""
    number: int | None = None


@decision("work.prepare_amendment", about="plan", ask=permissions.rights)
def prepare_amendment(*, plan: Plan, title: str, why: str, by: Actor | None, at: datetime) -> Amendment:
    """Begin an amendment of a plan in force (lập đợt điều chỉnh); nothing changes yet. Refused by state, and without a
    title or a reason."""
    PLANS.move(plan.state, "prepare_amendment")
    act, reason = Act(by, at), WHY(why)
    made = Amendment.objects.create(
        plan=plan, title=Words("work.title_needed", "tên đợt điều chỉnh")(title), why=reason, made_at=at,
        made_by=act.person, made_by_name=act.name,
    )  # fmt: skip
    audit.changed(after={"amendment": made.pk, "title": made.title}, why=reason)
    return made


@decision("work.write_amendment", about="amendment", ask=permissions.ask_as("prepare_amendment", "write_amendment"))
def write_amendment(*, amendment: Amendment, lines: Sequence[Line], by: Actor | None, at: datetime) -> Amendment:
    """Write, replace or take out lines of an amendment that is being prepared; the plan stays as it is.

    Refused `work.line_incomplete`, `work.task_not_in_force`, `work.task_in_two_lines`, `work.task_of_other_plan`.
    """
    AMENDMENTS.move(amendment.state, "write_amendment")
    for line in lines:
        _write(amendment, line)
    amendment.counts = {}
    amendment.save(update_fields=["counts"])
    audit.changed(
        after={"lines": amendment.lines.count(), "changed": [str(Verb(line.verb).label) for line in lines if line.verb]}
    )
    return amendment


def _write(amendment: Amendment, line: Line) -> None:
    old = amendment.lines.filter(order=line.number).first() if line.number is not None else None
    if line.number is not None and old is None:
        raise Refused("work.line_gone", f"Dòng {line.number} không còn.", "Xem lại các dòng của đợt điều chỉnh.")
    if not line.verb:
        assert old is not None
        old.tasks.clear()
        old.delete()
        return
    _refuse_incomplete(line)
    tasks = _tasks_of(amendment, line, old)
    if old is None:
        last = amendment.lines.aggregate(last=Max("order"))["last"] or 0
        old = AmendmentLine(amendment=amendment, order=last + 1)
    old.verb, old.why = line.verb, squeeze(line.why)
    old.data = [content.to_json() for content in line.contents]
    old.before = [content_of(task).to_json() for task in tasks]
    old.save()
    old.tasks.set(tasks)


def _refuse_incomplete(line: Line) -> None:
    verb = Verb(line.verb)
    for given, (least, most), what in (
        (len(line.tasks), ABOUT[verb], "nhiệm vụ hiện có"),
        (len(line.contents), BECOME[verb], "nhiệm vụ sau điều chỉnh"),
    ):  # fmt: skip
        if given < least or (most is not None and given > most):
            wanted = f"đúng {least}" if least == most else f"ít nhất {least}"
            raise Refused(
                "work.line_incomplete", f"“{verb.label}” cần {wanted} {what}, đang có {given}.", "Chọn lại cho đủ."
            )
    if any(not squeeze(content.text) for content in line.contents):
        raise Refused("work.part_empty", "Chưa ghi nội dung nhiệm vụ.", "Ghi nội dung rồi lưu lại.")
    if verb == Verb.REVOKE and not squeeze(line.why):
        raise Refused("work.reason_needed", "Chưa ghi lý do thôi giao.", "Ghi lý do.", where={"field": "why"})


def _tasks_of(amendment: Amendment, line: Line, old: AmendmentLine | None) -> list[Task]:
    keys = [task.pk for task in line.tasks]
    tasks = list(with_content(Task.objects.filter(pk__in=keys).order_by("order")))
    for task in tasks:
        if task.plan_id != amendment.plan_id:
            raise Refused("work.task_of_other_plan", f"Nhiệm vụ {task.number} thuộc kế hoạch khác.", "Chọn lại.")
        if task.state != Task.State.IN_FORCE:
            raise Refused("work.task_not_in_force", f"Nhiệm vụ {task.number} không còn thực hiện.", "Chọn lại.")
    others = amendment.lines.exclude(pk=old.pk) if old else amendment.lines.all()
    if double := Task.objects.filter(pk__in=keys, amendment_lines__in=others).first():
        raise Refused(
            "work.task_in_two_lines", f"Nhiệm vụ {double.number} đã có ở một dòng khác của đợt này.",
            "Sửa dòng đó thay vì thêm dòng mới.",
        )  # fmt: skip
    return tasks


class _Over(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


class Rehearsal:
    """What an amendment would do if it took force on a day (xem trước): carried out, told, and taken back whole.

    The day is today, or the later one that is given.
    """

    def __init__(self, amendment: Amendment, by: Actor | None, at: datetime, on: date | None = None) -> None:
        self.amendment, self.act = amendment, Act(by, at)
        self.on = max(on or self.act.on, amendment.plan.in_force_on or self.act.on)

    def foreseen(self) -> Mapping[str, Any]:
        """Counts before and after, and what moves. Nothing stays."""
        plan = self.amendment.plan
        found: dict[str, Any] = {"before": counts_of(plan)}
        try:
            with transaction.atomic():
                effects = Effects(self.amendment, self.act, self.on)
                effects.carry_out()
                found |= {"after": counts_of(plan), "moves": effects.told()}
                raise _Over
        except _Over:
            return found
