"""The seven fields of administrative reform."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.fields import field_of, topic_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rà soát văn bản quy phạm pháp luật trái quy định", "institutions"),
        ("Công khai thủ tục hành chính, quy trình nội bộ tại Bộ phận Một cửa", "procedures"),
        ("Sắp xếp tổ chức bộ máy, đơn vị sự nghiệp công lập", "organisation"),
        ("Chấp hành kỷ luật, kỷ cương hành chính của công chức", "civil_service"),
        ("Giải ngân vốn đầu tư công, quản lý tài sản công", "public_finance"),
        ("Tích hợp, chia sẻ dữ liệu; ứng dụng chữ ký số", "digital_government"),
        ("Đôn đốc, tuyên truyền công tác cải cách hành chính", "steering"),
    ],
)
def test_the_words_of_a_sentence_tell_its_field(text: str, expected: str) -> None:
    assert field_of(text, topic="steering") == expected


def test_the_heading_of_a_section_decides() -> None:
    assert (
        field_of("Xây dựng kế hoạch năm 2025", headings=["CẢI CÁCH TÀI CHÍNH CÔNG"], topic="steering")
        == "public_finance"
    )


def test_what_lies_outside_the_reform_has_no_field_but_money_and_law_do() -> None:
    assert field_of("Tăng cường tuần tra rừng", topic=None) is None
    assert field_of("Bố trí kinh phí bảo vệ rừng, cân đối ngân sách", topic=None) == "public_finance"


def test_the_topic_of_a_document_stands_in_its_subject() -> None:
    assert topic_of("Kế hoạch cải cách hành chính năm 2025") == "steering"
    assert topic_of("Công bố danh mục thủ tục hành chính") == "procedures"
    assert topic_of("Phòng cháy, chữa cháy rừng") is None
