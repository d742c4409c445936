"""Addresses of merger day."""

from __future__ import annotations

from django.urls import path

from thuocdo.mergers.web import acts, minutes, opening, overview, steps

app_name = "mergers"
urlpatterns = [
    path("sap-xep/", overview.merger_list, name="list"),
    path("sap-xep/xuat.xlsx", overview.merger_xlsx, name="list_xlsx"),
    path("sap-xep/moi/", opening.open_merger, name="new"),
    path("sap-xep/mau.csv", opening.template, {"kind": "csv"}, name="template_csv"),
    path("sap-xep/mau.xlsx", opening.template, {"kind": "xlsx"}, name="template_xlsx"),
    path("sap-xep/<int:pk>/", steps.merger, name="merger"),
    path("sap-xep/<int:pk>/anh-xa/", opening.replace_mapping, name="replace"),
    path("sap-xep/<int:pk>/anh-xa.csv", acts.mapping_csv, name="mapping_csv"),
    path("sap-xep/<int:pk>/anh-xa.xlsx", acts.mapping_xlsx, name="mapping_xlsx"),
    path("sap-xep/<int:pk>/kiem-tra.xlsx", acts.checks_xlsx, name="checks_xlsx"),
    path("sap-xep/<int:pk>/mo-phong/", acts.simulate, name="simulate"),
    path("sap-xep/<int:pk>/mo-phong.xlsx", acts.simulation_xlsx, name="simulation_xlsx"),
    path("sap-xep/<int:pk>/duyet/", acts.approve, name="approve"),
    path("sap-xep/<int:pk>/huy/", acts.withdraw, name="withdraw"),
    path("sap-xep/<int:pk>/thuc-hien/", acts.carry_out, name="carry_out"),
    path("sap-xep/<int:pk>/bien-ban.xlsx", acts.minutes_xlsx, name="minutes_xlsx"),
    path("sap-xep/<int:pk>/bien-ban.zip", minutes.minutes_zip, name="minutes_zip"),
    path("sap-xep/<int:pk>/bien-ban/<int:number>/", minutes.minute, name="minute"),
    path("sap-xep/<int:pk>/bien-ban/<int:number>.docx", minutes.minute_docx, name="minute_docx"),
    path("sap-xep/<int:pk>/bien-ban/<int:number>/xac-nhan/", minutes.confirm, name="confirm"),
]
