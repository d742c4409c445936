"""Opening and closing accounts, and their passwords."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Account, Person
from thuocdo.directory.permissions import abilities
from thuocdo.kernel.errors import Refused

# Why a password is too weak, in our words: those of the framework are not all translated.
WEAK = {
    "password_too_short": gettext_lazy("Mật khẩu cần ít nhất %(min_length)s ký tự."),
    "password_too_common": gettext_lazy("Mật khẩu này nhiều người dùng nên dễ bị đoán."),
    "password_too_similar": gettext_lazy("Mật khẩu quá giống tên đăng nhập."),
}
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


@decision("directory.open_account", about="person", ask=abilities)
def open_account(*, person: Person, username: str, password: str, by: Actor | None, at: datetime) -> Account:
    """Open an account (mở tài khoản) for a person; the user name is kept in lower case."""
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise Refused(
            "directory.bad_username", f"Tên đăng nhập “{username}” không dùng được.",
            "Dùng chữ thường không dấu, số, dấu chấm, gạch ngang, ít nhất hai ký tự.",
        )  # fmt: skip
    if Account.objects.filter(username=name).exists():
        raise Refused("directory.username_taken", f"Tên đăng nhập “{name}” đã có người dùng.", "Chọn tên khác.")
    if Account.objects.filter(person=person).exists():
        raise Refused("directory.second_account", f"{person.full_name} đã có tài khoản.", "Đặt lại mật khẩu nếu cần.")
    account = Account(username=name, person=person, created_at=at)
    _set_password(account, password)
    account.save()
    audit.changed(after={"username": name})
    return account


@decision("directory.set_password", about="account", ask=abilities)
def set_password(*, account: Account, password: str, by: Actor | None, at: datetime) -> Account:
    """Set a new password; sessions signed in with the old one end."""
    _set_password(account, password)
    account.save(update_fields=["password"])
    return account


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        words = " ".join(str(WEAK[one.code]) % (one.params or {}) if one.code in WEAK else str(one.message)
                         for one in error.error_list)  # fmt: skip
        raise Refused("directory.weak_password", words, _("Chọn mật khẩu dài hơn, khó đoán hơn.")) from error
    account.set_password(password)


@decision("directory.close_account", about="account", ask=abilities)
def close_account(*, account: Account, why: str, by: Actor | None, at: datetime) -> Account:
    """Close an account (khóa tài khoản): it can no longer sign in; nothing that it did is touched."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    audit.changed(before={"is_active": True}, after={"is_active": False}, why=why)
    return account
