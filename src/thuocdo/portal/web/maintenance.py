"""While the program is in its read-only mode, forms are answered with the reason and until when; pages go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from thuocdo.core import clock, maintenance
from thuocdo.core.audience import SAFE_METHODS
from thuocdo.ui.refusals import answer, explained

# Asked when nobody has said how long it will take (seconds).
RETRY_AFTER = 600


class MaintenanceMiddleware:
    """Answers 503 to whatever would write; the decisions behind the forms refuse by themselves too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 503 and (mode := maintenance.current()) is not None:
            left = (mode.until - clock.now()).total_seconds() if mode.until else 0
            response.headers.setdefault("Retry-After", str(int(left) if left > 0 else RETRY_AFTER))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The refusal in place of the form's view; nothing when the request may go on.

        Pages of who signed in, and the door, show the mode (`request.maintenance`); other visitors' need no database.
        """
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method in SAFE_METHODS:
            if request.user.is_authenticated or name == settings.LOGIN_URL:
                request.maintenance = maintenance.current()  # type: ignore[attr-defined]
            return None
        mode = None if maintenance.takes_form(name) else maintenance.current()
        return answer(request, explained(maintenance.refusal(mode))) if mode is not None else None
