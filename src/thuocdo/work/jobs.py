"""Scheduled work of the room; `config.wiring.SCHEDULES` says how often."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.kernel.errors import Refused
from thuocdo.work import queries, services
from thuocdo.work.models import MonthTally, TaskTally, UnitTally


def extend_occurrences() -> str:
    """Bring plans that run past today up to date; returns what the ledger keeps."""
    running = queries.plans_to_extend(clock.today())
    for plan in running:
        services.extend_occurrences(plan=plan, by=SYSTEM, at=clock.now())
    return f"{len(running)} kế hoạch"


def fold_tallies() -> str:
    """Add up the running counts of due instances, which only grow by day; returns what the ledger keeps."""
    return (
        f"{TaskTally.fold()} dòng theo nhiệm vụ, {UnitTally.fold()} dòng theo cơ quan và ngày,"
        f" {MonthTally.fold()} dòng theo cơ quan và tháng"
    )


def put_in_force() -> str:
    """Put approved plans in force whose day has come; one that cannot stops no other. Returns what the ledger keeps."""
    due, refused = queries.plans_to_put_in_force(clock.today()), []
    for plan in due:
        try:
            services.put_in_force(plan=plan, by=SYSTEM, at=clock.now())
        except Refused as refusal:
            refused.append(f"{plan}: {refusal}")
    return "; ".join([f"{len(due) - len(refused)} kế hoạch vào thực hiện", *refused])


def put_amendments_in_force() -> str:
    """Put approved amendments in force whose day has come; one that no longer fits its plan is held, and those who
    approve are told why. Returns what the ledger keeps."""
    due, held = queries.amendments_to_put_in_force(clock.today()), []
    for amendment in due:
        try:
            services.put_amendment_in_force(amendment=amendment, by=SYSTEM, at=clock.now())
        except Refused as refusal:
            why = f"{refusal.message} {refusal.remedy}"
            services.hold_amendment(amendment=amendment, reason=why, by=SYSTEM, at=clock.now())
            held.append(f"{amendment}: {refusal.message}")
    return "; ".join([f"{len(due) - len(held)} đợt điều chỉnh có hiệu lực", *held])
