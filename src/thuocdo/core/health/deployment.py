"""Checks of how this installation is set up, each with what to change."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from thuocdo.core import clock, maintenance
from thuocdo.core.health import Check, Finding, failed, is_demo, ok, warning

SHORTEST_KEY, LEAST_LETTERS = 50, 10
AT_HOME = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def checks() -> list[Check]:
    """The checks of this module."""
    group = _("Cấu hình")
    return [
        Check(name="maintenance", group=group, label=_("Chế độ bảo trì"), look=_maintenance),
        Check(name="debug", group=group, label=_("Chế độ gỡ lỗi"), look=_debug),
        Check(name="https", group=group, label=_("HTTPS"), look=_https),
        Check(name="hosts", group=group, label=_("Tên máy chủ"), look=_hosts),
        Check(name="secret_key", group=group, label=_("Khóa bí mật"), look=_secret_key),
        Check(name="demo", group=group, label=_("Bản chính thức hay minh họa"), look=_demo),
        Check(name="second_factor", group=group, label=_("Xác thực hai lớp"), look=_second_factor),
        Check(name="mail", group=group, label=_("Thư điện tử"), look=_mail),
    ]


def _at_home() -> bool:
    """Whether the program answers under names of this machine only: somebody tries it out."""
    return set(settings.ALLOWED_HOSTS) <= AT_HOME


def _maintenance(thorough: bool) -> Finding:
    mode = maintenance.current(fresh=True)
    if mode is None:
        return ok(_("tắt"))
    seen = _("đang bật: %(why)s") % {"why": mode.why}
    over = mode.until is not None and clock.now() > mode.until
    words = _("%(seen)s (đã quá giờ dự kiến %(until)s)") % {"seen": seen, "until": mode.until_words} if over else seen
    return warning(words, _("Khi xong, chạy thuocdo maintenance off."), mode.since)


def _debug(thorough: bool) -> Finding:
    if settings.DEBUG:
        return failed(_("đang bật"), _("Bỏ THUOCDO_DEBUG: trang lỗi đang phơi mã nguồn và dữ liệu."))
    return ok(_("tắt"))


def _https(thorough: bool) -> Finding:
    if settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE:
        return ok(_("cookie chỉ đi qua HTTPS"))
    if _at_home():
        return ok(_("chỉ chạy trên máy này (localhost), không HTTPS"))
    return failed(_("cookie đăng nhập đi cả qua HTTP"), _("Đặt máy chủ TLS ở trước và THUOCDO_HTTPS=1."))


def _hosts(thorough: bool) -> Finding:
    hosts = list(settings.ALLOWED_HOSTS)
    if "*" in hosts:
        return failed(_("trả lời mọi tên (*)"), _("Ghi đúng tên miền vào THUOCDO_HOSTS."))
    return ok(", ".join(hosts))


def _secret_key(thorough: bool) -> Finding:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < LEAST_LETTERS:
        return failed(
            _("quá ngắn hoặc quá đều (%(length)d ký tự)") % {"length": len(key)},
            _("Đặt THUOCDO_SECRET_KEY dài ít nhất 50 ký tự ngẫu nhiên; mọi người phải đăng nhập lại."),
        )
    path = Path(settings.VAR) / "secret_key"
    if path.exists():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            return failed(
                _("tệp khóa người khác đọc được (quyền %(mode)o)") % {"mode": mode}, _("chmod 600 tệp secret_key.")
            )
    return ok(_("đủ dài, chỉ chủ tệp đọc được"))


def _demo(thorough: bool) -> Finding:
    if not is_demo():
        return ok(_("bản chính thức, đồng hồ thật"))
    if _at_home() or not settings.SESSION_COOKIE_SECURE:
        return ok(_("bản minh họa"))
    return failed(
        _("chế độ minh họa hoặc đồng hồ đặt sẵn trên máy chủ mở cho mọi người"),
        _("Bỏ THUOCDO_DEMO và THUOCDO_CLOCK ở nơi có dữ liệu chính thức."),
    )


def _second_factor(thorough: bool) -> Finding:
    mode = settings.THUOCDO_SECOND_FACTOR
    if mode == "required":
        return ok(_("bắt buộc với các vai trò ghi trong danh mục vai trò"))
    seen = _("không bắt buộc (%(mode)s)") % {"mode": mode}
    return ok(seen) if is_demo() else warning(seen, _("Đặt THUOCDO_SECOND_FACTOR=required."))


def _mail(thorough: bool) -> Finding:
    if settings.THUOCDO_MAIL_ON:
        return ok(_("gửi qua %(host)s") % {"host": settings.EMAIL_HOST or settings.EMAIL_BACKEND.split(".")[-2]})
    seen = _("chưa đặt máy chủ thư: thông báo chỉ hiện trên trang")
    if is_demo() or _at_home():
        return ok(seen)
    return warning(seen, _("Đặt THUOCDO_MAIL để báo sự cố cho quản trị cả khi không ai mở trang."))
