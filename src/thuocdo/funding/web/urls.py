"""Addresses of the room funding."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "funding"
urlpatterns: list[URLPattern] = []
