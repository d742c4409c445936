"""Which entry of the menu is the one of a page."""

from __future__ import annotations

import pytest

from config import wiring
from thuocdo.ui.context import entry_of
from thuocdo.ui.pages import page_words


def test_a_page_is_called_by_its_own_name_or_by_the_menu():
    assert page_words("/ke-hoach/2/ban-do-nhiet/") == "Kế hoạch: bản đồ nhiệt"
    assert page_words("/kinh-phi/") == "Kinh phí"
    assert page_words("/van-ban/du-thao/") == "Soạn thảo"


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
    assert entry_of(name, wiring.NAVIGATION) == entry
