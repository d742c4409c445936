from __future__ import annotations

import pytest

from thuocdo.directory.tests.facts import facts, national_facts, passwords_cost_little  # noqa: F401
from thuocdo.mergers.tests.shire import Shire


@pytest.fixture
def shire(db) -> Shire:
    return Shire()
