"""How allauth behaves here: no sign-up, Vietnamese notices that do not tell who exists, every attempt in the audit."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Account
from thuocdo.directory.web.middleware import SEEN, SINCE

WRONG = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại.")
LOCKED = _("Đã thử sai quá nhiều lần. Đợi 5 phút rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in with user name and password only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the operator, never by oneself."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt, by address and by name, whether or not the name exists."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            services.fail_sign_in(username=_typed(credentials), locked=True, by=None, at=clock.now())
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account when name and password fit and it is open; a closed one fails like a wrong password."""
        account = super().authenticate(request, **credentials)
        if account is not None and not account.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return account if isinstance(account, Account) else None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.fail_sign_in(username=_typed(credentials), locked=False, by=None, at=clock.now())

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session and note it."""
        super().login(request, user)
        request.session[SINCE] = request.session[SEEN] = int(time.time())
        services.sign_in(account=user, by=user.person, at=clock.now())

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page after signing in speaks for itself."""


def _typed(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")
