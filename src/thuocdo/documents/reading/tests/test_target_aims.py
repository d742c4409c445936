"""Which figures are aims: counts and sums that a sentence promises, chains, and what only tells."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.target_phrases import read_targets


def values(text: str, *, objective: bool = False) -> list[tuple[str, object, str | None]]:
    return [(phrase.comparator, phrase.value, phrase.unit) for phrase in read_targets(text, objective=objective)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Đến năm 2031, lắp đặt 14 điểm quan trắc không khí và 6 điểm quan trắc nước ngầm.",
            [("=", 14, "điểm quan trắc"), ("=", 6, "điểm quan trắc")],
        ),
        (
            "Phấn đấu kinh tế tăng trưởng 7% trở lên, thu ngân sách đạt 6.300 tỷ đồng, kim ngạch đạt 1,4 tỷ USD.",
            [(">=", 7, "%"), ("=", 6300, "tỷ đồng"), ("=", 1.4, "tỷ USD")],
        ),
        (
            "Đến hết năm 2027, tỷ lệ hồ sơ trực tuyến đạt tối thiểu 65%, tỷ lệ số hóa đạt 75%.",
            [(">=", 65, "%"), ("=", 75, "%")],
        ),
        ("Tổ chức ít nhất 03 cuộc đối thoại, 05 lớp tập huấn.", [(">=", 3, "cuộc"), ("=", 5, "lớp")]),
        ("Mở rộng mạng lưới, nâng tỷ lệ hộ dùng nước sạch lên 81%.", [("=", 81, "%")]),
        ("Hoàn thành 100% việc bàn giao tài sản trong quý II.", [("=", 100, "%")]),
    ],
)
def test_a_sentence_that_promises_makes_its_figures_aims(text: str, expected: list[tuple[str, object, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giảm 03 đầu mối bên trong các chi cục.", [("=", 3, "đầu mối")]),
        ("Thu nhập đạt 88 triệu đồng/người/năm, tỷ lệ đô thị hóa đạt 37%.", None),
        ("Sản lượng đạt 310 nghìn tấn; đón 2 triệu lượt khách.", [("=", 310, "nghìn tấn")]),
    ],
)
def test_objectives_count_more_than_percentages(text: str, expected: list[tuple[str, object, str]] | None) -> None:
    found = values(text, objective=True)
    assert found == (expected or [("=", 88, "triệu đồng/người/năm"), ("=", 37, "%")])


@pytest.mark.parametrize(
    "text",
    [
        "Đến nay, toàn tỉnh có 64 xã đạt chuẩn, đạt 81%.",
        "Trong 6 tháng đầu năm, giải ngân đạt 41% kế hoạch.",
        "Kết quả kiểm tra cho thấy có 18% hồ sơ quá hạn.",
        "Đơn vị có tỷ lệ trễ hạn trên 5% phải kiểm điểm trách nhiệm.",
        "Giảm 50% lệ phí cho hồ sơ nộp trực tuyến.",
        "Phấn đấu bố trí kinh phí 40 tỷ đồng cho các xã.",
        "Phấn đấu hoàn thành việc rà soát tại 12 xã.",
        "Danh mục 45 thủ tục gồm 12 thủ tục mới và 33 thủ tục sửa đổi.",
    ],
)
def test_results_money_given_and_places_are_no_aims(text: str) -> None:
    assert values(text) == []


def test_each_figure_keeps_its_own_clause() -> None:
    text = "Trong đó, đảm bảo tốc độ tăng trưởng đạt 6,5% trở lên, thu ngân sách phấn đấu đạt trên 3.100 tỷ đồng."
    assert [phrase.text for phrase in read_targets(text)] == [
        "đảm bảo tốc độ tăng trưởng đạt 6,5% trở lên",
        "thu ngân sách phấn đấu đạt trên 3.100 tỷ đồng",
    ]


def test_what_goes_along_with_a_target_is_not_part_of_it() -> None:
    text = "Thực hiện mục tiêu tăng trưởng đạt trên 7% gắn liền với giữ vững ổn định xã hội."
    assert [phrase.text for phrase in read_targets(text)] == ["Thực hiện mục tiêu tăng trưởng đạt trên 7%"]


def test_figures_of_a_year_that_has_gone_are_no_aims() -> None:
    text = (
        "KẾ HOẠCH\nKinh tế năm 2026\n\nI. NHIỆM VỤ\n\n1. Năm 2024, thu ngân sách tăng 12% so với năm 2023.\n\n"
        "2. Phấn đấu thu ngân sách tăng 9% so với năm 2025.\n"
    )
    assert [target.value for target in read_loaded(text).targets] == [9]
