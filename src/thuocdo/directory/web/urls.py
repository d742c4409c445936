"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from thuocdo.directory.web import signing

app_name = "directory"
urlpatterns = [
    path("dang-nhap/", signing.login, name="login"),
    path("dang-xuat/", signing.logout, name="logout"),
]
