"""Statements of what is lacking."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.shortcomings import ground, read_shortcomings


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in read_shortcomings(text)]


def test_semicolons_part_the_statements_behind_an_announcement() -> None:
    text = "Tuy nhiên, công tác CCHC còn một số hạn chế như: Hồ sơ trễ hạn còn nhiều; cán bộ chưa quyết liệt; ..."
    assert found(text) == ["Hồ sơ trễ hạn còn nhiều", "cán bộ chưa quyết liệt"]


def test_a_comma_before_a_capital_letter_is_a_misprinted_semicolon() -> None:
    text = "vẫn còn những tồn tại, hạn chế như: việc số hóa còn chậm, Hạ tầng của một số xã chưa đáp ứng yêu cầu."
    assert found(text) == ["việc số hóa còn chậm", "Hạ tầng của một số xã chưa đáp ứng yêu cầu"]


def test_semicolons_in_brackets_part_nothing_but_lacks_in_them_stand_alone() -> None:
    text = (
        "còn một số hạn chế như: một số nơi chưa quan tâm kiểm tra (lập kế hoạch; phần mềm cập nhật chưa đầy đủ); khác"
    )
    assert found(text) == ["một số nơi chưa quan tâm kiểm tra", "phần mềm cập nhật chưa đầy đủ"]


def test_an_announcement_alone_names_no_shortcoming() -> None:
    assert found("Tuy nhiên, công tác CCHC vẫn còn một số tồn tại, hạn chế cần khắc phục.") == []


def test_causes_and_orders_end_the_statements() -> None:
    text = (
        "Tuy nhiên, việc giải quyết hồ sơ ở một số xã còn chậm. Nguyên nhân do thiếu nhân lực. "
        "Để khắc phục, UBND tỉnh yêu cầu các sở tập trung thực hiện."
    )
    assert found(text) == ["việc giải quyết hồ sơ ở một số xã còn chậm"]


def test_an_order_may_name_the_lack_it_answers() -> None:
    text = "Đối với một số xã, trụ sở làm việc chưa đáp ứng yêu cầu, Ủy ban nhân dân xã chủ động sửa chữa."
    span = ground(text)
    assert span and text[slice(*span)] == "một số xã, trụ sở làm việc chưa đáp ứng yêu cầu"
    assert ground("Đối với hồ sơ chưa đầy đủ, công chức hướng dẫn bổ sung") is None


def test_a_section_of_that_name_lists_one_shortcoming_an_entry() -> None:
    text = (
        "BÁO CÁO\nKết quả cải cách hành chính quý I năm 2025\n\nI. KẾT QUẢ\n\n1. Đã ban hành 12 văn bản chỉ đạo.\n\n"
        "II. TỒN TẠI, HẠN CHẾ\n\n- Tỷ lệ hồ sơ trực tuyến còn thấp.\n\n- Việc công khai thủ tục chưa kịp thời.\n\n"
        "III. NGUYÊN NHÂN\n\n- Nhân lực còn thiếu.\n"
    )
    assert [thing.text for thing in read_loaded(text).shortcomings] == [
        "Tỷ lệ hồ sơ trực tuyến còn thấp",
        "Việc công khai thủ tục chưa kịp thời",
    ]


def test_an_item_of_a_notice_may_turn_from_praise_to_what_is_lacking() -> None:
    text = (
        "THÔNG BÁO\nKết luận phiên họp về cải cách hành chính\n\nChủ tịch UBND tỉnh kết luận như sau:\n\n"
        "1. Ghi nhận kết quả quý I. Tuy nhiên, vẫn còn một số hạn chế: hồ sơ trực tuyến còn thấp; số hóa còn chậm.\n"
    )
    assert [thing.text for thing in read_loaded(text).shortcomings] == ["hồ sơ trực tuyến còn thấp", "số hóa còn chậm"]


def test_what_an_inspection_saw_is_lacking() -> None:
    text = "Qua kiểm tra, vẫn còn tình trạng hồ sơ trễ hạn; một số đơn vị chưa xin lỗi người dân theo quy định."
    assert found(text) == ["vẫn còn tình trạng hồ sơ trễ hạn", "một số đơn vị chưa xin lỗi người dân theo quy định"]
    assert found("Qua kiểm tra, các đơn vị đã thực hiện nghiêm túc quy định về tiếp nhận hồ sơ.") == []


def test_a_section_of_lacks_and_causes_keeps_the_lacks() -> None:
    text = (
        "BÁO CÁO\nKết quả cải cách hành chính quý III\n\nII. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN\n\n1. Tồn tại, hạn chế\n\n"
        "- Tỷ lệ hồ sơ trực tuyến còn thấp.\n\n2. Nguyên nhân\n\n- Phần mềm thường bị chậm.\n"
    )
    assert [item.text for item in read_loaded(text).shortcomings] == ["Tỷ lệ hồ sơ trực tuyến còn thấp"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Qua theo dõi, Chủ tịch UBND tỉnh nhận thấy việc thực hiện nhiệm vụ của một số đơn vị còn chậm.",
            ["việc thực hiện nhiệm vụ của một số đơn vị còn chậm"],
        ),
        (
            "Thực tế cho thấy, vẫn còn tình trạng cán bộ gây khó khăn; trễ hẹn hồ sơ đất đai kéo dài.",
            ["vẫn còn tình trạng cán bộ gây khó khăn", "trễ hẹn hồ sơ đất đai kéo dài"],
        ),
        (
            "Công tác này còn một số hạn chế. Cụ thể: một số cơ sở chưa chấp hành quy định; lực lượng còn mỏng.",
            ["một số cơ sở chưa chấp hành quy định", "lực lượng còn mỏng"],
        ),
        (
            "Tuy nhiên, vẫn còn hạn chế, nhất là chỉ số hài lòng giảm so với năm trước; một số xã buông lỏng quản lý.",
            ["chỉ số hài lòng giảm so với năm trước", "một số xã buông lỏng quản lý"],
        ),
    ],
)
def test_ways_of_saying_that_something_is_lacking(text: str, expected: list[str]) -> None:
    assert [piece for piece in found(text) if len(piece.split()) > 3] == [p for p in expected if len(p.split()) > 3]


def test_an_item_named_khuyet_diem_lists_what_is_lacking_behind_its_colon() -> None:
    text = (
        "KẾ HOẠCH\nNăm 2025\n\nI. TÌNH HÌNH\n\n"
        "1. Khuyết điểm: Kỷ cương ở một số nơi chưa nghiêm; văn hóa công sở còn yếu.\n"
    )
    assert [thing.text for thing in read_loaded(text).shortcomings] == [
        "Kỷ cương ở một số nơi chưa nghiêm",
        "văn hóa công sở còn yếu",
    ]


def test_under_its_heading_an_announcement_is_still_no_shortcoming() -> None:
    text = (
        "BÁO CÁO\nQuý I\n\nII. TỒN TẠI, HẠN CHẾ\n\n"
        "Công tác này vẫn còn một số hạn chế nhất định. Trang thiết bị còn thiếu.\n"
    )
    assert [thing.text for thing in read_loaded(text).shortcomings] == ["Trang thiết bị còn thiếu"]


def test_a_comma_parts_two_lacks_that_each_have_their_own_subject() -> None:
    text = "vẫn còn một số hạn chế như: sức mua còn thấp, chất lượng dịch vụ chưa được cải thiện; đường, cầu xuống cấp."
    assert found(text) == ["sức mua còn thấp", "chất lượng dịch vụ chưa được cải thiện", "đường, cầu xuống cấp"]


def test_in_a_list_of_lacks_what_got_worse_is_one() -> None:
    listed = "Tuy nhiên, còn một số hạn chế như: thu hút đầu tư còn thấp; tai nạn giao thông tăng cả 3 tiêu chí."
    assert found(listed) == ["thu hút đầu tư còn thấp", "tai nạn giao thông tăng cả 3 tiêu chí"]
    assert found("Tuy nhiên, giá cả hàng hóa tăng cao trong dịp lễ.") == []


def test_the_setting_of_an_order_is_no_shortcoming() -> None:
    text = "Tuy nhiên, trong bối cảnh còn nhiều khó khăn, thách thức, để thúc đẩy xuất khẩu, yêu cầu các Bộ thực hiện."
    assert found(text) == []


def test_what_is_still_open_by_a_report_is_lacking() -> None:
    text = (
        "Theo báo cáo của Sở Nội vụ, đến nay còn 07 đơn vị chưa ban hành kế hoạch; 02 đơn vị dưới 90% hồ sơ đúng hạn."
    )
    assert found(text) == ["còn 07 đơn vị chưa ban hành kế hoạch", "02 đơn vị dưới 90% hồ sơ đúng hạn"]


def test_a_list_of_lacks_may_run_over_several_paragraphs() -> None:
    text = (
        "NGHỊ QUYẾT\nVề kinh tế - xã hội\n\nI. Tình hình\n\n"
        "Bên cạnh những mặt đạt được, vẫn còn một số tồn tại và khó khăn là: sản xuất bị ảnh hưởng do mưa trái mùa; "
        "một số công trình còn chậm.\n\n"
        "Công tác đền bù từng lúc còn chậm. Chất lượng dịch vụ chưa được cải thiện nhiều.\n\n"
        "Tỉnh tập trung nguồn lực để hoàn thành kế hoạch.\n"
    )
    assert [thing.text for thing in read_loaded(text).shortcomings] == [
        "sản xuất bị ảnh hưởng do mưa trái mùa",
        "một số công trình còn chậm",
        "Công tác đền bù từng lúc còn chậm",
        "Chất lượng dịch vụ chưa được cải thiện nhiều",
    ]
