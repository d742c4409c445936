"""Addresses of the furniture's own pages."""

from __future__ import annotations

from django.urls import path

from thuocdo.ui.web import views

app_name = "ui"
urlpatterns = [
    path("hien-thi/", views.display, name="display"),
    path("ngon-ngu/", views.language, name="language"),
    path("kit/", views.kit, name="kit"),
]
