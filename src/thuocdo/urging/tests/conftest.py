from __future__ import annotations

import pytest

from thuocdo.urging.tests.world import World


@pytest.fixture
def world(db) -> World:
    return World()
