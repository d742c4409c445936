from __future__ import annotations

from collections.abc import Iterator

import pytest

from thuocdo.core import clock
from thuocdo.meetings.tests.factories import ON, Hall


@pytest.fixture
def hall(db) -> Iterator[Hall]:
    """The hall on the day of the meeting."""
    with clock.fixed(ON):
        yield Hall()
