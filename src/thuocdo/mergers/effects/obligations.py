"""Obligations and what is still due of them: they go on at whoever takes over (phần việc, kỳ hạn)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thuocdo.core.audit import Actor
from thuocdo.kernel.passing import KindOfPassing, Passage, Passing
from thuocdo.work import services
from thuocdo.work.queries.succession import WorkLine, foreseen_lines, handed_lines

OPEN = _("kỳ hạn còn mở")
FINISHED = "work.finished"
KINDS = {
    "work.created": KindOfPassing(_("Nhiệm vụ giao cho đơn vị nhận"), OPEN),
    "work.absorbed": KindOfPassing(_("Nhiệm vụ nhập vào phần việc đơn vị nhận đã có"), OPEN),
    FINISHED: KindOfPassing(_("Nhiệm vụ đã xong, kết thúc cùng đơn vị")),
    "work.no_successor": KindOfPassing(_("Nhiệm vụ chưa có đơn vị nhận"), OPEN, needs_person=True),
}


def foresee(passage: Passage) -> list[Passing]:
    """What the hand-over would do."""
    return _lines(foreseen_lines(passage.heirs(), passage.on), passage)


def carry_out(passage: Passage, *, by: Actor | None, at: datetime) -> list[Passing]:
    """Hand over; tells what passed."""
    handover = services.hand_over_merged_units(on=passage.on, units=list(passage.takers), by=by, at=at)
    return _lines(handed_lines(handover), passage)


def _lines(found: Iterable[WorkLine], passage: Passage) -> list[Passing]:
    """The lines; what was finished goes into the minute with the only unit that takes over, where there is one."""
    lines = [line_of(one) for one in found]
    return [replace(line, taking=passage.sole(line.giving)) if line.kind == FINISHED else line for line in lines]


def line_of(one: WorkLine) -> Passing:
    """An obligation as a line of a minute: its task, its plan, its role, and the next due day."""
    due = f"; hạn gần nhất {one.next_due:%d/%m/%Y}" if one.next_due else ""
    return Passing(
        giving=one.giving, taking=one.taking, kind=f"work.{one.effect}", words=one.task,
        note=f"{one.role}; {one.plan}{due}", count=one.open, link=reverse("work:obligation", args=[one.obligation]),
    )  # fmt: skip
