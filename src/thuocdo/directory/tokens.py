"""Links that are good once: bound to the password that is in force and to the last sign-in, and for half an hour."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from thuocdo.directory.models import Account


class RecoveryTokens(PasswordResetTokenGenerator):
    """Tokens for a forgotten password; lifetime `PASSWORD_RESET_TIMEOUT`."""

    key_salt = "thuocdo.directory.recovery"


RECOVERY = RecoveryTokens()


def name_of(account: Account) -> str:
    """The account as it stands in a link."""
    return urlsafe_base64_encode(force_bytes(account.pk))


def account_named(name: str) -> Account | None:
    """The open account that a link names, or nothing."""
    try:
        key = int(force_str(urlsafe_base64_decode(name)))
    except (ValueError, OverflowError, UnicodeDecodeError):
        return None
    return Account.objects.filter(pk=key, is_active=True).first() if key.bit_length() < 63 else None
