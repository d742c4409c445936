"""The drawing from the document, through the task, to the agencies and their nearest dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.standings import look
from thuocdo.work.models import Task
from thuocdo.work.queries.tasks import Holder, TaskDetail

AGENCIES, STEP, BOX, LETTERS = 4, 67, 56, 30


@dataclass(frozen=True)
class FlowRow:
    """One agency, or the rest of them, with its nearest date."""

    name: str
    note: str
    state: str
    due: str
    late: bool
    y: int

    @property
    def y1(self) -> int:
        return self.y + 24

    @property
    def y2(self) -> int:
        return self.y + 44


@dataclass(frozen=True)
class Flow:
    """The whole drawing and the sentence that says the same."""

    document: str
    document_note: str
    task: str
    task_note: str
    rows: tuple[FlowRow, ...]
    height: int

    @property
    def middle(self) -> int:
        return self.height // 2 - 35

    @property
    def line1(self) -> int:
        return self.middle + 28

    @property
    def line2(self) -> int:
        return self.middle + 50

    @property
    def path(self) -> str:
        centre = self.height // 2
        curves = [f"M194 {centre}H230"]
        for row in self.rows:
            end = row.y + BOX // 2
            curves.append(f"M420 {centre}C440 {centre} 430 {end} 452 {end}M692 {end}H720")
        return "".join(curves)

    @property
    def sentence(self) -> str:
        agencies = "; ".join(f"{row.name}: {row.state}, {row.due}" for row in self.rows)
        return f"{self.document}, {self.task}: {agencies}"


def drawn(task: Task, detail: TaskDetail) -> Flow:
    """The drawing of a task: up to four agencies, the most urgent first; more are one box."""
    leading = detail.leading
    named = leading if len(leading) <= AGENCIES else leading[: AGENCIES - 1]
    rows = [_agency(holder, at) for at, holder in enumerate(named)]
    if len(leading) > len(named):
        rows.append(_rest(leading[len(named) :], len(named)))
    plan = task.plan
    kinds = {"plan": _("Kế hoạch"), "directive": _("Văn bản chỉ đạo"), "conclusion": _("Kết luận cuộc họp")}
    place = _("Phụ lục, dòng %(row)s") % {"row": task.row} if task.row else kinds.get(plan.kind, "")
    dates = _("%(count)s kỳ hạn") % {"count": vn_number(detail.counts.total)}
    number = _("Nhiệm vụ %(number)s") % {"number": task.number}
    return Flow(_short(plan.number_symbol or kinds.get(plan.kind, ""), 22), place, number, dates, tuple(rows),
                12 + STEP * max(len(rows), 2))  # fmt: skip


def _agency(holder: Holder, at: int) -> FlowRow:
    worst = holder.counts.worst
    due = vn_date(holder.next_due_on) if holder.next_due_on else _("không có ngày chờ")
    note = _("Xong %(done)s/%(total)s kỳ") % {"done": holder.counts.done, "total": holder.counts.total}
    return FlowRow(_short(holder.unit_name), note, str(look(worst).word), due, worst == "overdue", 8 + STEP * at)


def _rest(holders: Sequence[Holder], at: int) -> FlowRow:
    late = sum(1 for holder in holders if holder.counts["overdue"])
    state = _("%(count)s cơ quan quá hạn") % {"count": vn_number(late)} if late else _("không ai quá hạn")
    days = [holder.next_due_on for holder in holders if holder.next_due_on]
    due = _("gần nhất %(day)s") % {"day": vn_date(min(days))} if days else ""
    done = sum(holder.counts.done for holder in holders)
    total = sum(holder.counts.total for holder in holders)
    note = _("Xong %(done)s/%(total)s kỳ") % {"done": vn_number(done), "total": vn_number(total)}
    name = _("và %(count)s cơ quan khác") % {"count": vn_number(len(holders))}
    return FlowRow(name, note, state, due, bool(late), 8 + STEP * at)


def _short(words: str, most: int = LETTERS) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
