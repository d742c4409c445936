"""Resolutions and decisions in articles: what stands under an article, what a body decides, what it orders."""

from __future__ import annotations

from typing import Any

import pytest

from thuocdo.documents.reading import read_text

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH AN SƠN\n\nSố: {number}\n\nAn Sơn, ngày 12 tháng 7 năm 2018\n\n"
DECISION = "QUYẾT ĐỊNH\nVề việc công bố danh mục thủ tục hành chính\n\nQUYẾT ĐỊNH:\n\n"
COUNCIL = (
    "HỘI ĐỒNG NHÂN DÂN\nTỈNH AN SƠN\n\nSố: 12/NQ-HĐND\n\nAn Sơn, ngày 12 tháng 7 năm 2018\n\n"
    "NGHỊ QUYẾT\nVề nhiệm vụ 6 tháng cuối năm 2018\n\nQUYẾT NGHỊ:\n\n"
    "Điều 1. Hội đồng nhân dân tỉnh tán thành báo cáo của Ủy ban nhân dân tỉnh, đồng thời nhấn mạnh như sau:\n\n"
    "I. Tình hình 6 tháng đầu năm\n\n"
    "Thu ngân sách đạt 55% dự toán. Bên cạnh kết quả đạt được vẫn còn một số tồn tại, hạn chế: sản xuất nông nghiệp "
    "tăng chậm; giải ngân vốn đầu tư công thấp.\n\n"
    "Tuy nhiên, đây là năm còn nhiều khó khăn.\n\n"
    "II. Nhiệm vụ, giải pháp\n\n"
    "1. Rà soát các dự án chậm tiến độ, hoàn thành trước ngày 30 tháng 9 năm 2018.\n\n"
    "Điều 2. Tổ chức thực hiện\n\n"
    "1. Giao Ủy ban nhân dân tỉnh triển khai thực hiện Nghị quyết.\n\n"
    "2. Các Ban Hội đồng nhân dân giám sát việc thực hiện Nghị quyết.\n"
    "Nghị quyết này đã được Hội đồng nhân dân tỉnh thông qua ngày 12 tháng 7 năm 2018./.\n"
)


def tasks(text: str) -> list[tuple[Any, ...]]:
    return [(task.id, task.lead_agencies) for task in read_text(text).tasks]


def test_roman_numerals_announced_by_an_article_stand_under_it_and_the_next_article_does_not() -> None:
    assert tasks(COUNCIL) == [
        ("Điều 1.II.1", []),
        ("Điều 2.1", ["Ủy ban nhân dân tỉnh"]),
        ("Điều 2.2", ["Các Ban Hội đồng nhân dân"]),
    ]


def test_roman_numerals_above_articles_stay_above_them() -> None:
    text = HEAD.format(number="12/QĐ-UBND") + (
        "QUYẾT ĐỊNH\nVề việc tổ chức bộ máy\n\nQUYẾT ĐỊNH:\n\nI. QUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh.\n\n"
        "II. TỔ CHỨC THỰC HIỆN\n\nĐiều 2. Sở Nội vụ có trách nhiệm báo cáo kết quả trước ngày 30/9/2018.\n"
    )
    assert tasks(text) == [("II.Điều 2", ["Sở Nội vụ"])]


def test_the_sentence_that_a_text_was_passed_is_no_part_of_the_order_above_it() -> None:
    assert read_text(COUNCIL).tasks[-1].text.endswith("giám sát việc thực hiện Nghị quyết.")


def test_a_text_in_articles_names_only_the_lacks_that_it_announces() -> None:
    assert [lack.text for lack in read_text(COUNCIL).shortcomings] == [
        "sản xuất nông nghiệp tăng chậm",
        "giải ngân vốn đầu tư công thấp",
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [("815/QĐ-UBND", [("Điều 2", ["Ủy ban nhân dân cấp xã"])]), ("15/2018/QĐ-UBND", [])],
    ids=["a decision of a case", "a text that sets rules"],
)
def test_an_article_of_a_decision_hands_out_work_and_one_that_sets_rules_does_not(
    number: str, expected: list[Any]
) -> None:
    text = (
        HEAD.format(number=number)
        + DECISION
        + (
            "Điều 1. Công bố danh mục 05 thủ tục hành chính.\n\n"
            "Điều 2. Ủy ban nhân dân cấp xã niêm yết công khai danh mục tại Bộ phận Một cửa.\n\n"
            "Điều 3. Chánh Văn phòng Ủy ban nhân dân tỉnh và các cơ quan liên quan chịu trách nhiệm thi hành./.\n"
        )
    )
    assert tasks(text) == expected


