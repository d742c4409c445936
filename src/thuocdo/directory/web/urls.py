"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from thuocdo.directory.web import passwords, signing, units

app_name = "directory"
urlpatterns = [
    path("dang-nhap/", signing.login, name="login"),
    path("dang-xuat/", signing.logout, name="logout"),
    path("mat-khau/", passwords.password, name="password"),
    path("co-quan/", units.units, name="units"),
    path("co-quan/xuat.xlsx", units.units_xlsx, name="units_xlsx"),
    path("co-quan/tra-cuu/", units.resolve, name="resolve"),
]
