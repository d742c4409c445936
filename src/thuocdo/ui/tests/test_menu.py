"""Which entry of the menu is the one of a page."""

from __future__ import annotations

import pytest

from config import wiring
from thuocdo.ui.context import _entry_of


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("work:plans", "work:plans"),
        ("work:plan_heat", "work:plans"),
        ("work:steps", "work:steps"),
        ("work:quality", "work:quality"),
        ("documents:document", "documents:list"),
        ("documents:cascade", "documents:directives"),
        ("funding:sums", "funding:list"),
        ("portal:unit", "directory:units"),
        ("portal:search", ""),
    ],
)
def test_a_page_belongs_to_one_entry_of_the_menu(name, entry):
    assert _entry_of(name, wiring.NAVIGATION) == entry
