"""Codes of the second step: whether one fits, and that none is used twice. Seeds are kept encrypted."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.cache import cache

from thuocdo.directory.models import Account
from thuocdo.kernel.errors import Refused

# A code fits in its own half minute, the one before and the one after; a used one is remembered for longer than that.
REMEMBERED_SECONDS = 120
PURPOSE = b"thuocdo second factor"


def fits(account: Account, secret: str, code: str) -> bool:
    """Whether an app with this secret shows the code now, and nobody used it for this account before."""
    plain = digits(code)
    return bool(validate_totp_code(secret, plain)) and first_use(account, plain)


def first_use(account: Account, code: str) -> bool:
    """Whether a code of the app is used for the first time; remembers it."""
    return bool(cache.add(f"directory.code.{account.pk}.{digits(code)}", True, REMEMBERED_SECONDS))


def accepted(account: Account, code: str) -> Authenticator | None:
    """The factor that a typed code belongs to: the app, or one of the recovery codes, which is used up by it."""
    plain = digits(code)
    factors = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in factors.order_by("-type"):  # the app first
        if factor.wrap().validate_code(plain):
            return factor if factor.type != Authenticator.Type.TOTP or first_use(account, plain) else None
    return None


def digits(code: str) -> str:
    """A code as it is compared: digits only, however it was grouped.

    >>> digits(" 123 456 ")
    '123456'
    """
    return "".join(letter for letter in code if letter.isdigit() and letter.isascii())


def encrypt(text: str) -> str:
    """A seed as it is kept: a copy of the database alone makes no codes."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """A seed as it is used. Refused when the key of this installation is not the one that it was kept with."""
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise Refused(
            "directory.factor_unreadable", "Máy chủ đã đổi khóa bí mật nên không đọc được bước xác thực đã lưu.",
            "Nhờ quản trị đặt lại bước xác thực thứ hai cho tài khoản, hoặc khôi phục tệp khóa của máy chủ.",
        ) from error  # fmt: skip


def _keys() -> MultiFernet:
    """Keys made from the secret key of the installation and from those before it, the newest first."""
    secrets = [str(settings.SECRET_KEY), *(str(secret) for secret in settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_digest(secret))) for secret in secrets])


def _digest(secret: str) -> bytes:
    return hashlib.sha256(PURPOSE + b":" + secret.encode()).digest()
