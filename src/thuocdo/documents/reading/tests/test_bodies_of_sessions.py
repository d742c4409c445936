"""Bodies in resolutions of councils and in orders with several clauses."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.agencies import subject
from thuocdo.documents.reading.orders import helpers_of, read_order
from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.times import with_meetings


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


@pytest.mark.parametrize(
    "text", ["Giao nhiệm vụ Sở Y tế đôn đốc việc kiểm tra.", "Giao trách nhiệm cho Sở Y tế đôn đốc việc kiểm tra."]
)
def test_a_duty_may_be_given_by_name(text: str) -> None:
    order = read_order(text)
    assert order and [body.name for body in order.leads] == ["Sở Y tế"]


@pytest.mark.parametrize(
    ("cited", "numbers"),
    [
        ("các Kế hoạch số 14, 17/KH-UBND", [("kế hoạch", "14/KH-UBND"), ("kế hoạch", "17/KH-UBND")]),
        ("Công văn số 310 và 325/UBND-NC", [("công văn", "310/UBND-NC"), ("công văn", "325/UBND-NC")]),
    ],
)
def test_numbers_in_a_row_share_the_symbol_of_the_last(cited: str, numbers: list[tuple[str, str]]) -> None:
    text = f"CÔNG VĂN\n\nKính gửi: Các sở\n\nThực hiện {cited} của UBND tỉnh, Sở Y tế báo cáo.\n"
    assert [(paper.type, paper.number) for paper in read_loaded(text).citations] == numbers


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("báo cáo tại phiên họp thường kỳ hàng tháng của UBND tỉnh", "monthly"),
        ("gửi số liệu trước 16h30 hằng ngày", "daily"),
    ],
)
def test_a_regular_meeting_or_hour_is_a_recurring_deadline(text: str, every: str) -> None:
    assert [phrase.recurrence for phrase in with_meetings(text, [])] == [(every,)]
