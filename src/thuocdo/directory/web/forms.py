"""The forms people sign in with and change their password with."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from thuocdo.directory.models import Account
from thuocdo.directory.web.adapter import LOCKED


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name, password, and whether this machine keeps the session for the working day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.help_text = _("Tên đăng nhập"), _("Như khi vào thư điện tử công vụ")
        login.error_messages["required"] = _("Nhập tên đăng nhập.")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.label, password.help_text = _("Mật khẩu"), ""
        password.error_messages["required"] = _("Nhập mật khẩu.")
        password.widget.attrs = {"autocomplete": "current-password"}
        self.fields["remember"].label = _("Giữ đăng nhập trên máy này trong 8 giờ")

    def clean_login(self) -> str:
        """User names are kept in lower case."""
        return str(super().clean_login()).lower()

    @property
    def locked(self) -> bool:
        """Whether there were too many attempts."""
        return any(str(error) == str(LOCKED) for error in self.non_field_errors())


class PasswordForm(forms.Form):
    """The password in use, and twice the new one; whether it is strong enough is decided by the service."""

    old = forms.CharField(
        label=_("Mật khẩu đang dùng"), strip=False, error_messages={"required": _("Nhập mật khẩu đang dùng.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("Mật khẩu mới"), strip=False, error_messages={"required": _("Nhập mật khẩu mới.")},
        help_text=_("Ít nhất 10 ký tự, không giống tên đăng nhập. Một câu ngắn thì dễ nhớ và khó đoán."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"), strip=False, error_messages={"required": _("Nhập lại mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old(self) -> str:
        """The password in use must be known, so that an unattended desk is not enough."""
        old = str(self.cleaned_data["old"])
        if not self.account.check_password(old):
            raise forms.ValidationError(_("Mật khẩu đang dùng chưa đúng. Kiểm tra bộ gõ và phím Caps Lock."))
        return old

    def clean(self) -> dict[str, Any]:
        """The new password is typed twice alike, and is a new one."""
        typed: dict[str, Any] = super().clean() or {}
        new = typed.get("new")
        if new and typed.get("again") and new != typed["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới chưa giống nhau."))
        if new and new == typed.get("old"):
            self.add_error("new", _("Mật khẩu mới phải khác mật khẩu đang dùng."))
        return typed
