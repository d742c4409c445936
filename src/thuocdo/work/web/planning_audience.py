"""Who may open drafts, their steps and amendments; `audience` joins them; whose draft it is, `permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import having
from thuocdo.work.web.amendment_life import ACTS as AMENDMENT_ACTS
from thuocdo.work.web.plan_life import ACTS

SEE = "work.view"
WRITE = "work.write_plan"
PREPARE = "work.prepare_amendment"
AUDIENCES = {
    "plan_new": having("work.draft_plan"),
    "plan_edit": having(SEE, about="draft_plan"),
    "draft_load": having(SEE, about="draft_plan"),
    **{
        name: having(WRITE, about="draft_plan")
        for name in ("plan_part", "plan_bring_in", "plan_take_over", "plan_move")
    },
    **{act.name: having(f"work.{act.verb}", about="draft_plan") for act in ACTS if act.verb != "close_plan"},
    "plan_close": having("work.close_plan", about="plan"),
    "plan_changes": having(SEE, about="plan"),
    "amendments": having(SEE, about="plan", acts=(PREPARE,)),
    "amendment": having(SEE, about="amendment", acts=("work.amend_plan",)),
    **{act.name: having(f"work.{act.verb}", about="amendment") for act in AMENDMENT_ACTS},
    "amendment_line": having(PREPARE, about="amendment"),
}
THINGS = {"draft_plan": "work.Plan", "amendment": "work.Amendment"}
