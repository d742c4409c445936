"""Addresses of the room funding."""

from __future__ import annotations

from django.urls import URLPattern, path

from thuocdo.funding.web import acts, estimate, lists, request, sums, writing

app_name = "funding"
urlpatterns: list[URLPattern] = [
    path("kinh-phi/", lists.estimate_list, name="list"),
    path("kinh-phi/xuat.xlsx", lists.estimate_list_xlsx, name="list_xlsx"),
    path("kinh-phi/tong-hop/", sums.sums, name="sums"),
    path("kinh-phi/tong-hop.xlsx", sums.sums_xlsx, name="sums_xlsx"),
    path("kinh-phi/du-tru.xlsx", sums.yearly_xlsx, name="yearly_xlsx"),
    path("kinh-phi/to-trinh/", request.request_draft, name="request_draft"),
    path("kinh-phi/mau-du-toan.xlsx", writing.template, name="template"),
    path("kinh-phi/moi/", writing.new, name="new"),
    path("kinh-phi/<int:pk>/", estimate.estimate, name="estimate"),
    path("kinh-phi/<int:pk>/du-toan.xlsx", estimate.estimate_xlsx, name="estimate_xlsx"),
    path("kinh-phi/<int:pk>/sua/", writing.edit, name="edit"),
    *(path(f"kinh-phi/<int:pk>/{act.slug}/", acts.act, {"verb": act.verb}, name=act.name) for act in acts.ACTS),
    path("khoan-chi/<int:pk>/rut/", acts.withdraw_spending, name="withdraw_spending"),
    path("khoan-chi/<int:pk>/tep/", estimate.spending_file, name="spending_file"),
]
