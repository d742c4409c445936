"""Figures that are aims, with their comparator, value and unit."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.target_phrases import TargetPhrase, number, read_targets


def short(phrase: TargetPhrase) -> tuple[str, object, str | None]:
    return phrase.comparator, phrase.value, phrase.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tỷ lệ hồ sơ đúng hạn đạt từ 95% trở lên", (">=", 95, "%")),
        ("Mức độ hài lòng đạt trên 87,5%", (">", 87.5, "%")),
        ("Tối thiểu 80% hồ sơ được số hóa", (">=", 80, "%")),
        ("Tỷ lệ trễ hạn không quá 2%", ("<=", 2, "%")),
        ("Tỷ lệ hồ sơ trễ hạn dưới 1%", ("<", 1, "%")),
        ("Giải ngân đạt 95%", ("=", 95, "%")),
        ("Tăng trưởng từ 8,3 - 8,5%", ("=", [8.3, 8.5], "%")),
        ("Mỗi đơn vị có ít nhất 02 sáng kiến", (">=", 2, "sáng kiến")),
        ("Tổ chức 3 hội nghị đối thoại", ("=", 3, "hội nghị")),
    ],
)
def test_words_around_a_figure_give_the_comparator(text: str, expected: tuple[str, object, str]) -> None:
    assert [short(phrase) for phrase in read_targets(text, objective=True)] == [expected]


def test_one_sentence_may_set_several_targets() -> None:
    text = "Số hóa 100% hồ sơ và cấp 100% kết quả điện tử; sử dụng lại 50% dữ liệu."
    assert [phrase.text for phrase in read_targets(text, objective=True)] == [
        "Số hóa 100% hồ sơ",
        "cấp 100% kết quả điện tử",
        "sử dụng lại 50% dữ liệu",
    ]


def test_a_target_begins_at_the_word_that_promises_it() -> None:
    text = "Tham mưu ban hành và tổ chức thực hiện kế hoạch kiểm tra, đảm bảo kiểm tra ít nhất 30% số cơ quan"
    assert [phrase.text for phrase in read_targets(text)] == ["đảm bảo kiểm tra ít nhất 30% số cơ quan"]


def test_none_left_is_a_zero_target_without_a_figure() -> None:
    text = "100% hồ sơ chậm được xin lỗi kịp thời, không có hồ sơ tồn đọng."
    first, zero = read_targets(text, objective=True)
    assert (first.text, zero.text) == ("100% hồ sơ chậm được xin lỗi kịp thời", "không có hồ sơ tồn đọng")
    assert (zero.implied, short(zero)) == (True, ("=", 0, "hồ sơ"))
    assert read_targets("không có hồ sơ tồn đọng") == []


def test_cuts_keep_their_direction_and_base_year() -> None:
    one, other = read_targets("giảm 10% đơn vị sự nghiệp và 10% biên chế so với năm 2021")
    assert [(t.change, t.baseline) for t in (one, other)] == [("decrease", "2021")] * 2


def test_an_exception_in_brackets_is_kept_apart() -> None:
    (phrase,) = read_targets("100% văn bản được ký số (trừ văn bản mật)", objective=True)
    assert (phrase.exception, phrase.subject) == ("trừ văn bản mật", "văn bản được ký số")


@pytest.mark.parametrize(
    "text",
    [
        "42/42 nhiệm vụ đã hoàn thành, đạt tỷ lệ 100%",
        "tỷ lệ hồ sơ trực tuyến mới chỉ đạt 32,3%",
        "Danh mục gồm 229 thủ tục hành chính",
        "Hỗ trợ 100% mức phí cho người nộp hồ sơ",
        "xuất khẩu tăng 42% so cùng kỳ",
    ],
)
def test_results_counts_and_legal_rates_are_no_targets(text: str) -> None:
    assert read_targets(text) == []


def test_the_benefit_of_a_simplification_is_a_target_of_its_kind() -> None:
    found = read_targets("Chi phí tiết kiệm: 3.200.000 đồng/năm.") + read_targets("Tỷ lệ cắt giảm chi phí: 10%.")
    assert [(t.kind, t.value, t.unit) for t in found] == [("benefit", 3200000, "đồng/năm"), ("benefit", 10, "%")]


def test_a_share_that_is_to_have_some_count_is_one_target() -> None:
    (phrase,) = read_targets("100% khu, cụm công nghiệp có tối thiểu 1 trạm phát sóng", objective=True)
    assert short(phrase) == ("=", 100, "%")


def test_vietnamese_figures_use_dots_for_thousands_and_a_decimal_comma() -> None:
    assert [number(text) for text in ("1.250", "32,3", "05")] == [1250, 32.3, 5]


def test_upper_bounds_and_amounts_are_targets_among_objectives() -> None:
    def read(text: str) -> list[tuple[str, object, str | None]]:
        return [(t.comparator, t.value, t.unit) for t in read_targets(text, objective=True)]

    assert read("Thời gian chờ đợi không quá 30 phút/lượt giao dịch.") == [("<=", 30, "phút/lượt")]
    assert read("Số lần giao dịch không quá 01 lần.") == [("<=", 1, "lần")]
    assert read("Thu hút 15.000 - 20.000 tỷ đồng vốn đầu tư.") == [("=", [15000.0, 20000.0], "tỷ đồng")]
    assert read("Kinh phí thực hiện là 500 triệu đồng.") == []
    assert read_targets("Thời hạn giải quyết không quá 05 ngày làm việc.") == []


def test_a_degree_of_disability_is_no_target_and_a_cut_ends_before_the_next_order() -> None:
    assert read_targets("Người có tỷ lệ suy giảm khả năng lao động từ 81% trở lên được hưởng trợ cấp.") == []
    (cut,) = read_targets("Rà soát, cắt giảm tối thiểu 30% thời gian thực hiện và đơn giản hóa thành phần hồ sơ.")
    assert cut.text.endswith("cắt giảm tối thiểu 30% thời gian thực hiện")


def test_what_may_not_go_beyond_a_share_is_one_upper_bound() -> None:
    reading = read_text(
        "SỞ Y TẾ\n\nSố: 15/KH-SYT\n\nKẾ HOẠCH\nCải cách hành chính năm 2025\n\nII. MỤC TIÊU, CHỈ TIÊU\n\n"
        "1. Không để phát sinh hồ sơ trễ hạn quá 02%.\n"
    )
    assert [(target.comparator, target.value, target.unit) for target in reading.targets] == [("<=", 2, "%")]
