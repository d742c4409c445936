"""The mergers of 2025 in the demo: opened from the packs, simulated, approved by somebody else, carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Person, Unit
from thuocdo.mergers import services as mergers
from thuocdo.mergers.models import Merger
from thuocdo.work import services as work

HOME, OTHER = "P40", "P38"
OPENED_BY, APPROVED_BY = "hoa", "lanhdao"


@dataclass(frozen=True)
class Reorganisation:
    """One merger of the packs: its day, its name, its grounds as the packs state them, when it was opened."""

    on: date
    name: str
    legal_basis: str
    opened: date
    approved: date


DEPARTMENTS = Reorganisation(
    date(2025, 3, 1), "Sắp xếp các cơ quan chuyên môn cấp tỉnh Nghệ An",
    "Nghị quyết của HĐND tỉnh Nghệ An khóa XVIII, kỳ họp 27 (25/02/2025), số chưa kiểm chứng",
    opened=date(2025, 2, 26), approved=date(2025, 2, 27),
)  # fmt: skip
CUSTOMS = Reorganisation(
    date(2025, 3, 15), "Tổ chức lại cơ quan hải quan trên địa bàn tỉnh Nghệ An",
    "Danh mục đơn vị, số văn bản chưa kiểm chứng", opened=date(2025, 6, 24), approved=date(2025, 6, 25),
)  # fmt: skip
COMMUNES = Reorganisation(
    date(2025, 7, 1), "Kết thúc cấp huyện, sắp xếp đơn vị hành chính cấp xã tỉnh Nghệ An",
    "Nghị quyết số 1678/NQ-UBTVQH15; Luật Tổ chức chính quyền địa phương số 72/2025/QH15; "
    "Nghị quyết số 203/2025/QH15",
    opened=date(2025, 6, 26), approved=date(2025, 6, 27),
)  # fmt: skip


def prepare(what: Reorganisation, people: Mapping[str, Person]) -> Merger:
    """Open, simulate and approve, each on its day and by its person; every doubt of the packs was seen."""
    with clock.fixed(clock.at_day(what.opened, 9)):
        draft = Merger(
            name=what.name, province_key=HOME, effective_on=what.on, legal_basis=what.legal_basis, carries_people=True
        )
        merger = mergers.open_merger(draft=draft, by=people[OPENED_BY], at=clock.now())
        mergers.simulate_merger(merger=merger, by=people[OPENED_BY], at=clock.now())
    with clock.fixed(clock.at_day(what.approved, 15)):
        doubts = {problem["code"] for problem in merger.problems}
        return mergers.approve_merger(merger=merger, acknowledged=doubts, by=people[APPROVED_BY], at=clock.now())


def carry_out(merger: Merger, on: date) -> None:
    """Carry it out in the morning, as the worker does."""
    with clock.fixed(clock.at_day(on, 7)):
        mergers.carry_out_merger(merger=merger, by=SYSTEM, at=clock.now())


def hand_over_elsewhere(day: date) -> None:
    """The other province of the demo has nobody who approves: its units hand their work over without a merger."""
    units = list(Unit.objects.filter(province_key=OTHER).values_list("pk", flat=True))
    with clock.fixed(clock.at_day(day, 7)):
        work.hand_over_merged_units(on=day, units=units, by=SYSTEM, at=clock.now())
