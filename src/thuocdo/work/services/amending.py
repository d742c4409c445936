"""A plan in force is amended (điều chỉnh, bổ sung): prepared line by line, foreseen, put in force by a paper."""

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
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work import permissions
from thuocdo.work.models import Amendment, AmendmentLine, Plan, Task
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.queries.plan_parts import counts_of
from thuocdo.work.queries.standing import names_on
from thuocdo.work.rules.life import AMENDMENTS, PLANS
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.amending_effects import Effects
from thuocdo.work.services.closing import Trace
from thuocdo.work.services.history import Act, Words

WHY = Words("work.reason_needed", "lý do điều chỉnh")
WHY_DISCARDED = Words("work.reason_needed", "lý do bỏ đợt điều chỉnh")
Verb = AmendmentLine.Verb
# Of each kind of line: how many tasks it is about, and how many stand there afterwards (least, most).
ABOUT = {Verb.ADD: (0, 0), Verb.CHANGE: (1, 1), Verb.REVOKE: (1, None), Verb.SPLIT: (1, 1), Verb.MERGE: (2, None)}
BECOME = {Verb.ADD: (1, None), Verb.CHANGE: (1, 1), Verb.REVOKE: (0, 0), Verb.SPLIT: (2, None), Verb.MERGE: (1, 1)}
TOLD = 200


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


@decision("work.discard_amendment", about="amendment", ask=permissions.ask_as("prepare_amendment", "discard_amendment"))
def discard_amendment(*, amendment: Amendment, reason: str, by: Actor | None, at: datetime) -> Amendment:
    """Give an amendment up that has not taken force (bỏ đợt điều chỉnh), with the reason."""
    state, why = AMENDMENTS.move(amendment.state, "discard_amendment"), WHY_DISCARDED(reason)
    act = Act(by, at)
    audit.changed(before={"state": amendment.state}, after={"state": state}, why=why)
    amendment.state, amendment.decided_at = state, at
    amendment.decided_by, amendment.decided_by_name = act.person, act.name
    amendment.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
    return amendment


@decision("work.amend_plan", about="amendment", ask=permissions.rights)
def amend_plan(
    *, amendment: Amendment, document: Document, effective_on: date, by: Actor | None, at: datetime
) -> Amendment:
    """Put an amendment in force by the paper that orders it (cho điều chỉnh có hiệu lực).

    Open due instances move to new dates with a row of history; what is submitted or accepted stays. Counts before and
    after are kept. Refused `work.amendment_empty`, `work.withdrawn`, `work.undated_paper`, `work.not_yet_effective`,
    `work.effective_too_early`, `work.task_changed_since`, `work.task_not_in_force`, and by the plan's state.
    """
    state, act = AMENDMENTS.move(amendment.state, "amend_plan"), Act(by, at)
    plan = Plan.objects.select_for_update().get(pk=amendment.plan_id)
    PLANS.move(plan.state, "prepare_amendment")
    amendment.plan = plan
    _refuse_order(amendment, document, effective_on, act.on)
    before = counts_of(plan)
    effects = Effects(amendment, act, effective_on, document)
    effects.carry_out()
    amendment.state, amendment.document, amendment.effective_on = state, document, effective_on
    amendment.decided_at, amendment.decided_by, amendment.decided_by_name = at, act.person, act.name
    amendment.counts = {"before": before, "after": counts_of(plan), "moves": _told(effects.traces, act.on)}
    amendment.save()
    sums = amendment.counts["after"]
    audit.changed(
        before=before, after={**sums, "document": document.title, "effective_on": effective_on, "plan": plan.pk}
    )
    return amendment


def _refuse_order(amendment: Amendment, document: Document, on: date, today: date) -> None:
    if not amendment.lines.exists():
        raise Refused("work.amendment_empty", "Đợt điều chỉnh chưa có dòng nào.", "Thêm ít nhất một dòng.")
    if document.withdrawn_at is not None:
        raise Refused("work.withdrawn", f"Văn bản “{document}” đã bị thu hồi.", "Chọn văn bản đang có hiệu lực.")
    issued = document.issued_on
    if issued is None or not document.number_symbol:
        raise Refused(
            "work.undated_paper", f"Văn bản “{document}” chưa có số hoặc ngày ban hành.",
            "Bổ sung số, ngày ở trang văn bản trước.",
        )  # fmt: skip
    if on > today:
        raise Refused(
            "work.not_yet_effective", f"Ngày hiệu lực {on:%d/%m/%Y} chưa đến.",
            "Đến ngày đó hãy cho có hiệu lực; đợt điều chỉnh vẫn giữ nguyên ở đây.", where={"field": "effective_on"},
        )  # fmt: skip
    earliest = max(issued, amendment.plan.in_force_on or issued)
    if on < earliest:
        raise Refused(
            "work.effective_too_early",
            f"Ngày hiệu lực {on:%d/%m/%Y} đứng trước ngày văn bản hoặc ngày kế hoạch có hiệu lực"
            f" ({earliest:%d/%m/%Y}).",
            "Ghi ngày từ đó trở đi.", where={"field": "effective_on"},
        )  # fmt: skip


def _told(traces: Sequence[Trace], on: date) -> dict[str, Any]:
    """How many due instances moved how, and the first of them in words."""
    sums: dict[str, int] = {}
    for one in traces:
        sums[one.what] = sums.get(one.what, 0) + 1
    names = names_on({one.unit for one in traces[:TOLD]}, on)
    rows = [
        {
            "what": one.what, "unit": names.get(one.unit, ""), "label": one.label, "task": one.task,
            "was": one.was and one.was.isoformat(), "now": one.now and one.now.isoformat(),
        }
        for one in traces[:TOLD]
    ]  # fmt: skip
    return {"sums": sums, "rows": rows, "more": max(0, len(traces) - TOLD)}


class _Over(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


class Rehearsal:
    """What an amendment would do if it took force today (xem trước): carried out, told, and taken back whole."""

    def __init__(self, amendment: Amendment, by: Actor | None, at: datetime) -> None:
        self.amendment, self.act = amendment, Act(by, at)

    def foreseen(self) -> Mapping[str, Any]:
        """Counts before and after, and what moves. Nothing stays."""
        plan, on = self.amendment.plan, self.act.on
        found: dict[str, Any] = {"before": counts_of(plan)}
        try:
            with transaction.atomic():
                effects = Effects(self.amendment, self.act, max(on, plan.in_force_on or on))
                effects.carry_out()
                found |= {"after": counts_of(plan), "moves": _told(effects.traces, on)}
                raise _Over
        except _Over:
            return found
