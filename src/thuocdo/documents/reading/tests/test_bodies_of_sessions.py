"""Bodies in resolutions of councils and in orders with several clauses."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.agencies import subject
from thuocdo.documents.reading.orders import helpers_of


@pytest.mark.parametrize(
    "text",
    [
        "Thường trực HĐND, các Ban của HĐND, Tổ đại biểu HĐND và các đại biểu HĐND tỉnh giám sát việc thực hiện",
        "Thường trực HĐND, các Ban của HĐND, các Tổ đại biểu HĐND, Đại biểu HĐND tỉnh giám sát việc thực hiện",
    ],
)
def test_the_parts_of_a_council_are_bodies_of_their_own(text: str) -> None:
    found = subject(text)
    assert found and len(found[0]) == 4


def test_a_deputy_prime_minister_may_be_given_an_order() -> None:
    found = subject("các Phó Thủ tướng Chính phủ chỉ đạo, đôn đốc các bộ")
    assert found and [body.name for body in found[0]] == ["các Phó Thủ tướng Chính phủ"]


def test_a_manner_does_not_belong_to_the_name() -> None:
    found = subject("Hội đồng nhân dân tỉnh cơ bản tán thành các giải pháp")
    assert found and [body.name for body in found[0]] == ["Hội đồng nhân dân tỉnh"]


@pytest.mark.parametrize(
    ("text", "helpers"),
    [
        ("Quản lý tốt trang thiết bị. Phối hợp với Công an tỉnh tổ chức kỳ thi.", ["Công an tỉnh"]),
        ("Chỉ đạo bảo vệ hồ đập; phối hợp với ngành công thương và các địa phương vận hành hồ chứa.", 2),
        ("Rà soát quy trình; theo dõi việc phối hợp với Sở Y tế đã nêu.", []),
        ("Phối hợp với Sở Y tế kiểm tra; phối hợp với Công an tỉnh xử lý.", ["Sở Y tế"]),
    ],
)
def test_who_helps_may_stand_in_a_later_clause(text: str, helpers: list[str] | int) -> None:
    names = [body.name for body in helpers_of(text, 0)]
    assert (len(names) if isinstance(helpers, int) else names) == helpers
