"""Tables of work: plans, tasks, obligations of units, their due instances, progress, proof and handing over."""

from __future__ import annotations

from thuocdo.work.models.calling import Call
from thuocdo.work.models.deriving import NoMatch, NoParent
from thuocdo.work.models.facts import CalendarDay, PolicyValue, ReformField
from thuocdo.work.models.handovers import Handover, HandoverLine
from thuocdo.work.models.obligations import Evidence, Extension, Move, Note, Obligation, Occurrence
from thuocdo.work.models.planning import Amendment, AmendmentLine, PlanEdit, PlanText, TaskLink
from thuocdo.work.models.plans import Objective, Plan, Role, Target, Task, TaskDeadline, TaskParty
from thuocdo.work.models.sharing import Block, Contribution, Product, QualityMark, Step
from thuocdo.work.models.sheets import SheetImport
from thuocdo.work.models.tallies import MonthTally, TaskTally, UnitTally

__all__ = [
    "Amendment",
    "AmendmentLine",
    "Block",
    "CalendarDay",
    "Call",
    "Contribution",
    "Evidence",
    "Extension",
    "Handover",
    "HandoverLine",
    "MonthTally",
    "Move",
    "NoMatch",
    "NoParent",
    "Note",
    "Objective",
    "Obligation",
    "Occurrence",
    "Plan",
    "PlanEdit",
    "PlanText",
    "PolicyValue",
    "Product",
    "QualityMark",
    "ReformField",
    "Role",
    "SheetImport",
    "Step",
    "Target",
    "Task",
    "TaskDeadline",
    "TaskLink",
    "TaskParty",
    "TaskTally",
    "UnitTally",
]
