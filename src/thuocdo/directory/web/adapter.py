"""How allauth behaves here: no sign-up, Vietnamese notices that do not tell who exists, every attempt in the audit."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from thuocdo.core import clock
from thuocdo.core.request import visitor_address
from thuocdo.directory import codes, services
from thuocdo.directory.models import Account
from thuocdo.directory.web import entering
from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.refusals import answer, explained

WRONG = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại.")
LOCKED = _("Đã thử sai quá nhiều lần. Đợi 5 phút rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.")
SITE = "Thước Đo"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by user name and password, by passkey, or by single sign-on; then the second step."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LOCKED,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the operator, never by oneself."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor as the audit knows them, so that limits and records speak of the same address."""
        return visitor_address(request)

    def get_login_stages(self) -> list[str]:
        """One stage follows the password: the second step."""
        return ["thuocdo.directory.web.second_step.SecondStep"]

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

    def pre_login(self, request: HttpRequest, user: Any, **_hooks: Any) -> HttpResponse | None:
        """A closed account opens by no other way either: who proved to be its owner is told so."""
        if user.is_active:
            return None
        services.fail_sign_in(username=user.username, locked=False, by=None, at=clock.now())
        refusal = NotAllowed(
            "directory.account_closed", "Tài khoản này đã bị khóa.", "Hỏi quản trị của cơ quan để biết lý do và mở lại."
        )
        return answer(request, explained(refusal))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session under a new key, and note by which steps."""
        steps, last = entering.steps(get_authentication_records(request, user)), user.last_login
        super().login(request, user)
        entering.begin(request, user, steps, is_first=last is None)

    def post_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse:
        """Go where the person wanted, and know this browser the next time."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        entering.remember_browser(request, response, user)
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page after signing in speaks for itself."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own services tell the owner what happened."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: seeds are kept encrypted, devices show our name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Khóa không trả lời đúng. Thử lại, hoặc dùng cách khác."),
    }

    def encrypt(self, text: str) -> str:
        """A seed as the database keeps it."""
        return codes.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A seed as it is used."""
        return codes.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name over the codes in the app."""
        return SITE

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host name of the page."""
        return {**super().get_public_key_credential_rp_entity(), "name": SITE}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device shows beside the key: name and user name."""
        name = user.person.full_name if user.person is not None else user.username
        return {**super().get_public_key_credential_user_entity(user), "display_name": name, "name": user.username}

    def _get_site_name(self) -> str:
        return SITE

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own services tell the owner what happened."""


def _typed(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")
