"""Scheduled work of the room; `config.wiring.SCHEDULES` says how often."""

from __future__ import annotations

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import Refused
from thuocdo.mergers import services
from thuocdo.mergers.models import Merger, MergerRow
from thuocdo.work import queries as work
from thuocdo.work import services as work_services


def carry_out_due() -> str:
    """Carry out every approved merger whose day has come, the ones that correct others last; then hand over what was
    sent back to a unit since it ended. Returns what the ledger keeps."""
    on = clock.today()
    due = Merger.objects.filter(state=Merger.State.APPROVED, effective_on__lte=on)
    done, refused = 0, []
    for merger in due.order_by("effective_on", "approved_at", "pk"):
        try:
            services.carry_out_merger(merger=merger, by=SYSTEM, at=clock.now())
            done += 1
        except Refused as refusal:
            Merger.objects.filter(pk=merger.pk).update(failure=str(refusal))
            refused.append(merger.pk)
    late = _hand_over_late()
    told = [f"đã bàn giao {done} đợt", f"{late} việc trả lại sau sáp nhập được chuyển tiếp"]
    if refused:
        told.append(f"không thực hiện được: {', '.join(f'đợt {pk}' for pk in refused)}")
    return "; ".join(told)


def _hand_over_late() -> int:
    """What came back to units that ended by a merger carried out goes after the rest."""
    on = clock.today()
    rows = MergerRow.objects.filter(merger__state=Merger.State.CARRIED_OUT)
    units = list(Unit.objects.filter(key__in=rows.values("from_key")).values_list("pk", flat=True))
    if not work.handover_pending(on, units):
        return 0
    handover = work_services.hand_over_merged_units(on=on, units=units, by=SYSTEM, at=clock.now())
    return int(handover.counts["sources"])
