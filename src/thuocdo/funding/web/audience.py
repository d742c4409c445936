"""Who may open the pages of the room funding; which estimate, `funding.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import Audience, having

SEE = "funding.view"
VERBS = (
    "send_estimate", "record_routine", "appraise_estimate", "forward_estimate", "decide_estimate", "note_spending",
    "return_estimate", "refuse_estimate", "withdraw_estimate",
)  # fmt: skip
AUDIENCES: dict[str, Audience] = {
    "list": having(SEE),
    "list_xlsx": having(SEE),
    "sums": having(SEE),
    "sums_xlsx": having(SEE),
    "yearly_xlsx": having(SEE),
    "request_draft": having("chancery.draft"),
    "template": having("funding.open_estimate"),
    "new": having("funding.open_estimate"),
    "estimate": having(SEE, about="estimate"),
    "estimate_xlsx": having(SEE, about="estimate"),
    "edit": having("funding.write_estimate", about="estimate"),
    **{verb: having(f"funding.{verb}", about="estimate") for verb in VERBS},
    "withdraw_spending": having("funding.withdraw_spending", about="spending"),
    "spending_file": having(SEE, about="spending"),
}
THINGS: dict[str, str] = {"estimate": "funding.Estimate", "spending": "funding.Spending"}
