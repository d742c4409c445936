"""Addresses of the room activities."""

from __future__ import annotations

from django.urls import URLPattern, path

from thuocdo.activities.web import activity, asked, counts, importing, lists

app_name = "activities"
urlpatterns: list[URLPattern] = [
    path("hoat-dong/", lists.activity_list, name="list"),
    path("hoat-dong/xuat.xlsx", lists.activity_list_xlsx, name="list_xlsx"),
    path("hoat-dong/lich/", lists.calendar, name="calendar"),
    path("hoat-dong/dem/", counts.counts, name="counts"),
    path("hoat-dong/dem.xlsx", counts.counts_xlsx, name="counts_xlsx"),
    path("hoat-dong/moi/", activity.new, name="new"),
    path("hoat-dong/<int:pk>/", activity.activity, name="activity"),
    path("hoat-dong/<int:pk>/dinh-chinh/", activity.correct, name="correct"),
    path("hoat-dong/<int:pk>/rut/", activity.withdraw, name="withdraw"),
    path("hoat-dong/<int:pk>/tai-lieu/", activity.proof, name="proof"),
    path("hoat-dong/<int:pk>/buoc/", activity.step, name="step"),
    path("hoat-dong/buoc/<int:pk>/rut/", activity.step_withdraw, name="step_withdraw"),
    path("hoat-dong/tai-lieu/<int:pk>/", activity.proof_file, name="proof_file"),
    path("hoat-dong/giao/", asked.asked_list, name="asked"),
    path("hoat-dong/giao.xlsx", asked.asked_xlsx, name="asked_xlsx"),
    path("hoat-dong/giao/moi/", asked.ask, name="ask"),
    path("hoat-dong/giao/<int:pk>/rut/", asked.withdraw, name="asked_withdraw"),
    path("hoat-dong/nhap/", importing.imports, name="imports"),
    path("hoat-dong/nhap/mau.xlsx", importing.template, name="template"),
    path("hoat-dong/nhap/<int:pk>/", importing.one_import, name="import"),
    path("hoat-dong/nhap/<int:pk>/hoan-tac/", importing.undo, name="undo"),
]
