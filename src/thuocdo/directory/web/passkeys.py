"""Passkeys (khóa đăng nhập): what the page asks the browser, and whether the browser's answer is right."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from thuocdo.directory.models import Account

# The library takes an answer apart before it looks whether it is one: these come of broken or forged answers.
BROKEN = (ValidationError, ValueError, TypeError, KeyError, AttributeError, LookupError)
LONGEST_ANSWER = 20_000


def creation_options(account: Account) -> str:
    """What the browser needs to make a new passkey, as JSON; the challenge is kept in the session.

    The key must stay on the device (so that it opens without a name) and ask for finger, face or PIN.
    """
    return _json({"creation_options": auth.begin_registration(account, passwordless=True)})


def request_options(account: Account | None) -> dict[str, Any]:
    """What the browser needs to answer with a passkey of the account, or with any it has when nobody is named."""
    found: dict[str, Any] = json.loads(_json({"request_options": auth.begin_authentication(account)}))
    return found


def registered(text: str) -> dict[str, Any] | None:
    """The credential of a browser that made a passkey for our challenge; nothing when its answer is wrong."""
    try:
        credential = _parsed(text)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except BROKEN:
        return None
    return credential


def answered(account: Account, text: str) -> Authenticator | None:
    """The passkey of an account with which a browser answered our challenge; nothing when the answer is wrong."""
    try:
        credential = _parsed(text)
        auth.parse_authentication_response(credential)
        return auth.complete_authentication(account, credential)
    except BROKEN:
        return None


def owner(text: str) -> Account | None:
    """Whose passkey answered, when nobody was named; it still has to be checked with `answered`."""
    try:
        user = auth.extract_user_from_response(_parsed(text))
    except BROKEN:
        return None
    return user if isinstance(user, Account) else None


def _parsed(text: str) -> dict[str, Any]:
    credential = json.loads(text[:LONGEST_ANSWER])
    if not isinstance(credential, dict):
        raise ValueError("a credential is an object")
    return credential


def _json(options: object) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)
