from __future__ import annotations

import pytest

from thuocdo.activities.tests.factories import Busy


@pytest.fixture
def place(db) -> Busy:
    return Busy()
