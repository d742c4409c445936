"""Scheduled work of the room; `config.wiring.SCHEDULES` says how often."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.work import queries, services


def extend_occurrences() -> str:
    """Bring plans that run past today up to date; returns what the ledger keeps."""
    running = queries.plans_to_extend(clock.today())
    for plan in running:
        services.extend_occurrences(plan=plan, by=SYSTEM, at=clock.now())
    return f"{len(running)} kế hoạch"
