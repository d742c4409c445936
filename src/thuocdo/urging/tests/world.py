"""A small world of urging: a department with a head and an officer, a plan in force, things due around 15/7/2025."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Account, Person, Position
from thuocdo.urging import services
from thuocdo.urging.models import Message, Run, Step
from thuocdo.work.models import Block, Obligation, Occurrence
from thuocdo.work.tests import factories as make

TODAY = date(2025, 7, 15)


class World(make.Province):
    """The province in small; Minh heads the department of science, Bình is charged with its part."""

    def __init__(self) -> None:
        super().__init__()
        Position.objects.filter(person=self.minh).update(is_head=True, title="Giám đốc Sở")
        Position.objects.filter(person=self.hoa).update(title="Trưởng phòng Cải cách hành chính")
        self.plan = make.bare_plan(self.committee)
        self.part = self.obligation(officer=self.binh)

    def obligation(self, unit: Any = None, **values: Any) -> Obligation:
        task = make.task(self.plan, text=f"Báo cáo số {Obligation.objects.count() + 1}")
        return make.obligation(task, unit or self.science, **values)

    def due(self, day: date | None, part: Obligation | None = None, **values: Any) -> Occurrence:
        return make.occurrence(part or self.part, day, **values)


def run(day: date = TODAY, hour: int = 6) -> Run:
    """The run of a day."""
    at = clock.at_day(day, hour)
    with clock.fixed(at):
        return services.take_steps(by=SYSTEM, at=at)


def steps(**wanted: Any) -> list[Step]:
    return list(Step.objects.filter(**wanted).order_by("pk"))


def told(**wanted: Any) -> list[tuple[str, str]]:
    """Rung and person of each step."""
    return sorted((one.rung, one.person.full_name if one.person else "") for one in steps(**wanted))


def blocked(one: Occurrence, text: str = "chờ hướng dẫn của Bộ") -> Block:
    return Block.objects.create(occurrence=one, text=text, at=make.AT, by_name="ai đó")


def reachable(person: Person, address: str) -> Person:
    """Give a person an account and an address."""
    person.email = address
    person.save()
    Account.objects.create(username=f"u{person.pk}", person=person, created_at=make.AT)
    return person


def messages() -> list[Message]:
    return list(Message.objects.order_by("person__full_name", "urgent"))


def later(at: datetime, **more: float) -> datetime:
    return at + timedelta(**more)
