"""What the audit keeps of a request: address, request id, position; and what is asked once in a request."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from thuocdo.core.audit import Circumstances, circumstances

Answer = TypeVar("Answer")
_answers: ContextVar[dict[tuple[object, ...], object] | None] = ContextVar("answers_of_the_request", default=None)


def once(key: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
    """The answer to a question, asked once while a page is read; for facts that no decision of a request changes.

    Outside a request, and while a form is taken, it is asked each time.
    """
    known = _answers.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]  # type: ignore[return-value]


def visitor_address(request: HttpRequest) -> str:
    """Where a request came from: the connection, or what the outermost trusted proxy saw (`THUOCDO_PROXIES`)."""
    proxies = int(settings.THUOCDO_PROXIES)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestMiddleware:
    """Tells the audit where a decision came from; the id is the one of the request's lines in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = getattr(request, "request_id", "") or uuid.uuid4().hex
        # Title and unit, as people say it; a title alone would not tell which of two units acted.
        position = getattr(request, "position_label", "") or getattr(request, "position", None) or ""
        token = circumstances.set(
            Circumstances(
                address=visitor_address(request),
                request_id=request_id,
                position=str(position),
            )
        )
        answers = _answers.set({} if request.method in ("GET", "HEAD") else None)
        try:
            return self.get_response(request)
        finally:
            _answers.reset(answers)
            circumstances.reset(token)
