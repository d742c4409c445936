"""Names, signatures, tables and orders as papers of many bodies print them."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.bodies import issuer_of
from thuocdo.documents.reading.target_phrases import read_targets

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA SƠN\n\nSố: 12/{kind}-UBND\n\nHòa Sơn, ngày 21 tháng 02 năm 2025\n\n"
NOTICE = (
    HEAD.format(kind="TB") + "THÔNG BÁO\nKết luận của Chủ tịch UBND tỉnh tại cuộc họp\n\nChủ tịch kết luận như sau:\n\n"
)


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (["UBND THÀNH PHỐ HẢI PHÒNG", "SỞ NỘI VỤ"], "Sở Nội vụ thành phố Hải Phòng"),
        (["UBND THÀNH PHỐ HẢI PHÒNG"], "Ủy ban nhân dân thành phố Hải Phòng"),
        (["UBND TỈNH HÒA SƠN", "VĂN PHÒNG"], "Văn phòng Ủy ban nhân dân tỉnh Hòa Sơn"),
        (["UBND TỈNH HÒA SƠN VĂN PHÒNG"], "Văn phòng Ủy ban nhân dân tỉnh Hòa Sơn"),
        (["UBND tỉnh Hòa Sơn", "Sở Nội vụ"], "Sở Nội vụ tỉnh Hòa Sơn"),
        (["TỈNH ỦY HÒA SƠN"], "Tỉnh ủy Hòa Sơn"),
        (["ĐẢNG BỘ TỈNH HÒA SƠN", "HUYỆN UỶ MAI LÂM"], "Huyện ủy Mai Lâm"),
    ],
)
def test_the_issuer_is_named_whole(lines: list[str], issuer: str) -> None:
    assert issuer_of(lines)[0] == issuer


@pytest.mark.parametrize("printed", ["T/M BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ", "TM BAN THƯỜNG VỤ"])
def test_a_signature_says_for_whom_with_or_without_a_stop(printed: str) -> None:
    text = NOTICE + f"1. Sở Y tế rà soát hồ sơ.\n\n{printed}\nPHÓ BÍ THƯ\n\nMai Văn Lâm\n"
    role = read_text(text).metadata["signing_role"]
    assert (role["for_body"], role["title"]) == (printed, "PHÓ BÍ THƯ")


def test_a_signer_pushed_to_the_right_by_a_tab_is_found() -> None:
    text = (
        NOTICE
        + "1. Sở Y tế rà soát.\n\nNơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\tCHỦ TỊCH\n- Lưu: VT.\n\tHồ Sỹ Nam\n"
    )
    metadata = read_text(text).metadata
    assert (metadata["signer"], metadata["signing_role"]["for_body"]) == ("Hồ Sỹ Nam", "TM. ỦY BAN NHÂN DÂN")


def test_the_session_below_a_council_is_no_part_of_its_name() -> None:
    text = (
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH HÒA SƠN\n\nSố: 21/NQ-HĐND\n\nNGHỊ QUYẾT\nVề kế hoạch năm 2025\n\n"
        "HỘI ĐỒNG NHÂN DÂN TỈNH HÒA SƠN\nKHÓA XIX, KỲ HỌP THỨ MƯỜI\n\nCăn cứ Luật Đầu tư;\n\nĐiều 1. Thông qua.\n"
    )
    assert read_text(text).metadata["issuing_authority"] == "Hội đồng nhân dân tỉnh Hòa Sơn"


def test_a_title_goes_on_below_a_kind_of_two_words() -> None:
    text = (
        HEAD.format(kind="HD")
        + "HƯỚNG DẪN LIÊN NGÀNH\nVề việc quản lý kinh phí thực hiện cải cách hành chính\n\n1. Nội dung.\n"
    )
    subject = read_text(text).metadata["subject"]
    assert subject == "LIÊN NGÀNH Về việc quản lý kinh phí thực hiện cải cách hành chính"


def test_a_law_named_after_two_bodies_keeps_its_name_and_date() -> None:
    text = HEAD.format(kind="QĐ") + (
        "QUYẾT ĐỊNH\nVề việc phê duyệt Đề án\n\n"
        "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;\n\n"
        "Căn cứ Luật Doanh nghiệp và Luật Đầu tư ngày 17 tháng 6 năm 2020;\n\nĐiều 1. Phê duyệt.\n"
    )
    cited = [(c.title, c.date) for c in read_text(text).citations]
    assert ("Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân", "2003-11-26") in cited
    assert ("Luật Đầu tư", "2020-06-17") in cited


def test_a_day_without_a_year_falls_into_the_year_of_issue_when_the_title_looks_back() -> None:
    text = NOTICE.replace("cuộc họp", "cuộc họp đánh giá công tác năm 2024") + "1. Sở Y tế báo cáo trước ngày 15/3.\n"
    assert read_text(text).tasks[0].deadlines[0]["value"] == "2025-03-15"


def test_an_item_that_only_agrees_leaves_the_task_to_the_sentence_giao() -> None:
    text = NOTICE + "1. Về đề nghị của xã Mai Lâm: đồng ý chủ trương. Giao Sở Tài chính thẩm định, trình UBND tỉnh.\n"
    assert [(task.id, list(task.lead_agencies)) for task in read_text(text).tasks] == [("1.giao", ["Sở Tài chính"])]


def test_proposals_of_a_report_are_no_orders() -> None:
    text = HEAD.format(kind="BC") + (
        "BÁO CÁO\nKết quả cải cách hành chính quý I\n\nI. NHIỆM VỤ QUÝ II\n\n1. Giao Phòng Nội vụ kiểm tra các xã.\n\n"
        "II. KIẾN NGHỊ, ĐỀ XUẤT\n\n1. Đề nghị Sở Tài chính bố trí kinh phí.\n"
    )
    assert [list(task.lead_agencies) for task in read_text(text).tasks] == [["Phòng Nội vụ"]]


def test_a_resolution_aims_under_its_measures() -> None:
    text = HEAD.format(kind="NQ") + (
        "NGHỊ QUYẾT\nVề kế hoạch năm 2025\n\nĐiều 1. Nội dung\n\n1. Nhiệm vụ, giải pháp chủ yếu\n\n"
        "a) Giải ngân vốn đầu tư công đạt tối thiểu 95% kế hoạch.\n\n2. Mức hỗ trợ\n\na) Hỗ trợ từ 50% kinh phí.\n"
    )
    assert [(target.value, target.comparator) for target in read_text(text).targets] == [(95, ">=")]


def test_brackets_name_who_leads_and_who_helps() -> None:
    text = HEAD.format(kind="KH") + (
        "KẾ HOẠCH\nNăm 2025\n\nI. NỘI DUNG\n\n"
        "1. Tổ chức 02 lớp tập huấn (Phòng Tư pháp chủ trì, Phòng Nội vụ phối hợp).\n"
    )
    task = read_text(text).tasks[0]
    assert (task.lead_agencies, task.coordinating_agencies) == (["Phòng Tư pháp"], ["Phòng Nội vụ"])


def test_lost_places_in_a_ranking_are_a_shortcoming() -> None:
    text = NOTICE + "1. Tuy nhiên, Chỉ số cải cách hành chính của tỉnh giảm 05 bậc; hồ sơ trễ hạn còn nhiều.\n"
    assert [thing.text for thing in read_text(text).shortcomings] == [
        "Chỉ số cải cách hành chính của tỉnh giảm 05 bậc",
        "hồ sơ trễ hạn còn nhiều",
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "baseline"),
    [
        (
            "Rút ngắn thời gian giải quyết: từ 10 ngày làm việc thành 09 ngày làm việc.",
            9,
            "ngày làm việc",
            "10 ngày làm việc",
        ),
        ("Giảm thời gian thẩm định từ 25 ngày xuống còn 23 ngày kể từ ngày nhận hồ sơ.", 23, "ngày", "25 ngày"),
        ("Giảm tỷ lệ hộ nghèo từ 5% xuống còn 3%.", 3, "%", "5%"),
    ],
)
def test_a_cut_aims_at_its_second_figure(text: str, value: int, unit: str, baseline: str) -> None:
    target = read_targets(text)[0]
    assert (target.value, target.unit, target.baseline, target.change) == (value, unit, baseline, "decrease")


def test_a_cut_already_made_is_no_target() -> None:
    assert read_targets("Đã rút ngắn thời gian giải quyết từ 10 ngày xuống còn 7 ngày.") == []


def test_amounts_to_be_reached_count_among_objectives_only() -> None:
    text = "Tổng thu ngân sách đạt 10.600 tỷ đồng."
    assert [(t.value, t.unit) for t in read_targets(text, objective=True)] == [(10600, "tỷ đồng")]
    assert read_targets(text) == []


def test_a_rate_keeps_what_it_is_counted_by() -> None:
    assert read_targets("GRDP bình quân trên 75 triệu đồng/người.", objective=True)[0].unit == "triệu đồng/người"


def test_a_share_told_in_passing_is_no_aim() -> None:
    assert read_targets("Kết quả: tiếp nhận 1.250 hồ sơ, đúng hạn 98%.") == []
    assert [target.value for target in read_targets("100% hồ sơ được số hóa.")] == [100]


DRAWN = """|STT|Nội dung công việc        |Đơn vị chủ trì |Thời gian  |
|I  |Cải cách thể chế                                      |
|1  |Tham mưu ban hành Chương  |Phòng Xây dựng |Quý I/2025 |
|   |trình xây dựng văn bản    |và kiểm tra    |           |
|   |quy phạm pháp luật        |văn bản        |           |
|2  |Công bố danh mục thủ tục  |Văn phòng Sở   |Trước ngày |
|   |hành chính                |               |30/6/2025  |
"""


def test_drawn_rows_stay_whole_around_a_heading_across_the_table() -> None:
    found = read_text(HEAD.format(kind="KH") + "KẾ HOẠCH\nNăm 2025\n\nII. NHIỆM VỤ\n\n" + DRAWN).tasks
    assert [(task.text, list(task.lead_agencies)) for task in found] == [
        ("Tham mưu ban hành Chương trình xây dựng văn bản quy phạm pháp luật", ["Phòng Xây dựng và kiểm tra văn bản"]),
        ("Công bố danh mục thủ tục hành chính", ["Văn phòng Sở"]),
    ]
    assert found[1].deadlines[0]["value"] == "2025-06-30"


def test_a_table_of_what_is_reviewed_hands_out_work_when_it_says_who_leads_and_until_when() -> None:
    table = (
        "TT\tThủ tục cần rà soát\tBộ phận chủ trì\tThời gian bắt đầu\tThời gian hoàn thành\n"
        "1\tThủ tục lĩnh vực đất đai\tCông chức Địa chính\t01/02/2025\t30/6/2025\n"
    )
    task = read_text(HEAD.format(kind="KH") + "KẾ HOẠCH\nRà soát năm 2025\n\nII. NỘI DUNG\n\n" + table).tasks[0]
    assert (task.text, task.deadlines[0]["value"]) == ("Thủ tục lĩnh vực đất đai", "2025-06-30")


LETTER_HEAD = HEAD.format(kind="CV").replace("/CV-UBND", "/UBND-NC") + "Kính gửi: Các sở, ban, ngành.\n\n"


def test_a_letter_asks_in_its_opening_words_too() -> None:
    text = LETTER_HEAD + (
        "Công đoàn Giáo dục tỉnh đề nghị Công đoàn Giáo dục các cấp khẩn trương lấy ý kiến góp ý của nhà giáo. "
        "Nội dung góp ý tập trung vào các vấn đề sau:\n\n1. Cấu trúc của Chương trình.\n\n2. Số môn học.\n"
    )
    found = read_text(text).tasks
    assert [list(task.lead_agencies) for task in found] == [["Công đoàn Giáo dục các cấp"]]


def test_a_letter_that_answers_a_request_does_not_order_what_was_asked() -> None:
    text = (
        LETTER_HEAD + "Sở Nội vụ nhận được Công văn của xã Mai Lâm đề nghị Sở Nội vụ bố trí thêm biên chế năm 2025.\n"
    )
    assert read_text(text).tasks == []


def test_a_letter_that_only_asks_to_carry_out_orders_nothing() -> None:
    text = LETTER_HEAD + "Ủy ban nhân dân tỉnh đề nghị các sở, ban, ngành nghiêm túc triển khai thực hiện.\n"
    assert read_text(text).tasks == []


def test_recipients_without_semicolons_squeezed_into_one_line_stay_apart() -> None:
    text = HEAD.format(kind="KH") + (
        "KẾ HOẠCH\nNăm 2025\n\n1. Sở Y tế rà soát hồ sơ.\n\n"
        "| Nơi nhận: - Văn phòng Chính phủ - Bộ Công an (để báo cáo) - Thường trực Tỉnh ủy; - Sở Lao động - "
        "Thương binh và Xã hội; - Cục Kiểm tra văn bản - Bộ Tư pháp; - Lưu: VT. | CHỦ TỊCH Trần Văn An |\n|---|---|\n"
    )
    assert read_text(text).metadata["recipients"] == [
        "Văn phòng Chính phủ",
        "Bộ Công an (để báo cáo)",
        "Thường trực Tỉnh ủy",
        "Sở Lao động - Thương binh và Xã hội",
        "Cục Kiểm tra văn bản - Bộ Tư pháp",
    ]


def test_a_share_for_which_somebody_is_blamed_is_no_target() -> None:
    assert read_targets("Tham mưu phê bình các đơn vị để xảy ra trễ hẹn từ 5% trở lên.") == []


def test_what_a_check_has_shown_is_told_without_the_words_that_say_so() -> None:
    text = NOTICE.replace("như sau", "").replace(":\n\n", ".\n\n") + (
        "Bên cạnh đó, qua kiểm tra thực tế cho thấy: Một số cơ quan còn nhận hồ sơ ngoài quy định; tỷ lệ hồ sơ "
        "trực tuyến của 05 xã dưới 30%.\n"
    )
    assert [thing.text for thing in read_text(text).shortcomings] == [
        "Một số cơ quan còn nhận hồ sơ ngoài quy định",
        "tỷ lệ hồ sơ trực tuyến của 05 xã dưới 30%",
    ]


def test_headings_broken_over_lines_stay_whole_beside_paragraphs_of_one_line() -> None:
    long = "Căn cứ chức năng, nhiệm vụ được giao, các cơ quan, đơn vị chủ động phối hợp triển khai thực hiện. " * 3
    text = HEAD.format(kind="KH") + (
        "KẾ HOẠCH\nNăm 2025\n\n" + "\n\n".join([long] * 5) + "\n\nIV. TỔ CHỨC\nTHỰC HIỆN\n\n1. Sở\nNội vụ\n\n"
        "- Theo dõi, đôn đốc việc thực hiện.\n"
    )
    assert [list(task.lead_agencies) for task in read_text(text).tasks][-1] == ["Sở Nội vụ"]
