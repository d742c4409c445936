"""Keys sign in the time of the world, so the clock of these tests shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from thuocdo.core import clock


@pytest.fixture(autouse=True)
def world_time() -> Iterator[None]:
    with clock.fixed(datetime.fromtimestamp(time.time() + 60, clock.ZONE)):
        yield
