"""Addresses of derived plans, their coverage, loads and papers; `urls` joins them."""

from __future__ import annotations

from django.urls import path

from thuocdo.work.web import coverage, derived, load, plan_paper

PATTERNS = [
    path("ke-hoach/<int:pk>/ke-hoach-don-vi/", derived.derived, name="derived"),
    path("ke-hoach/<int:pk>/ke-hoach-don-vi/xuat.xlsx", derived.derived_xlsx, name="derived_xlsx"),
    path("co-quan/<str:key>/ke-hoach/<int:pk>/lap/", derived.derive, name="derive"),
    path("ke-hoach/<int:pk>/cap-tren/", derived.set_parent, name="set_parent"),
    path("ke-hoach/<int:pk>/cap-tren/chon/", derived.choose_parent, name="choose_parent"),
    path("ke-hoach/<int:pk>/doi-chieu/", coverage.coverage, name="coverage"),
    path("ke-hoach/<int:pk>/doi-chieu/xuat.xlsx", coverage.coverage_xlsx, name="coverage_xlsx"),
    path("ke-hoach/<int:pk>/doi-chieu/quyet-dinh/", coverage.coverage_decide, name="coverage_decide"),
    path("ke-hoach/<int:pk>/doi-chieu/chep/", coverage.copy, name="copy_missing"),
    path("ke-hoach/<int:pk>/do-phu/", coverage.coverage_overview, name="coverage_overview"),
    path("ke-hoach/<int:pk>/do-phu/xuat.xlsx", coverage.coverage_overview_xlsx, name="coverage_overview_xlsx"),
    path("tai-viec/", load.load, name="load"),
    path("tai-viec/xuat.xlsx", load.load_xlsx, name="load_xlsx"),
    path("tai-viec/chi-tiet/", load.load_rows, name="load_rows"),
    path("ke-hoach/<int:pk>/van-ban/", plan_paper.plan_paper, name="plan_paper"),
    path("ke-hoach/<int:pk>/van-ban/tai/<slug:ending>/", plan_paper.plan_paper_file, name="plan_paper_file"),
]
