"""Tables of work: plans, tasks, obligations of units, their due instances, progress, proof and handing over."""

from __future__ import annotations

from thuocdo.work.models.facts import CalendarDay, PolicyValue, ReformField
from thuocdo.work.models.handovers import Handover, HandoverLine
from thuocdo.work.models.obligations import Evidence, Extension, Move, Note, Obligation, Occurrence
from thuocdo.work.models.plans import Objective, Plan, Role, Target, Task, TaskDeadline, TaskParty

__all__ = [
    "CalendarDay",
    "Evidence",
    "Extension",
    "Handover",
    "HandoverLine",
    "Move",
    "Note",
    "Objective",
    "Obligation",
    "Occurrence",
    "Plan",
    "PolicyValue",
    "ReformField",
    "Role",
    "Target",
    "Task",
    "TaskDeadline",
    "TaskParty",
]
