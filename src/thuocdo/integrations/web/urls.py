"""Addresses of outside systems."""

from __future__ import annotations

from django.urls import path

from thuocdo.integrations.web import sso

app_name = "integrations"
urlpatterns = [
    path("dang-nhap/mot-lan/", sso.start, name="start"),
    path("dang-nhap/mot-lan/ve/", sso.callback, name="callback"),
]
