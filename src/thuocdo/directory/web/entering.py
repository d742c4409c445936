"""A session begins: its marks, what is noted, and the browser that is known from now on. Real time counts here."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from thuocdo.core import clock
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account
from thuocdo.directory.rules.devices import UNKNOWN, Device, device

# Marks of a session: when it was last used, began, and was last proved anew; by which second step, browser and roles.
SEEN, SINCE, FRESH = "directory_seen", "directory_since", "directory_fresh"
SECOND, DEVICE, ROLES = "directory_second", "directory_device", "directory_roles"
# What the sign-in page tells about the session before.
NOTICE = "directory_notice"
FRESH_SECONDS = 10 * 60
KNOWN_COOKIE, KNOWN_SALT, KNOWN_SECONDS = "td_known", "thuocdo.directory.known", 365 * 24 * 3600
MOST_KNOWN = 8
PASSWORD, SINGLE_SIGN_ON, PASSKEY = "password", "single_sign_on", "passkey"
NAMES = {"password": PASSWORD, "socialaccount": SINGLE_SIGN_ON}


def steps(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The steps of a sign-in from the library's records, in order: "password", "single_sign_on", "passkey", "totp",
    "webauthn", "recovery_codes"."""
    found = []
    for record in records:
        if record.get("method") == "mfa":
            found.append(PASSKEY if record.get("passwordless") else str(record.get("type")))
        else:
            found.append(NAMES.get(str(record.get("method")), str(record.get("method"))))
    return list(dict.fromkeys(found))


def begin(request: HttpRequest, account: Account, taken: list[str], *, is_first: bool) -> None:
    """Mark a session that has just been opened, and note the sign-in."""
    here, second = device_here(request), [step for step in taken if step not in (PASSWORD, SINGLE_SIGN_ON)]
    request.session[SINCE] = request.session[SEEN] = request.session[FRESH] = int(time.time())
    request.session[DEVICE], request.session[SECOND] = here.mark, second[-1] if second else ""
    is_new = not is_first and account.pk not in known_here(request)
    services.sign_in(
        account=account, method="+".join(taken), device=words(here), is_new=is_new, by=account.person, at=clock.now()
    )


def device_here(request: HttpRequest) -> Device:
    """The device from which a request comes."""
    return device(request.META.get("HTTP_USER_AGENT", ""))


def words(found: Device) -> str:
    """A device as its owner would call it."""
    if found.family == UNKNOWN:
        return _("Chương trình khác") if found.platform == UNKNOWN else found.platform
    if found.platform == UNKNOWN:
        return found.family
    return _("%(browser)s trên %(machine)s") % {"browser": found.family, "machine": found.platform}


def known_here(request: HttpRequest) -> list[int]:
    """Keys of accounts that signed in from this browser before; nothing when its cookie is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return []
    return [key for key in found if isinstance(key, int)] if isinstance(found, list) else []


def remember_browser(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Know this browser at the next sign-in of the account."""
    known = [account.pk, *(key for key in known_here(request) if key != account.pk)][:MOST_KNOWN]
    response.set_cookie(
        KNOWN_COOKIE, signing.dumps(known, salt=KNOWN_SALT), max_age=KNOWN_SECONDS, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def is_fresh(request: HttpRequest) -> bool:
    """Whether who sits there proved it within the last ten minutes."""
    return time.time() - float(request.session.get(FRESH, 0)) < FRESH_SECONDS


def prove_anew(request: HttpRequest) -> None:
    """Note that who sits there has just proved it; the session gets a new key, because it may do more now."""
    request.session[FRESH] = int(time.time())
    renew_key(request)


def renew_key(request: HttpRequest) -> None:
    """Give the session a new key, so that a copy of the old cookie is worth nothing."""
    old = request.session.session_key or ""
    request.session.cycle_key()
    live_sessions.renamed(old, request.session.session_key or "")
