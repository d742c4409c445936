"""Addresses of what happens inside an obligation, and who may open them; `urls` and `audience` join them."""

from __future__ import annotations

from django.urls import path

from thuocdo.core.audience import having
from thuocdo.work.web import contributions, ending, obligations, quality, steps

SEE = "work.view"
PATTERNS = [
    path("phoi-hop/", contributions.contribution_list, name="contributions"),
    path("phoi-hop/xuat.xlsx", contributions.contribution_xlsx, name="contributions_xlsx"),
    path("phoi-hop/<int:pk>/", contributions.contribution, name="contribution"),
    path("phoi-hop/<int:pk>/tep/<int:file>/", contributions.contribution_file, name="contribution_file"),
    path("viec-duoc-giao/", steps.step_list, name="steps"),
    path("viec-duoc-giao/xuat.xlsx", steps.step_xlsx, name="steps_xlsx"),
    path("nghia-vu/<int:pk>/buoc/", steps.give_step, name="give_step"),
    path("buoc/<int:pk>/", steps.step, name="step"),
    path("san-pham/<int:pk>/rut/", ending.withdraw_product, name="withdraw_product"),
    path("chat-luong/", quality.quality_list, name="quality"),
    path("chat-luong/xuat.xlsx", quality.quality_xlsx, name="quality_xlsx"),
    path("vuong-mac/", quality.block_list, name="blocks"),
    path("vuong-mac/xuat.xlsx", quality.block_xlsx, name="blocks_xlsx"),
    path("vuong-mac/<int:pk>/het/", ending.end_block, name="end_block"),
    path("tai-lieu-kiem-chung/<int:pk>/kiem-tra/", obligations.check_evidence, name="check_evidence"),
]
_SIDES = tuple(f"work.{way.verb}" for way in contributions.WAYS)
_STEPS = tuple(f"work.{verb}" for verb in steps.VERBS.values())
AUDIENCES = {
    "contributions": having(SEE),
    "contributions_xlsx": having(SEE),
    "contribution": having(SEE, about="contribution", acts=_SIDES),
    "contribution_file": having(SEE, about="contribution"),
    "steps": having(SEE),
    "steps_xlsx": having(SEE),
    "give_step": having(SEE, about="obligation", acts=("work.give_step",)),
    "step": having(SEE, about="step", acts=_STEPS),
    "withdraw_product": having("work.withdraw_product", about="product", acts=("work.withdraw_product",)),
    "quality": having(SEE),
    "quality_xlsx": having(SEE),
    "blocks": having(SEE),
    "blocks_xlsx": having(SEE),
    "end_block": having("work.end_block", about="block", acts=("work.end_block",)),
    "check_evidence": having(SEE, about="evidence"),
}
THINGS = {
    "contribution": "work.Contribution", "step": "work.Step", "product": "work.Product", "block": "work.Block",
}  # fmt: skip
