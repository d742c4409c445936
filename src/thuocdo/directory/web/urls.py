"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from thuocdo.directory.web import (
    account,
    factors,
    passwords,
    privacy,
    privacy_desk,
    recovery,
    second_step,
    sessions,
    signing,
    units,
)

app_name = "directory"
urlpatterns = [
    path("dang-nhap/", signing.login, name="login"),
    path("dang-xuat/", signing.logout, name="logout"),
    path("dang-nhap/ma-xac-nhan/", second_step.second_step, name="second_step"),
    path("dang-nhap/khoa/", second_step.passkey_login, name="passkey_login"),
    path("quen-mat-khau/", recovery.recovery, name="recovery"),
    path("quen-mat-khau/dat-lai/", recovery.new_password, name="recovery_password"),
    path("quen-mat-khau/<str:name>/<str:token>/", recovery.link, name="recovery_link"),
    path("mat-khau/", passwords.password, name="password"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/an-toan/", factors.factors, name="factors"),
    path("tai-khoan/an-toan/ung-dung/", factors.add_totp, name="add_totp"),
    path("tai-khoan/an-toan/khoa/", factors.add_passkey, name="add_passkey"),
    path("tai-khoan/an-toan/ma-du-phong/", factors.recovery_codes, name="codes"),
    path("tai-khoan/an-toan/<int:pk>/go/", factors.remove_factor, name="remove_factor"),
    path("tai-khoan/dang-nhap-mot-lan/bo-gan/", account.unlink_identity, name="unlink_identity"),
    path("tai-khoan/phien/", sessions.sessions, name="sessions"),
    path("tai-khoan/phien/ket-thuc-khac/", sessions.end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/phien/<int:pk>/ket-thuc/", sessions.end_session, name="end_session"),
    path("tai-khoan/xac-nhan-lai/", factors.prove_again, name="prove_again"),
    path("du-lieu-ca-nhan/", privacy_desk.privacy, name="privacy"),
    path("du-lieu-ca-nhan/luot-xem/", privacy_desk.privacy_readings, name="privacy_readings"),
    path("du-lieu-ca-nhan/luot-xem/xuat.xlsx", privacy_desk.privacy_readings_xlsx, name="privacy_readings_xlsx"),
    path("du-lieu-ca-nhan/den-han/", privacy_desk.privacy_due, name="privacy_due"),
    path("du-lieu-ca-nhan/xem/", privacy.unmask, name="unmask"),
    path("du-lieu-ca-nhan/cua-toi/", privacy.own_data, name="own_data"),
    path("du-lieu-ca-nhan/cua-toi/tai-ve/", privacy.own_data_file, name="own_data_file"),
    path("du-lieu-ca-nhan/<int:pk>/xoa/", privacy.erase_person, name="erase_person"),
    path("co-quan/", units.units, name="units"),
    path("co-quan/xuat.xlsx", units.units_xlsx, name="units_xlsx"),
    path("co-quan/tra-cuu/", units.resolve, name="resolve"),
]
