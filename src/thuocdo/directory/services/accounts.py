"""Opening and closing accounts, and their passwords."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory import live_sessions
from thuocdo.directory.alerts import tell_owner
from thuocdo.directory.models import Account, Person
from thuocdo.directory.people_rights import rights
from thuocdo.directory.rules.contact import is_generated, username_fault
from thuocdo.kernel.errors import Refused

# Why a password is too weak, in our words: those of the framework are not all translated.
WEAK = {
    "password_too_short": gettext_lazy("Mật khẩu cần ít nhất %(min_length)s ký tự."),
    "password_too_common": gettext_lazy("Mật khẩu này nhiều người dùng nên dễ bị đoán."),
    "password_too_similar": gettext_lazy("Mật khẩu quá giống tên đăng nhập."),
}


@decision("directory.open_account", about="person", ask=rights)
def open_account(
    *, person: Person, username: str, password: str, one_time: bool = False, by: Actor | None, at: datetime
) -> Account:
    """Open an account (mở tài khoản) for a person; the user name is kept in lower case.

    A password that somebody else has seen is `one_time`: whoever signs in with it must choose another first.
    """
    name = username.strip().lower()
    if username_fault(name):
        raise Refused(
            "directory.bad_username", f"Tên đăng nhập “{username}” không dùng được.",
            "Dùng chữ thường không dấu, số, dấu chấm, gạch ngang, ít nhất hai ký tự.",
        )  # fmt: skip
    if Account.objects.filter(username=name).exists():
        raise Refused("directory.username_taken", f"Tên đăng nhập “{name}” đã có người dùng.", "Chọn tên khác.")
    if Account.objects.filter(person=person).exists():
        raise Refused("directory.second_account", f"{person.full_name} đã có tài khoản.", "Đặt lại mật khẩu nếu cần.")
    if person.erased_at is not None:
        raise Refused("directory.person_erased", "Dữ liệu cá nhân của người này đã được xóa; không mở tài khoản nữa.")
    account = Account(username=name, person=person, must_change=one_time, created_at=at)
    _set_password(account, password)
    account.save()
    audit.changed(after={"username": name})
    return account


@decision("directory.set_password", about="account", ask=rights)
def set_password(*, account: Account, password: str, by: Actor | None, at: datetime) -> Account:
    """Set a new password of one's own; sessions signed in with the old one end."""
    account.must_change = False
    _set_password(account, password)
    account.save(update_fields=["password", "must_change"])
    words = "Mật khẩu của bạn vừa được đổi. Nếu không phải bạn: báo quản trị ngay."
    tell_owner(account, "password_changed", words, at=at)
    return account


@decision("directory.reset_password", about="account", ask=rights)
def reset_password(*, account: Account, password: str, by: Actor | None, at: datetime) -> Account:
    """Give a password to be used once (đặt lại mật khẩu): sessions end, and its owner must choose another at once."""
    if not account.is_active:
        raise Refused("directory.account_closed", "Tài khoản đang bị khóa.", "Mở lại tài khoản rồi đặt lại mật khẩu.")
    account.must_change = True
    _set_password(account, password)
    account.save(update_fields=["password", "must_change"])
    live_sessions.end_all(account)
    words = "Quản trị vừa cấp cho bạn một mật khẩu dùng một lần. Nếu bạn không yêu cầu: báo Sở Nội vụ."
    tell_owner(account, "password_reset", words, at=at)
    return account


class _QuickHasher(Argon2PasswordHasher):
    """Argon2 with the least work, for passwords of 79 random bits: more work would only slow a long import.

    The owner chooses another at once, which is kept with the usual work.
    """

    time_cost, memory_cost, parallelism = 1, 8, 1


def _set_password(account: Account, password: str) -> None:
    if account.must_change and is_generated(password):
        hasher = _QuickHasher()
        account.password = hasher.encode(password, hasher.salt())
        return
    try:
        validate_password(password, account)
    except ValidationError as error:
        words = " ".join(str(WEAK[one.code]) % (one.params or {}) if one.code in WEAK else str(one.message)
                         for one in error.error_list)  # fmt: skip
        raise Refused("directory.weak_password", words, _("Chọn mật khẩu dài hơn, khó đoán hơn.")) from error
    account.set_password(password)


@decision("directory.close_account", about="account", ask=rights)
def close_account(*, account: Account, why: str, by: Actor | None, at: datetime) -> Account:
    """Close an account (khóa tài khoản): it can no longer sign in; nothing that it did is touched."""
    return _turn(account, active=False, why=why)


@decision("directory.reopen_account", about="account", ask=rights)
def reopen_account(*, account: Account, why: str, by: Actor | None, at: datetime) -> Account:
    """Open a closed account again (mở khóa tài khoản); the password is the one it had."""
    return _turn(account, active=True, why=why)


def _turn(account: Account, *, active: bool, why: str) -> Account:
    if account.is_active == active:
        raise Refused(
            "directory.account_as_it_was", "Tài khoản đang mở sẵn." if active else "Tài khoản đã bị khóa từ trước.",
            "Xem trang của người này.",
        )  # fmt: skip
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        live_sessions.end_all(account)
    audit.changed(before={"is_active": not active}, after={"is_active": active}, why=why)
    return account
