"""Addresses: every room that has pages brings its own, in Vietnamese."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from config import wiring

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"thuocdo.{room}.web.urls"))
    for room in wiring.ROOMS
    if find_spec(f"thuocdo.{room}.web") and find_spec(f"thuocdo.{room}.web.urls")
]

handler400 = "thuocdo.ui.refusals.page_400"
handler403 = "thuocdo.ui.refusals.page_403"
handler404 = "thuocdo.ui.refusals.page_404"
handler500 = "thuocdo.ui.refusals.page_500"
