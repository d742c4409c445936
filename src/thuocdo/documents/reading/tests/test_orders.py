"""Who a sentence tells to act, and what only looks like an order."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.orders import (
    bracketed_leads,
    colon_bodies,
    heading_bodies,
    is_standing_clause,
    list_order,
    read_order,
)
from thuocdo.documents.reading.reports import report_to, urgency


def leads(text: str) -> list[str]:
    order = read_order(text)
    return [body.name for body in order.leads] if order else []


def test_giao_and_yeu_cau_hand_out_work() -> None:
    assert leads("Giao Sở Nội vụ, Sở Tài chính khẩn trương rà soát") == ["Sở Nội vụ", "Sở Tài chính"]
    assert leads("UBND tỉnh yêu cầu các sở, ban, ngành báo cáo kết quả") == ["các sở, ban, ngành"]


def test_the_subject_may_stand_behind_an_opening_circumstance() -> None:
    assert leads("Căn cứ Kế hoạch này, Giám đốc các Sở xây dựng kế hoạch cụ thể") == ["Giám đốc các Sở"]
    assert leads("Đối với hồ sơ chậm: Giao Sở Y tế chủ động xin lỗi tổ chức, cá nhân") == ["Sở Y tế"]


def test_an_order_without_a_body_names_nobody() -> None:
    assert read_order("Tăng cường kiểm tra công vụ ở các cơ quan, đơn vị") is None
    assert (
        read_order("Trên cơ sở chức năng được giao, chủ trì, phối hợp với đơn vị có liên quan bố trí kinh phí") is None
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Trách nhiệm của Sở Nội vụ", ["Sở Nội vụ"]),
        ("Sở Nội vụ - Cơ quan thường trực cải cách hành chính", ["Sở Nội vụ"]),
        ("Đối với các sở, ban, ngành và UBND các xã, phường:", ["các sở, ban, ngành", "UBND các xã, phường"]),
        ("Các cơ quan, đơn vị xử lý phản ánh, kiến nghị", ["Các cơ quan, đơn vị xử lý phản ánh, kiến nghị"]),
        ("Cải cách tổ chức bộ máy", []),
        ("Trách nhiệm chung", []),
    ],
)
def test_a_heading_may_consist_of_bodies(title: str, expected: list[str]) -> None:
    assert [body.name for body in heading_bodies(title)] == expected


def test_a_body_before_a_colon_takes_the_order_behind_it() -> None:
    bodies, begin = colon_bodies("Sở Y tế: Phối hợp với Bảo hiểm xã hội tỉnh rà soát dữ liệu")
    assert [body.name for body in bodies] == ["Sở Y tế"]
    assert begin == len("Sở Y tế:")
    assert colon_bodies("Chủ tịch UBND các tỉnh: Hà Tĩnh, Nghệ An")[0] == []


def test_the_clause_above_a_list_names_who_is_to_act() -> None:
    found = list_order(
        "Để khắc phục, UBND huyện yêu cầu Trưởng các phòng, ban; Chủ tịch UBND các xã thực hiện nội dung sau:"
    )
    assert found is not None and [body.name for body in found] == ["Trưởng các phòng, ban", "Chủ tịch UBND các xã"]
    assert list_order("Ủy ban nhân dân tỉnh yêu cầu:") == []
    assert list_order("Cấu trúc của chương trình gồm ba phần.") is None


def test_the_clause_about_difficulties_is_never_a_task() -> None:
    assert is_standing_clause("Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị phản ánh về Sở Nội vụ")
    assert is_standing_clause("Giám đốc các Sở chịu trách nhiệm thi hành Quyết định này")
    assert not is_standing_clause("Sở Tài chính tổng hợp các khó khăn của nhà đầu tư, báo cáo UBND tỉnh")


def test_a_report_goes_where_it_is_printed_to_go() -> None:
    assert (
        report_to("gửi báo cáo về UBND huyện (qua phòng Nội vụ) chậm nhất ngày 12") == "UBND huyện (qua phòng Nội vụ)"
    )
    assert report_to("báo cáo Chủ tịch UBND tỉnh kết quả thực hiện") == "Chủ tịch UBND tỉnh"
    assert report_to("tăng cường kiểm tra") == ""


def test_urgency_is_a_word_and_no_deadline() -> None:
    assert urgency("Giao Sở Y tế khẩn trương hoàn thành") == "khẩn trương"
    assert urgency("hoàn thành đúng hạn") == ""


def test_a_bracket_may_name_the_lead() -> None:
    assert [body.name for body in bracketed_leads("Rà soát thủ tục (Sở Tư pháp chủ trì, xong trong quý I)")] == [
        "Sở Tư pháp"
    ]
    assert bracketed_leads("Rà soát thủ tục (nếu có)") == []


def test_officers_of_a_commune_lead_and_help() -> None:
    order = read_order("Giao công chức Văn phòng - Thống kê phối hợp với công chức Tư pháp - Hộ tịch rà soát hồ sơ")
    assert order is not None
    assert [body.name for body in order.leads] == ["công chức Văn phòng - Thống kê"]
    assert [body.name for body in order.helpers] == ["công chức Tư pháp - Hộ tịch"]
    assert read_order("Công chức được giao nhiệm vụ phải rà soát hồ sơ") is None


def test_a_word_of_haste_is_no_part_of_a_name() -> None:
    assert leads("Đề nghị Sở Khoa học và Công nghệ sớm khắc phục lỗi hệ thống.") == ["Sở Khoa học và Công nghệ"]
