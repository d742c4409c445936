"""Settings in the audit (cấu hình): the environment is changed outside the program, so a start compares it."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from thuocdo.core import audit, grants
from thuocdo.core.models import AuditRow

log = logging.getLogger(__name__)
CHANGED = "core.change_settings"


def current() -> dict[str, Any]:
    """The settings that bear on who gets in and what is kept, without secrets; the wiring names them."""
    from config import wiring

    told = {name: _value(name) for name in wiring.AUDITED_SETTINGS}
    try:
        told["version"] = version("thuocdo")
    except PackageNotFoundError:
        told["version"] = ""
    found = grants.guard()
    return {**told, "database_role": found.role, "database_role_only_adds": found.ok}


def _value(name: str) -> Any:
    """A setting, or with a point in its name one part of it."""
    found: Any = settings
    for part in name.split("."):
        found = getattr(found, part, None)
    return found if found is None or isinstance(found, str | int | float | bool) else [str(one) for one in found]


def note(at: datetime) -> AuditRow | None:
    """Write a row when the settings differ from those of the last start; nothing when they are the same."""
    now = current()
    last = AuditRow.objects.filter(action=CHANGED).order_by("-seq").values_list("after", flat=True).first()
    if last == now:
        return None
    before = last or {}
    changed = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    why = ", ".join(sorted(changed)) if last else "Lần khởi động đầu tiên"
    details = audit.Details(before=last, after=now, why=why)
    with transaction.atomic():
        return audit.record(CHANGED, by=audit.SYSTEM, at=at, details=details)


def note_at_start(at: datetime) -> None:
    """The same for a program that starts: a database that is not there yet must not keep it from starting."""
    try:
        note(at)
    except DatabaseError:
        log.warning("settings were not compared with the audit", exc_info=True)
