"""The read-only mode (chế độ bảo trì, chỉ xem): pages are read, nothing is decided, jobs that write wait.

Every process looks once a second at the most whether it is on, so it holds everywhere a second after it was switched.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from django.db import connection

from thuocdo.core.clock import ZONE
from thuocdo.kernel.errors import Refused

LOOK_SECONDS = 1.0
READ_ONLY = "core.read_only"


@dataclass(frozen=True)
class ReadOnly:
    """Why nothing can be written now, since when, and until when it is thought to last."""

    since: datetime
    until: datetime | None
    why: str
    by_name: str

    @property
    def reason(self) -> str:
        """Why, as a sentence."""
        return self.why if self.why.endswith((".", "!", "?", "…")) else f"{self.why}."

    @property
    def until_words(self) -> str:
        """The expected end as people write it; empty when nobody has said."""
        return self.until.strftime("%H:%M %d/%m/%Y") if self.until else ""


@dataclass
class _Look:
    """The last look of this process: what it saw, and when by the clock that never jumps."""

    seen: ReadOnly | None = None
    at: float = float("-inf")


_look = _Look()


def current(*, fresh: bool = False) -> ReadOnly | None:
    """The read-only mode if it is on; `fresh` asks the database now."""
    if fresh or time.monotonic() - _look.at >= LOOK_SECONDS:
        if connection.needs_rollback:
            return _look.seen
        _look.seen, _look.at = _ask(), time.monotonic()
    return _look.seen


def forget() -> None:
    """Look again next time, because this process has just switched it."""
    _look.at = float("-inf")


def _ask() -> ReadOnly | None:
    """Asked of the driver itself: a heartbeat of the program, not one of the statements of a page."""
    connection.ensure_connection()
    found = connection.connection.execute("SELECT since, until, why, by_name FROM core_maintenance LIMIT 1").fetchone()
    if found is None:
        return None
    since, until, why, by_name = found
    return ReadOnly(since.astimezone(ZONE), until and until.astimezone(ZONE), why, by_name)


def refuse_when_on(decision: str) -> None:
    """Refuse a decision while the mode is on, except those that the wiring lets through. Raises `Refused`."""
    from config import wiring

    mode = current()
    if mode is not None and decision not in wiring.DECIDED_IN_MAINTENANCE:
        raise refusal(mode)


def takes_form(url_name: str) -> bool:
    """Whether the form of an address is taken even while the mode is on: the door, and what is kept in cookies."""
    from config import wiring

    return any(fnmatchcase(url_name, pattern) for pattern in wiring.FORMS_IN_MAINTENANCE)


def refusal(mode: ReadOnly) -> Refused:
    """The words of the read-only mode, with its reason and its end."""
    until = f"Dự kiến xong lúc {mode.until_words}" if mode.until else "Chưa rõ lúc xong"
    return Refused(
        READ_ONLY, f"Hệ thống đang bảo trì, chỉ xem được: {mode.reason}",
        f"{until}; làm lại việc này sau đó. Chưa lưu gì cả, mọi trang vẫn xem được.",
    )  # fmt: skip
