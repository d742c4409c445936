"""Questions to the room of work; every list has a fixed number of SQL statements, whatever its length."""

from __future__ import annotations

from thuocdo.work.queries.facts import Policy, fields, policy, working_calendar
from thuocdo.work.queries.inside_lists import quality_marked
from thuocdo.work.queries.occurrences import (
    OccurrencePage,
    Wanted,
    countable,
    due_between,
    occurrence_page,
    occurrences,
)
from thuocdo.work.queries.overview import (
    DueMonth,
    StandingRow,
    due_by_month,
    obligations_by_standing,
    standings_by_field,
    standings_by_unit,
    totals,
)
from thuocdo.work.queries.paper_uses import uses_of_document
from thuocdo.work.queries.persons import (
    UnitWork,
    Urgent,
    awaiting_decision,
    awaiting_judgement,
    my_day,
    own_waiting,
    unit_work,
    units_with_work,
)
from thuocdo.work.queries.plans import (
    PlanCard,
    PlanRow,
    TaskFilter,
    Unclear,
    amendments_to_put_in_force,
    plan_of,
    plan_rows,
    plans,
    plans_to_extend,
    plans_to_put_in_force,
    unclear_parties,
)
from thuocdo.work.queries.standing import names_on, standing_on, with_standing
from thuocdo.work.queries.succession import HandoverRow, handover_pending, handover_rows, handovers
from thuocdo.work.queries.tasks import (
    obligation_detail,
    occurrence_detail,
    task_detail,
    visible_obligation,
    visible_occurrence,
    visible_task,
)

__all__ = [
    "DueMonth",
    "HandoverRow",
    "OccurrencePage",
    "PlanCard",
    "PlanRow",
    "Policy",
    "StandingRow",
    "TaskFilter",
    "Unclear",
    "UnitWork",
    "Urgent",
    "Wanted",
    "amendments_to_put_in_force",
    "awaiting_decision",
    "awaiting_judgement",
    "countable",
    "due_between",
    "due_by_month",
    "fields",
    "handover_pending",
    "handover_rows",
    "handovers",
    "my_day",
    "names_on",
    "obligation_detail",
    "obligations_by_standing",
    "occurrence_detail",
    "occurrence_page",
    "occurrences",
    "own_waiting",
    "plan_of",
    "plan_rows",
    "plans",
    "plans_to_extend",
    "plans_to_put_in_force",
    "policy",
    "quality_marked",
    "standing_on",
    "standings_by_field",
    "standings_by_unit",
    "task_detail",
    "totals",
    "unclear_parties",
    "unit_work",
    "units_with_work",
    "uses_of_document",
    "visible_obligation",
    "visible_occurrence",
    "visible_task",
    "with_standing",
    "working_calendar",
]
