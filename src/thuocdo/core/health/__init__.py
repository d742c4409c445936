"""Whether the installation is well (sức khỏe hệ thống): one table of checks for the page, the command and the watchdog.

Each check says what it saw, whether that is good, since when it is not, and what to do. What takes long is kept for a
while with its age, so that looking at everything stays under a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from thuocdo.core import clock

OK, WARNING, FAILED = "ok", "warning", "failed"
WORST = (OK, WARNING, FAILED)
LONGEST_STATEMENT_MS = 2000
MODULES = ("storage", "work", "ages", "machine", "deployment")


@dataclass(frozen=True)
class Finding:
    """What a check saw: its state, words, since when it is so (where that is known), and what to do."""

    state: str
    seen: str
    remedy: str = ""
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check. `look(thorough)` gives a finding; `keep` says for how long it stands when looking takes long.

    `hard` is for what keeps the program from answering at all: `/healthz` looks at these only.
    """

    name: str
    group: str
    label: str
    look: Callable[[bool], Finding]
    keep: timedelta | None = None
    hard: bool = False


@dataclass(frozen=True)
class Looked:
    """A check with its finding, when it was looked at, and how long that took (milliseconds)."""

    check: Check
    finding: Finding
    at: datetime
    milliseconds: float
    kept: bool = False


def is_demo() -> bool:
    """Whether this is a demo (bản minh họa): nothing in it has to be kept, and its clock may stand on a day."""
    return bool(settings.THUOCDO_DEMO) or clock.fixed_at() is not None


def ok(seen: str) -> Finding:
    """All is well."""
    return Finding(OK, seen)


def warning(seen: str, remedy: str = "", since: datetime | None = None) -> Finding:
    """Something to see to when there is time."""
    return Finding(WARNING, seen, remedy, since)


def failed(seen: str, remedy: str = "", since: datetime | None = None) -> Finding:
    """Something is broken, and somebody must be told."""
    return Finding(FAILED, seen, remedy, since)


def checks() -> list[Check]:
    """All checks, in the order of the page: those of the plumbing, then those of rooms above (`HEALTH_CHECKS`)."""
    from config import wiring

    names = [*(f"thuocdo.core.health.{name}" for name in MODULES), *wiring.HEALTH_CHECKS]
    return [check for name in names for check in import_module(name).checks()]


def warm_up() -> None:
    """Load what the checks need, so that the first look of a process is as quick as the others."""
    checks()
    import_module("thuocdo.core.health.storage").steps_on_disk()


def look(*, thorough: bool = False, only: Iterable[Check] | None = None) -> Iterator[Looked]:
    """Look at everything; `thorough` takes nothing that was kept and spares no time."""
    for check in checks() if only is None else only:
        yield _look_at(check, thorough)


def worst(looked: Iterable[Looked]) -> str:
    """The worst state of all."""
    return max((one.finding.state for one in looked), key=WORST.index, default=OK)


def ready() -> bool:
    """Whether the program can answer at all: what `/healthz` says."""
    return worst(look(only=[check for check in checks() if check.hard])) != FAILED


def _look_at(check: Check, thorough: bool) -> Looked:
    kept = None if thorough or check.keep is None else _kept(check)
    if kept is not None:
        return kept
    began = time.perf_counter()
    finding = _safely(check, thorough)
    looked = Looked(check, finding, clock.real_now(), round((time.perf_counter() - began) * 1000, 1))
    if check.keep is not None:
        _keep(looked)
    return looked


def _safely(check: Check, thorough: bool) -> Finding:
    """The finding of a check; a check that cannot be made is a finding too, and never stops the others."""
    try:
        with transaction.atomic():
            if not thorough:
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = {LONGEST_STATEMENT_MS}")
            return check.look(thorough)
    except DatabaseError as error:
        return failed(f"không hỏi được cơ sở dữ liệu: {_first_line(error)}", "Xem nhật ký của PostgreSQL.")
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator reads it
        return failed(f"không kiểm tra được: {type(error).__name__}: {_first_line(error)}", "Xem nhật ký kỹ thuật.")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _key(check: Check) -> str:
    return f"health:{check.name}"


def _keep(looked: Looked) -> None:
    """Keep a finding as plain values, so that another version of the program can read it."""
    finding = looked.finding
    told: dict[str, Any] = {
        **asdict(finding), "since": finding.since and finding.since.isoformat(), "at": looked.at.isoformat(),
        "milliseconds": looked.milliseconds,
    }  # fmt: skip
    try:
        with transaction.atomic():
            cache.set(_key(looked.check), told, looked.check.keep.total_seconds() if looked.check.keep else None)
    except DatabaseError:
        return  # not kept, looked at again next time


def _kept(check: Check) -> Looked | None:
    try:
        with transaction.atomic():
            told = cache.get(_key(check))
        since = told["since"] and datetime.fromisoformat(told["since"])
        finding = Finding(told["state"], told["seen"], told["remedy"], since)
        return Looked(check, finding, datetime.fromisoformat(told["at"]), told["milliseconds"], kept=True)
    except (DatabaseError, TypeError, KeyError, ValueError):
        return None
