"""Who may open derived plans, their coverage, loads and papers; `audience` joins them."""

from __future__ import annotations

from thuocdo.core.audience import having

SEE = "work.view"
LOOKED_AT = ("derived", "coverage", "coverage_overview")
AUDIENCES = {
    **{
        name: having(SEE, about="plan")
        for name in (
            "derived",
            "derived_xlsx",
            "coverage",
            "coverage_xlsx",
            "coverage_overview",
            "coverage_overview_xlsx",
        )
    },
    "derive": having("work.derive_plan", about="unit", key="key"),
    "set_parent": having(SEE, about="plan", acts=("work.confirm_parent", "work.reject_parent")),
    "choose_parent": having("work.confirm_parent", about="plan"),
    "coverage_decide": having(SEE, about="plan", acts=("work.confirm_match", "work.reject_match")),
    "copy_missing": having(SEE, about="plan", acts=("work.copy_missing",)),
    **{name: having(SEE) for name in ("load", "load_xlsx", "load_rows")},
    "plan_paper": having(SEE, about="plan", acts=("chancery.draft",)),
    "plan_paper_file": having(SEE, about="plan"),
}
