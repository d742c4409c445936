"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from thuocdo.portal.web import calendar, home, overview, pages

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("lich/", calendar.calendar, name="calendar"),
    path("tong-quan/", overview.overview_page, name="overview"),
    path("tong-quan/xuat.xlsx", overview.overview_xlsx, name="overview_xlsx"),
    path("tim/", pages.search_page, name="search"),
    path("co-quan/<str:key>/", pages.unit, name="unit"),
    path("tro-giup/", pages.help_page, name="help"),
]
