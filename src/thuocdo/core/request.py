"""What the audit keeps of a request: address, request id, position."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from thuocdo.core.audit import Circumstances, circumstances


class RequestMiddleware:
    """Gives each request an id, returned in `X-Request-Id`, and tells the audit where a decision came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        position = getattr(request, "position", None)
        token = circumstances.set(
            Circumstances(
                address=str(request.META.get("REMOTE_ADDR", "")),
                request_id=request_id,
                position=str(position) if position is not None else "",
            )
        )
        try:
            response = self.get_response(request)
        finally:
            circumstances.reset(token)
        response["X-Request-Id"] = request_id
        return response
