"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from thuocdo.portal.web import agency, audit, calendar, health, home, notices, overview, pages

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("lich/", calendar.calendar, name="calendar"),
    path("tong-quan/", overview.overview_page, name="overview"),
    path("tong-quan/xuat.xlsx", overview.overview_xlsx, name="overview_xlsx"),
    path("tim/", pages.search_page, name="search"),
    path("co-quan/<str:key>/", agency.unit, name="unit"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/doc-het/", notices.read_all, name="notices_read_all"),
    path("thong-bao/<int:pk>/doc/", notices.read, name="notices_read"),
    path("nhat-ky/", audit.audit, name="audit"),
    path("nhat-ky/xuat/", audit.audit_export, name="audit_export"),
    path("nhat-ky/<int:seq>/", audit.audit_row, name="audit_row"),
    path("nhat-ky/<int:seq>/noi-dung/", audit.audit_details, name="audit_details"),
    path("suc-khoe/", health.health_page, name="health"),
    path("healthz", health.healthz, name="healthz"),
    path("tro-giup/", pages.help_page, name="help"),
]
