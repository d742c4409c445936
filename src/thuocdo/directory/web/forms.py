"""The forms people sign in with, prove themselves with, and choose a password with."""

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


def _new_password(label: Any, missing: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, error_messages={"required": missing}, help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class NewPasswordForm(forms.Form):
    """Twice the new password; whether it is strong enough is decided by the service."""

    new = _new_password(
        _("Mật khẩu mới"), _("Nhập mật khẩu mới."),
        _("Ít nhất 10 ký tự, không giống tên đăng nhập. Một câu ngắn thì dễ nhớ và khó đoán."),
    )  # fmt: skip
    again = _new_password(_("Nhập lại mật khẩu mới"), _("Nhập lại mật khẩu mới."))

    def clean(self) -> dict[str, Any]:
        """The new password is typed twice alike."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("new") and typed.get("again") and typed["new"] != typed["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới chưa giống nhau."))
        return typed


def _password_in_use() -> forms.CharField:
    return forms.CharField(
        label=_("Mật khẩu đang dùng"), strip=False, error_messages={"required": _("Nhập mật khẩu đang dùng.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class ProofForm(forms.Form):
    """The password in use, so that an unattended desk is not enough."""

    old = _password_in_use()

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old(self) -> str:
        """The password in use must be known."""
        old = str(self.cleaned_data["old"])
        if not self.account.check_password(old):
            raise forms.ValidationError(_("Mật khẩu đang dùng chưa đúng. Kiểm tra bộ gõ và phím Caps Lock."))
        return old


class PasswordForm(ProofForm, NewPasswordForm):
    """The password in use, and twice the new one."""

    field_order = ("old", "new", "again")

    def clean(self) -> dict[str, Any]:
        """The new password is a new one."""
        typed = super().clean()
        if typed.get("new") and typed["new"] == typed.get("old"):
            self.add_error("new", _("Mật khẩu mới phải khác mật khẩu đang dùng."))
        return typed


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Mã xác nhận"), max_length=40, error_messages={"required": _("Nhập mã xác nhận.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )  # fmt: skip


class PasskeyForm(forms.Form):
    """A new passkey: the name its owner gives it, and the browser's answer, filled in by the script."""

    name = forms.CharField(label=_("Tên gọi của khóa"), max_length=60, required=False)
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class RecoveryForm(forms.Form):
    """The user name of somebody who forgot the password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=150, error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
