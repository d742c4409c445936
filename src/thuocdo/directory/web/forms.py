"""The form people sign in with."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _

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
