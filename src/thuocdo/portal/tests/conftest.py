from __future__ import annotations

from datetime import date

import pytest

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.work import services
from thuocdo.work.models import Plan
from thuocdo.work.tests import factories as make
from thuocdo.work.tests.factories import Province


@pytest.fixture
def place(db) -> Province:
    return Province()


@pytest.fixture
def plan(place: Province) -> Plan:
    """The small plan in the book, its units handed over as far as 15/7/2025."""
    paper = make.document(place.hoa, place.committee)
    with clock.fixed(date(2025, 1, 10)):
        found = services.adopt_document(document=paper, by=place.hoa, at=clock.at_day(date(2025, 1, 10)))
    for day in (date(2025, 3, 1), date(2025, 7, 1)):
        services.hand_over_merged_units(on=day, by=SYSTEM, at=clock.at_day(day))
    return found
