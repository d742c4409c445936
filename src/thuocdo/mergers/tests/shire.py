"""A small province before its merger: a district with three communes that owe work, a department, people in posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from thuocdo.core import clock
from thuocdo.directory.models import Unit
from thuocdo.mergers import services
from thuocdo.mergers.models import Merger
from thuocdo.mergers.rules import reading
from thuocdo.mergers.rules.rows import Row
from thuocdo.mergers.tests.units import JULY, founding, row
from thuocdo.work.models import Obligation, Plan
from thuocdo.work.tests import factories

JUNE = date(2025, 6, 10)
BASIS = "Nghị quyết số 1/NQ-UBTVQH15 (thử nghiệm)"


class Shire:
    """Communes X1, X2, X3 under district H1; nothing is said yet of what becomes of them."""

    def __init__(self) -> None:
        factories.facts()
        self.province = factories.unit("P40", "Tỉnh Nghệ An", kind="tinh")
        self.seat = factories.unit("T.UBND", "UBND tỉnh", kind="ubnd_tinh")
        self.home = factories.unit("T.SNV", "Sở Nội vụ", parent=self.seat)
        self.health = factories.unit("T.SYT", "Sở Y tế", parent=self.seat)
        self.district = factories.unit("H1", "UBND huyện Thử", kind="ubnd_huyen", parent=self.seat)
        self.communes = [
            factories.unit(f"X{n}", f"UBND xã Cũ {n}", kind="ubnd_xa", parent=self.district) for n in (1, 2, 3)
        ]
        self.group = factories.group("UBND_XA", "UBND cấp xã", self.communes)
        self.hoa = factories.person("Hoa", "cycle_owner", self.home)
        self.leader = factories.person("Lãnh đạo", "leader", self.seat)
        self.lan = factories.person("Lan", "unit_officer", self.communes[0])
        self.head = factories.person("Thắng", "unit_head", self.communes[0])
        self.head.positions.update(is_head=True)
        self.stranger = factories.person("Bình", "unit_officer", self.health)
        self.plan: Plan = factories.bare_plan(self.seat)

    def owes(self, unit: Unit, *, number: int = 1, **values: Any) -> list[Obligation]:
        """Obligations of a unit of one task each, with one due instance."""
        found = [factories.obligation(factories.task(self.plan), unit, **values) for _ in range(number)]
        for one in found:
            factories.occurrence(one)
        return found

    def everybody(self) -> dict[str, Any]:
        return {"hoa": self.hoa, "leader": self.leader, "lan": self.lan, "head": self.head, "stranger": self.stranger}


# X1 and X2 become M1, X3 goes on under the province, the district ends and leaves its work to both.
MAPPING = [
    founding(2, "X1", "M1", name="UBND xã Mới"), founding(3, "X2", "M1", name="UBND xã Mới"),
    founding(4, "X3", "X3", name="UBND xã Cũ 3", kind="moved"), row(5, "H1", kind="dissolved"),
    row(6, "H1", "M1", kind="level_abolished", extent="part"),
    row(7, "H1", "X3", kind="level_abolished", extent="part"),
]  # fmt: skip


def file_of(rows: Iterable[Row]) -> services.Mapping:
    """Lines as somebody would hand them in."""
    return services.Mapping(reading.write(rows).encode(), "anh-xa.csv")


def draft(on: date = JULY, **values: Any) -> Merger:
    given = {"name": "Sắp xếp cấp xã", "province_key": "P40", "effective_on": on, "legal_basis": BASIS}
    return Merger(**{**given, **values})


def opened(shire: Shire, rows: Iterable[Row] = MAPPING, *, at: datetime | None = None, **values: Any) -> Merger:
    with clock.fixed(at or clock.at_day(JUNE)):
        return services.open_merger(draft=draft(**values), mapping=file_of(rows), by=shire.hoa, at=clock.now())


def approved(shire: Shire, rows: Iterable[Row] = MAPPING, **values: Any) -> Merger:
    merger = opened(shire, rows, **values)
    with clock.fixed(clock.at_day(JUNE, 10)):
        services.simulate_merger(merger=merger, by=shire.hoa, at=clock.now())
        seen = [one["code"] for one in merger.problems]
        return services.approve_merger(merger=merger, acknowledged=seen, by=shire.leader, at=clock.now())


def carried_out(shire: Shire, rows: Iterable[Row] = MAPPING, on: date = JULY, **values: Any) -> Merger:
    merger = approved(shire, rows, **values)
    with clock.fixed(clock.at_day(on, 7)):
        return services.carry_out_merger(merger=merger, by=shire.hoa, at=clock.now())
