"""Numbers from addresses and forms."""

from __future__ import annotations

import pytest

from thuocdo.ui.asked import LARGEST_KEY, whole


def test_digits_are_a_number_up_to_the_most() -> None:
    assert [whole("0"), whole("007"), whole("99", 99), whole(str(LARGEST_KEY))] == [0, 7, 99, LARGEST_KEY]


@pytest.mark.parametrize("text", ["", None, "²", "١٢", "-1", "+1", " 1", "1\n", "1_0", "1e3", "9" * 5000])
def test_anything_else_is_no_number(text: str | None) -> None:
    assert whole(text) is None


def test_above_the_most_is_no_number() -> None:
    assert whole("100", 99) is None
    assert whole(str(LARGEST_KEY + 1)) is None
