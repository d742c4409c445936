"""The guard of open sessions: ends those left idle, grown old or stolen, and leads to the steps that are still owed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from thuocdo.core import clock
from thuocdo.core.audience import declared
from thuocdo.core.request import visitor_address
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account
from thuocdo.directory.queries import factors_of, must_have_second_factor
from thuocdo.directory.rules.devices import from_mark
from thuocdo.directory.web.entering import DEVICE, NOTICE, ROLES, SECOND, SEEN, SINCE, device_here, renew_key, words
from thuocdo.directory.web.middleware import account_of, identify
from thuocdo.ui.refusals import Explained, answer

IDLE_MINUTES = 60
TOUCH_SECONDS = 60
CHANGE_PASSWORD = "directory:password"
# Pages that set up a second factor, open before there is one.
SET_UP = frozenset(
    f"directory:{name}" for name in ("password", "factors", "add_totp", "add_passkey", "codes", "prove_again")
)


class GuardMiddleware:
    """Watches each request of a session; stands inside `RequestMiddleware`, so that the audit knows the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        if account is not None and (refusal := watch(request, account)) is not None:
            return refusal
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to a new password or to the second factor, before anything else opens."""
        account = account_of(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        audience = declared().of(name)
        if account is None or audience is None or audience.public:
            return None
        if account.must_change and name != CHANGE_PASSWORD:
            return _lead(request, reverse(CHANGE_PASSWORD))
        if name in SET_UP or request.session.get(SECOND) or not must_have_second_factor(account.person, clock.today()):
            return None
        if not factors_of(account).count:
            return _lead(request, reverse("directory:factors"))
        # A factor was added elsewhere since this session began: it has to be shown here too.
        _end(request, account, "chưa qua bước xác thực thứ hai", notice="second")
        return _lead(request, reverse("directory:login"))


def watch(request: HttpRequest, account: Account) -> HttpResponse | None:
    """End a session that may not go on, else note that it is in use; answers only for a stolen one.

    Real time counts, whatever the clock of a demo shows.
    """
    now, session = int(time.time()), request.session
    seen, since = int(session.get(SEEN, now)), int(session.get(SINCE, now))
    idle = now - seen > 60 * int(getattr(settings, "THUOCDO_IDLE_MINUTES", IDLE_MINUTES))
    if idle or now - since > settings.SESSION_COOKIE_AGE:
        _end(request, account, "hết thời gian phiên", notice="idle")
        return None
    was = session.get(DEVICE)
    if was is not None and was != device_here(request).mark:
        return _stolen(request, account, was)
    if SEEN not in session or now - seen >= TOUCH_SECONDS:
        _touch(request, now)
    _follow_roles(request)
    return None


def _touch(request: HttpRequest, now: int) -> None:
    if SEEN in request.session:
        live_sessions.touched(request.session.session_key or "", address=visitor_address(request))
    request.session[SEEN] = now
    request.session.setdefault(DEVICE, device_here(request).mark)


def _follow_roles(request: HttpRequest) -> None:
    """A session that gains or loses a role goes on under a new key; fragments wait for the next whole page."""
    roles = ",".join(sorted(getattr(request, "roles", ())))
    before = request.session.get(ROLES)
    if before == roles:
        return
    if before is not None and request.headers.get("HX-Request") == "true":
        return
    request.session[ROLES] = roles
    if before is not None:
        renew_key(request)


def _end(request: HttpRequest, account: Account, why: str, *, notice: str = "") -> None:
    services.sign_out(account=account, why=why, by=account.person, at=clock.now())
    _forget(request)
    if notice:
        request.session[NOTICE] = notice


def _forget(request: HttpRequest) -> None:
    """Close the session and go on as a visitor."""
    key = request.session.session_key or ""
    logout(request)
    live_sessions.forget(key)
    # Django remembers on the request who it was.
    request.__dict__.pop("_cached_user", None)
    identify(request)


def _stolen(request: HttpRequest, account: Account, was: str) -> HttpResponse:
    services.note_stolen_session(
        account=account, was=words(from_mark(was)), now=words(device_here(request)), by=account.person, at=clock.now()
    )
    _forget(request)
    return answer(
        request,
        Explained(
            403, _("Phiên đăng nhập đã bị kết thúc"),
            _("Phiên này được mở trên một trình duyệt khác nên không dùng được ở đây, và đã bị kết thúc ở mọi nơi."),
            _("Đăng nhập lại. Nếu bạn không vừa đổi chế độ trình duyệt: đổi mật khẩu ngay và báo quản trị hệ thống."),
            "directory.session_stolen", icon="lock",
        ),
    )  # fmt: skip


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect, and come back afterwards; a fragment asked by HTMX moves the whole page."""
    fragment = request.headers.get("HX-Request") == "true"
    back = request.headers.get("HX-Current-URL", "") if fragment or request.method != "GET" else request.get_full_path()
    target = f"{address}?{urlencode({'next': back})}" if back else address
    if fragment:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponse(status=302, headers={"Location": target})
