from __future__ import annotations

import pytest

from thuocdo.work.tests.factories import Province


@pytest.fixture
def place(db) -> Province:
    return Province()
