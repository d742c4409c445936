"""Addresses of the room urging."""

from __future__ import annotations

from django.urls import path

from thuocdo.urging.web import calendars, letters, mine, pages

app_name = "urging"
urlpatterns = [
    path("don-doc/", pages.overview, name="overview"),
    path("don-doc/so/", pages.ledger, name="ledger"),
    path("don-doc/so/xuat.xlsx", pages.ledger_xlsx, name="ledger_xlsx"),
    path("don-doc/nguoi/", pages.people, name="people"),
    path("don-doc/cong-van/", letters.letters_page, name="letters"),
    path("thong-bao-cua-toi/", mine.mine, name="mine"),
    path("thong-bao-cua-toi/lich/", mine.feed, name="feed"),
    path("thong-bao-cua-toi/<int:pk>/", mine.message, name="message"),
    path("lich-dang-ky/<str:secret>.ics", calendars.ics, name="calendar"),
]
