"""The log (nhật ký kỹ thuật): one JSON object a line for machines, one short line for a terminal; no personal data.

A line knows the request or the job in which it was written. Addresses are named by their route, never by path or
query, because both may hold what somebody typed; accounts by their number.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from thuocdo.core.clock import ZONE
from thuocdo.core.scrubbing import MaskingFilter
from thuocdo.kernel.masking import scrub

FORMATS = ("json", "text")
SESSION_KEY = "_auth_user_id"
NO_ROUTE = "-"


@dataclass(frozen=True)
class Scope:
    """In what a line was written: a request (then `request` is Django's), or a job, and the id that binds its lines."""

    request_id: str = ""
    job: str = ""
    request: Any = None


NOWHERE = Scope()
_scope: ContextVar[Scope] = ContextVar("log_scope", default=NOWHERE)


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Lines written inside the block belong to this request or job."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def request_id() -> str:
    """Id of the running request, or of the one that queued the running job; empty outside both."""
    return _scope.get().request_id


def route_of(request: Any) -> str:
    """Name of the page that answers (`work:plan`), a dash when none does."""
    match = getattr(request, "resolver_match", None)
    return str(match.view_name) if match is not None else NO_ROUTE


def account_of(request: Any) -> int | None:
    """Number of the account of a request, as far as its session has been read; asks the database nothing."""
    read = getattr(getattr(request, "session", None), "_session_cache", None) or {}
    number = str(read.get(SESSION_KEY, ""))
    return int(number) if number.isdigit() else None


class ScopeFilter(logging.Filter):
    """Puts request id, account and job on each line, and the route in place of the path that Django writes."""

    def filter(self, record: logging.LogRecord) -> bool:
        if hasattr(record, "request_id"):
            return True  # another handler has passed it on already
        scope = _scope.get()
        record.request_id, record.job = scope.request_id, scope.job
        record.account = account_of(scope.request)
        asked = getattr(record, "request", None)
        path = getattr(asked, "path", None)
        if path and isinstance(record.args, tuple):
            record.args = tuple(route_of(asked) if value == path else value for value in record.args)
        return True


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says beside its message: the scope, and what the caller gave as `extra={"fields": {...}}`."""
    known = {
        "request_id": getattr(record, "request_id", ""),
        "account": getattr(record, "account", None),
        "job": getattr(record, "job", ""),
        **getattr(record, "fields", {}),
    }
    return {name: value for name, value in known.items() if value not in ("", None)}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, fields, and an error with its trace."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, ZONE).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, error, _trace = record.exc_info
            line["error"] = {
                "type": kind.__name__,
                "message": scrub(str(error)),
                "trace": scrub(record.exc_text or self.formatException(record.exc_info)),
            }
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """The same line for a person at a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        return super().formatMessage(record) + (f" [{fields}]" if fields else "")


class StandardErrorHandler(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment, also after somebody has put another in its place."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def chosen_format() -> str:
    """`THUOCDO_LOG_FORMAT`, else text on a terminal and JSON everywhere else."""
    asked = os.environ.get("THUOCDO_LOG_FORMAT", "")
    if asked in FORMATS:
        return asked
    return "text" if sys.stderr.isatty() else "json"


def configuration() -> dict[str, Any]:
    """The logging of this process, for Django and for gunicorn alike; everything goes to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        # Personal data are masked behind `scope`, which has put everything in place.
        "filters": {"scope": {"()": ScopeFilter}, "personal": {"()": MaskingFilter}},
        "formatters": {"json": {"()": JsonFormatter}, "text": {"()": TextFormatter}},
        "handlers": {
            "console": {
                "()": StandardErrorHandler,
                "formatter": chosen_format(),
                "filters": ["scope", "personal"],
            },
        },
        "loggers": {
            # A wrong Host is answered with 400; scanners on the internet must not fill the log with traces.
            "django.security.DisallowedHost": {"handlers": [], "propagate": False},
            # What was asked amiss (4xx) stands in the line of the request; what failed keeps its trace.
            "django.request": {"level": "ERROR"},
            "thuocdo.access": {"level": "WARNING" if os.environ.get("THUOCDO_ACCESS_LOG") == "0" else "INFO"},
            "gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False},
        },
        "root": {"handlers": ["console"], "level": os.environ.get("THUOCDO_LOG", "WARNING")},
    }
