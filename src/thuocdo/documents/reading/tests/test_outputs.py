"""Deliverables of cells and of sentences."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.outputs import prose_outputs, split_outputs
from thuocdo.documents.reading.source import clean_passage


def cell(text: str) -> list[str]:
    return [part.text for part in split_outputs(clean_passage(text), [])]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("- Kế hoạch của UBND tỉnh; - Báo cáo.", ["Kế hoạch của UBND tỉnh", "Báo cáo"]),
        ("Kế hoạch thực hiện; báo cáo kết quả", ["Kế hoạch thực hiện", "báo cáo kết quả"]),
        ("1. Văn bản triển khai; 2. Báo cáo kết quả", ["Văn bản triển khai", "Báo cáo kết quả"]),
        ("- Lập kế hoạch; kiểm tra, đôn đốc. - Báo cáo", ["Lập kế hoạch; kiểm tra, đôn đốc", "Báo cáo"]),
        ("- Kế hoạch. - Các cuộc kiểm tra; Báo cáo kết quả.", ["Kế hoạch", "Các cuộc kiểm tra", "Báo cáo kết quả"]),
        ("Nghị quyết của HĐND, Quyết định của UBND", ["Nghị quyết của HĐND, Quyết định của UBND"]),
        ("Quyết định (gồm: danh mục; quy trình)", ["Quyết định (gồm: danh mục; quy trình)"]),
    ],
)
def test_bullets_and_semicolons_part_the_deliverables_of_a_cell(printed: str, expected: list[str]) -> None:
    assert cell(printed) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Xây dựng Kế hoạch kiểm tra năm 2025, gửi Sở Nội vụ", ["Kế hoạch kiểm tra năm 2025"]),
        ("Lập danh sách cán bộ cần bồi dưỡng để trình UBND tỉnh", ["danh sách cán bộ cần bồi dưỡng"]),
        ("tổng hợp báo cáo kết quả về UBND tỉnh trong báo cáo định kỳ", ["báo cáo định kỳ"]),
        ("Nâng cao chất lượng xây dựng văn bản quy phạm pháp luật", []),
        ("Tăng cường tuyên truyền, phổ biến pháp luật", []),
        ("Xây dựng kế hoạch, giao trách nhiệm cho từng phòng", ["kế hoạch"]),
        (
            "Ban hành quy chế quản lý, vận hành cổng thông tin; tổ chức trực",
            ["quy chế quản lý, vận hành cổng thông tin"],
        ),
        ("Xây dựng Kế hoạch kiểm tra, báo cáo UBND tỉnh trước ngày 15/3", ["Kế hoạch kiểm tra"]),
        ("Xây dựng kế hoạch bảo đảm an toàn hồ đập, gửi Sở Xây dựng", ["kế hoạch bảo đảm an toàn hồ đập"]),
        ("Lập dự toán kinh phí báo cáo UBND tỉnh xem xét", ["dự toán kinh phí"]),
        ("báo cáo tình hình xử lý phản ánh, kiến nghị hằng quý về Sở", ["báo cáo tình hình xử lý phản ánh, kiến nghị"]),
        ("Báo cáo số liệu hồ sơ trễ hạn hàng tháng gửi Sở Nội vụ", ["Báo cáo số liệu hồ sơ trễ hạn"]),
    ],
)
def test_prose_has_a_deliverable_only_where_a_paper_is_ordered(sentence: str, expected: list[str]) -> None:
    assert [sentence[slice(*span)] for span in prose_outputs(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "tham mưu sửa đổi Quyết định số 09/2020/QĐ-UBND của UBND tỉnh về ban hành quy chế làm việc",
        "hoàn thiện hồ sơ để có cơ sở trình Chính phủ ban hành Nghị định mới",
        "nếu có khó khăn, kịp thời báo cáo UBND tỉnh để được hướng dẫn",
        "thống kê thiệt hại, gửi Sở Tài chính để tổng hợp, báo cáo UBND tỉnh",
        "kịp thời báo cáo Chủ tịch UBND tỉnh những vấn đề phát sinh",
    ],
)
def test_what_others_make_or_what_only_may_come_up_is_no_deliverable(sentence: str) -> None:
    assert [sentence[slice(*span)] for span in prose_outputs(sentence)] == []
