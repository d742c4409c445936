"""The gate: every address is opened only by those whom its declared audience names (see `core.audience`)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from thuocdo.core import audit, clock
from thuocdo.core.audience import SAFE_METHODS, Audience, declared, thing_at
from thuocdo.directory import permissions
from thuocdo.directory.queries.why import refusal, why_not_open
from thuocdo.directory.web.middleware import to_login
from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.refusals import answer, explained

log = logging.getLogger("thuocdo.gate")
OPEN_ADDRESS = "directory.open_address"


class GateMiddleware:
    """Asks for a sign-in and for a verb of the audience before any view runs; a thing of others is noted in the audit.

    An address without a declared audience is a fault of the program: an exception while it is built and tested, a
    refusal in the log and on the page where it is in use.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (403, 404) and request.resolver_match is not None:
            _note(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Nothing when the request may go on, else the sign-in page or the explained refusal."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        audience = declared().of(name)
        if audience is None:
            return _undeclared(request, name)
        if audience.public:
            return None
        if not request.user.is_authenticated:
            return to_login(request)
        needed = audience.needed(request.method or "GET")
        if needed and not needed & permissions.verbs_anywhere(getattr(request, "person", None), clock.today()):
            why = why_not_open(getattr(request, "person", None), needed)
            return answer(request, explained(refusal(f"{min(needed)}.not_allowed", why)))
        return None


def _undeclared(request: HttpRequest, name: str) -> HttpResponse:
    if settings.DEBUG or settings.TESTING:
        raise ImproperlyConfigured(f"no audience is declared for the address {name or request.path}: see core.audience")
    log.error("no audience is declared for the address %s", name or request.path)
    return answer(
        request,
        explained(
            NotAllowed(
                "core.audience", _("Trang này chưa khai ai được mở nên không mở cho ai."),
                _("Báo quản trị hệ thống: đây là lỗi của phần mềm."),
            )
        ),
    )  # fmt: skip


def _note(request: HttpRequest, response: HttpResponse) -> None:
    """Keep in the audit that somebody asked for a thing that is not theirs; decisions note their own refusals."""
    match, person = request.resolver_match, getattr(request, "person", None)
    audience = declared().of(match.view_name) if match else None
    if match is None or person is None or audience is None or not audience.about:
        return
    if response.status_code == 403 and request.method not in SAFE_METHODS and not _by_gate(request, audience):
        return
    thing = thing_at(audience, match.kwargs)
    if thing is None:
        return
    asked = {"address": match.view_name, "method": request.method, "answer": response.status_code}
    with transaction.atomic():
        audit.record(
            OPEN_ADDRESS, by=person, at=clock.now(), thing=thing, outcome="refused", details=audit.Details(after=asked)
        )


def _by_gate(request: HttpRequest, audience: Audience) -> bool:
    needed = audience.needed(request.method or "GET")
    return bool(needed) and not needed & permissions.verbs_anywhere(getattr(request, "person", None), clock.today())
