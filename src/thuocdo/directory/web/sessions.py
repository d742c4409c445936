"""One's own sessions (phiên đăng nhập): which are open, and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thuocdo.core import clock
from thuocdo.core.request import visitor_address
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account
from thuocdo.directory.web import entering
from thuocdo.directory.web.factors import own


@dataclass(frozen=True)
class Shown:
    """One session as its owner reads it."""

    pk: int
    device: str
    address: str
    since: datetime
    seen: datetime
    is_here: bool


@require_GET
@own
def sessions(request: HttpRequest, account: Account) -> HttpResponse:
    """Open sessions, this one first and marked."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    context = {"rows": shown_to(request, account), "minutes": settings.THUOCDO_IDLE_MINUTES, "hours": hours}
    return render(request, "directory/sessions.html", context)


def shown_to(request: HttpRequest, account: Account) -> list[Shown]:
    """The sessions of an account as a page shows them; this one is among them, even if the store did not note it."""
    rows = [_shown(row, request) for row in live_sessions.open_sessions(account)]
    if not any(row.is_here for row in rows):
        device, now = entering.words(entering.device_here(request)), clock.now()
        rows.append(Shown(0, device, visitor_address(request), now, now, True))
    return sorted(rows, key=lambda row: not row.is_here)


def _shown(row: UserSession, request: HttpRequest) -> Shown:
    since, seen = live_sessions.by_our_clock(row.created_at), live_sessions.by_our_clock(row.last_seen_at)
    device, is_here = entering.words(live_sessions.device_of(row)), row.session_key == request.session.session_key
    return Shown(row.pk, device, row.ip, since, seen, is_here)


@require_POST
@own
def end_session(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """End one session."""
    services.end_session(account=account, session=pk, by=account.person, at=clock.now())
    messages.success(request, _("Đã kết thúc phiên đó."))
    return redirect("directory:sessions")


@require_POST
@own
def end_other_sessions(request: HttpRequest, account: Account) -> HttpResponse:
    """End every session but this one."""
    ended = services.end_other_sessions(
        account=account, keep=request.session.session_key or "", by=account.person, at=clock.now()
    )
    messages.success(request, _("Đã kết thúc %(count)s phiên khác.") % {"count": ended})
    return redirect("directory:sessions")
