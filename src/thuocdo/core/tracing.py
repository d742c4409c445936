"""Each request has an id and leaves one line in the log: who (a number), which page, how it ended, how long it took."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from thuocdo.core import logs

log = logging.getLogger("thuocdo.access")


class _Counted:
    """Counts the SQL statements that go through a connection."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


class TraceMiddleware:
    """Gives each request its id (`request.request_id`, `X-Request-Id`) and writes its line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, counted = time.perf_counter(), _Counted()
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with logs.within(logs.Scope(request_id, request=request)), connection.execute_wrapper(counted):
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request_id
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            _write(request, response.status_code, milliseconds, counted.statements)
        return response


def _write(request: HttpRequest, status: int, milliseconds: float, statements: int) -> None:
    method, route = request.method or "", logs.route_of(request)
    fields = {"route": route, "method": method, "status": status, "ms": milliseconds, "queries": statements}
    log.info("%s %s %s", method, route, status, extra={"fields": fields})
