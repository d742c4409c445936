"""Addresses of the chancery."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "chancery"
urlpatterns: list[URLPattern] = []
