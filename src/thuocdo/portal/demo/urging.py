"""Urging in the demo year: the runs of July's working days, and a letter that waits to be submitted."""

from __future__ import annotations

from datetime import date

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Person, Unit
from thuocdo.urging import services
from thuocdo.urging.queries.late import late_units

RUNS = [date(2025, 7, day) for day in range(9, 16)]
OFFICE, AGENCIES = "NA.SNV", 3


def live(staff: dict[str, Person]) -> None:
    """The daily runs, a weekend among them, and a letter to the agencies with most that is late."""
    for day in RUNS:
        with clock.fixed(clock.at_day(day, 6)):
            services.take_steps(by=SYSTEM, at=clock.now())
    with clock.fixed(clock.at_day(date(2025, 7, 14), 15)):
        hoa = staff["hoa"]
        keys = [one.key for one in late_units(hoa, clock.today())[:AGENCIES]]
        if keys:
            services.draft_letter(
                sender=Unit.objects.get(key=OFFICE), units=list(Unit.objects.filter(key__in=keys)), by=hoa,
                at=clock.now(),
            )  # fmt: skip
