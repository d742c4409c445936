"""Addresses of plans written by hand, their steps and their amendments; `urls` joins them."""

from __future__ import annotations

from django.urls import path

from thuocdo.work.web import amendment_life, amendments, draft_load, plan_edit, plan_history, plan_life, plan_parts

PATTERNS = [
    path("ke-hoach/moi/", plan_edit.new_plan, name="plan_new"),
    path("ke-hoach/<int:pk>/soan/", plan_edit.plan_edit, name="plan_edit"),
    path("ke-hoach/<int:pk>/soan/thu-tu/", plan_edit.plan_move, name="plan_move"),
    path("ke-hoach/<int:pk>/soan/ton-tai/", plan_life.bring_in, name="plan_bring_in"),
    path("ke-hoach/<int:pk>/soan/ke-thua/", plan_life.take_over, name="plan_take_over"),
    path("ke-hoach/<int:pk>/soan/tai-viec/", draft_load.draft_load, name="draft_load"),
    path("ke-hoach/<int:pk>/soan/<slug:part>/", plan_parts.plan_part, name="plan_part"),
    *[
        path(f"ke-hoach/<int:pk>/buoc/{act.slug}/", plan_life.life, {"slug": act.slug}, name=act.name)
        for act in plan_life.ACTS
    ],
    path("ke-hoach/<int:pk>/bien-dong/", plan_history.plan_changes, name="plan_changes"),
    path("ke-hoach/<int:pk>/dieu-chinh/", amendments.amendments, name="amendments"),
    path("dieu-chinh/<int:pk>/", amendments.amendment, name="amendment"),
    *[
        path(f"dieu-chinh/<int:pk>/{act.slug}/", amendment_life.amendment_step, {"slug": act.slug}, name=act.name)
        for act in amendment_life.ACTS
    ],
    path("dieu-chinh/<int:pk>/<slug:slug>/", amendments.amendment_line, name="amendment_line"),
]