SESSION = (
    "HỘI ĐỒNG NHÂN DÂN\nTỈNH AN SƠN\n\nSố: 12/NQ-HĐND\n\nAn Sơn, ngày 12 tháng 7 năm 2018\n\n"
    "NGHỊ QUYẾT\nVề nhiệm vụ 6 tháng cuối năm 2018\n\nQUYẾT NGHỊ:\n\n"
)


def test_romans_between_the_first_and_the_last_article_stand_under_an_article() -> None:
    text = SESSION + (
        "Điều 1. Tán thành Báo cáo số 98/BC-UBND ngày 21/6/2018 của Ủy ban nhân dân tỉnh.\n\n"
        "I. Về tình hình thực hiện nhiệm vụ 6 tháng đầu năm 2018\n\n"
        "Triển khai thực hiện Nghị quyết số 19-2018/NQ-CP ngày 15/5/2018 của Chính phủ, kinh tế tăng trưởng khá.\n\n"
        "Bên cạnh kết quả đạt được vẫn còn một số mặt hạn chế, khuyết điểm cần khắc phục, đó là:\n\n"
        "Việc quản lý giống cây trồng chưa chặt chẽ. Tình trạng phá rừng còn phức tạp; tỷ lệ giải ngân thấp.\n\n"
        "II. Về nhiệm vụ 6 tháng cuối năm 2018\n\n1. Lĩnh vực kinh tế\n\n1.1. Tập trung rà soát các chương trình.\n\n"
        "Điều 2. Hội đồng nhân dân tỉnh giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết.\n\n"
        "Hội đồng nhân dân tỉnh giao các Ban của Hội đồng nhân dân tỉnh giám sát quá trình thực hiện.\n"
    )
    reading = read_text(text)
    assert [(task.section, task.lead_agencies) for task in reading.tasks] == [
        ("Điều 1.II.1", []),
        ("Điều 2", ["Ủy ban nhân dân tỉnh"]),
        ("kết", ["các Ban của Hội đồng nhân dân tỉnh"]),
    ]
    assert [lack.text for lack in reading.shortcomings] == [
        "Việc quản lý giống cây trồng chưa chặt chẽ",
        "Tình trạng phá rừng còn phức tạp",
        "tỷ lệ giải ngân thấp",
    ]
    assert [cited.number for cited in reading.citations] == ["98/BC-UBND", "19-2018/NQ-CP"]


def test_an_article_that_names_the_tasks_of_a_session_hands_them_out() -> None:
    text = SESSION + (
        "Điều 1. Thống nhất thông qua phương hướng, nhiệm vụ 6 tháng cuối năm 2018, trong đó tập trung một số nhiệm vụ "
        "chủ yếu sau:\n\n1. Tăng cường quản lý đầu tư.\n\n2. Đẩy mạnh cải cách hành chính.\n\n"
        "Điều 2. Hiệu lực thi hành.\n"
    )
    assert tasks(text) == [("Điều 1.1", []), ("Điều 1.2", [])]


def test_what_a_council_asks_of_a_body_in_an_article_is_a_task() -> None:
    text = SESSION + (
        "Điều 1. Thống nhất với nội dung chất vấn, cụ thể như sau:\n\n1. Về quản lý đất rừng:\n\n"
        "- Ủy ban nhân dân tỉnh tập trung chỉ đạo việc bảo vệ rừng.\n\nĐiều 2. Hiệu lực thi hành.\n"
    )
    assert tasks(text) == [("Điều 1.1.1", ["Ủy ban nhân dân tỉnh"])]
