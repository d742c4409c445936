from __future__ import annotations

import pytest

from thuocdo.funding.tests.factories import Treasury


@pytest.fixture
def place(db) -> Treasury:
    return Treasury()
