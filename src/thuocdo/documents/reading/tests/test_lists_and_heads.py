"""Invented papers with what other papers were found to have: lists below a clause, heads without a frame, scans."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.orders import helpers_of, read_order
from thuocdo.documents.reading.target_phrases import read_targets

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH AN SƠN\n\nSố: 12/{kind}\n\nAn Sơn, ngày 12 tháng 7 năm 2025\n\n"
COUNCIL = (
    "NGHỊ QUYẾT\nVỀ CHƯƠNG TRÌNH GIÁM SÁT NĂM 2026\nHỘI ĐỒNG NHÂN DÂN TỈNH AN SƠN\n\nQUYẾT NGHỊ:\n\n"
    "Điều 1. Thông qua chương trình giám sát năm 2026.\n\n"
)


def leads(text: str) -> list[tuple[str, list[str]]]:
    return [(task.id, task.lead_agencies) for task in read_text(text).tasks]


def lacks(text: str) -> list[str]:
    return [lack.text for lack in read_text(text).shortcomings]


# -- heads ---------------------------------------------------------------------------------------------


def test_a_table_without_its_first_and_last_bar_ends_where_the_title_begins() -> None:
    paper = read_text(
        "ỦY BAN NHÂN DÂN\nTỈNH AN SƠN\n-------\n|\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\n---------------\n|\n"
        "Số: 48/KH-UBND\n|\nAn Sơn, ngày 28\ntháng 02 năm 2025\n|\nKẾ HOẠCH\nNÂNG CAO CHẤT LƯỢNG DỊCH VỤ CÔNG\n"
        "Thực hiện Kế hoạch số 3/KH-UBND ngày 05/01/2025 của UBND tỉnh, UBND tỉnh ban hành Kế hoạch.\n"
    ).metadata
    assert (paper["document_type"], paper["number_symbol"], paper["place"]) == ("kế hoạch", "48/KH-UBND", "An Sơn")
    assert (paper["date"]["value"], paper["subject"]) == ("2025-02-28", "NÂNG CAO CHẤT LƯỢNG DỊCH VỤ CÔNG")


@pytest.mark.parametrize("opening", ["Triển khai", "Thực hiện", "Tiếp tục"])
def test_a_title_may_open_like_a_legal_basis(opening: str) -> None:
    title = f"{opening} công tác cải cách hành chính năm 2025"
    body = "\n\nCăn cứ Luật Tổ chức chính quyền địa phương, UBND tỉnh ban hành Kế hoạch như sau:\n\n1. Rà soát văn bản."
    assert read_text(HEAD.format(kind="KH-UBND") + f"KẾ HOẠCH\n\n{title}{body}").metadata["subject"] == title


def test_a_legal_basis_below_the_name_of_the_kind_is_no_title() -> None:
    text = HEAD.format(kind="KH-UBND") + "KẾ HOẠCH\n\nThực hiện Chỉ thị số 5/CT-TTg, UBND tỉnh ban hành Kế hoạch:\n\n"
    assert read_text(text + "1. Rà soát văn bản.").metadata["subject"] is None


def test_a_number_line_ends_before_the_date_and_a_department_that_speaks_is_the_issuer() -> None:
    paper = read_text(
        "Số 924/SNV-CCHC Ngày 07-9-2015 V/v báo cáo quý III\n\nKính gửi: Các sở, ban, ngành.\n\n"
        "Để tổng hợp báo cáo Bộ Nội vụ. Sở Nội vụ đề nghị các sở gửi báo cáo trước ngày 10/9/2015./.\n"
    ).metadata
    assert (paper["number_symbol"], paper["issuer"]) == ("924/SNV-CCHC", "Sở Nội vụ")


def test_a_body_that_signed_digitally_is_no_person() -> None:
    trail = "Ký bởi: Tổng cục Thuế\nĐịa chỉ: 1 Phố Huế\nThời gian ký: 23.11.2022 15:06\n\n"
    entry = read_text(trail + HEAD.format(kind="UBND-NC") + "Kính gửi: Các sở.\n").metadata["signatures"][0]
    assert (entry["organisation"], entry["signer_name"], entry["signed_at"][:10]) == (
        "Tổng cục Thuế", None, "2022-11-23",
    )  # fmt: skip


# -- what is cited -------------------------------------------------------------------------------------


def test_papers_listed_under_a_heading_of_legal_bases_are_bases() -> None:
    text = HEAD.format(kind="KH-UBND") + (
        "KẾ HOẠCH\nCHUYỂN ĐỔI SỐ\n\nI. CĂN CỨ PHÁP LÝ\n\nLuật Giao dịch điện tử (sửa đổi) ngày 22/6/2023;\n\n"
        "Nghị định số 42/2022/ND-CP ngày 24/6/2022 của Chính phủ.\n\nII. NHIỆM VỤ\n\n1. Rà soát hồ sơ.\n"
    )
    cited = {(paper.number, paper.date, paper.role) for paper in read_text(text).citations}
    assert cited == {(None, "2023-06-22", "basis"), ("42/2022/NĐ-CP", "2022-06-24", "basis")}


# -- lists of lacks ------------------------------------------------------------------------------------


def test_every_entry_of_a_list_that_is_announced_as_lacks_is_one_and_none_is_a_task() -> None:
    text = HEAD.format(kind="UBND-NC") + (
        "Kính gửi: Các sở.\n\nCông tác cải cách hành chính còn một số tồn tại, hạn chế sau:\n\n"
        "- Một số đơn vị giải quyết hồ sơ trễ hạn.\n\n- Cán bộ một cửa kiêm nhiệm nhiều việc.\n\n"
        "UBND tỉnh yêu cầu các sở thực hiện các nội dung sau:\n\n1. Rà soát hồ sơ trễ hạn.\n"
    )
    assert lacks(text) == ["Một số đơn vị giải quyết hồ sơ trễ hạn", "Cán bộ một cửa kiêm nhiệm nhiều việc"]
    assert leads(text) == [("1", ["các sở"])]


def test_of_what_was_found_only_the_lacks_count_and_the_names_behind_them_do_not() -> None:
    text = HEAD.format(kind="UBND-NC") + (
        "Kính gửi: Các sở.\n\nQua kiểm tra 9 tháng cho thấy:\n\n"
        "- Tỷ lệ hồ sơ trực tuyến đạt 62%.\n\n"
        "- Một số huyện có tỷ lệ hoàn thành thấp như sau: An Bình, Hòa Phú, Tân Lập.\n\n"
        "- Việc cập nhật dữ liệu chưa đầy đủ, chi phí còn cao v.v...\n"
    )
    assert lacks(text) == [
        "Một số huyện có tỷ lệ hoàn thành thấp",
        "Việc cập nhật dữ liệu chưa đầy đủ, chi phí còn cao",
    ]
    assert leads(text) == []


def test_lacks_joined_by_commas_are_told_apart_by_their_subjects() -> None:
    text = HEAD.format(kind="CT-UBND") + (
        "CHỈ THỊ\nVỀ THU NGÂN SÁCH\n\nTuy nhiên, khó khăn vẫn còn nhiều, số thu chưa đạt tiến độ đề ra, "
        "nợ đọng thuế vẫn ở mức cao.\n"
    )
    assert lacks(text) == ["khó khăn vẫn còn nhiều", "số thu chưa đạt tiến độ đề ra", "nợ đọng thuế vẫn ở mức cao"]


# -- orders below a clause -----------------------------------------------------------------------------


def test_numbered_items_behind_the_bare_name_of_an_article_stand_under_it() -> None:
    text = COUNCIL + "Điều 2.\n1. Thường trực HĐND tỉnh ban hành kế hoạch.\n2. Các Ban của HĐND tỉnh giám sát.\n"
    assert leads(text) == [("Điều 2.1", ["Thường trực HĐND tỉnh"]), ("Điều 2.2", ["Các Ban của HĐND tỉnh"])]


def test_who_hands_out_work_does_not_lead_it() -> None:
    text = COUNCIL + (
        "Điều 2. Hội đồng nhân dân tỉnh giao:\n\n1. Thường trực Hội đồng nhân dân tỉnh:\n\n"
        "a) Tổ chức hội nghị chất vấn.\n\n2. Các cơ quan liên quan cung cấp tài liệu.\n"
    )
    assert leads(text) == [
        ("Điều 2.1.a", ["Thường trực Hội đồng nhân dân tỉnh"]),
        ("Điều 2.2", ["Các cơ quan liên quan"]),
    ]


def test_a_body_with_duties_above_numbered_items_leads_them() -> None:
    text = COUNCIL + (
        "Điều 2. Chia sẻ dữ liệu\n\nCác cơ quan chủ quản cơ sở dữ liệu có trách nhiệm:\n\n"
        "1. Cập nhật dữ liệu.\n\n2. Hướng dẫn kết nối trước ngày 01 tháng 3 năm 2026.\n"
    )
    assert [names for _, names in leads(text)] == [["Các cơ quan chủ quản cơ sở dữ liệu"]] * 2


def test_the_body_behind_a_topic_leads_and_what_a_verb_is_done_to_does_not() -> None:
    order = read_order("Cải cách thể chế: Sở Tư pháp chủ trì, phối hợp các sở rà soát văn bản")
    assert order is not None
    assert [body.name for body in order.leads] == ["Sở Tư pháp"]
    assert read_order("Trên cơ sở kế hoạch, tập trung chọn các doanh nghiệp, các hộ chưa được kiểm tra") is None


def test_asking_for_an_opinion_is_no_part_of_a_name() -> None:
    order = read_order("Đề nghị các thành viên Ban Chỉ đạo cho ý kiến đối với dự thảo")
    assert order is not None
    assert [body.name for body in order.leads] == ["các thành viên Ban Chỉ đạo"]


def test_a_clause_that_opens_a_list_of_dashes_stands_beside_the_dashes_above_it() -> None:
    text = HEAD.format(kind="TB-UBND") + (
        "THÔNG BÁO\nVề nhiệm vụ quý IV\n\n1. Đánh giá chung\n\nTrong quý III, các ngành đạt một số kết quả như:\n\n"
        "- Đã kiểm tra 12 đơn vị.\n\nTuy nhiên vẫn còn một số tồn tại, hạn chế như:\n\n"
        "- Thu ngân sách của 6 xã còn thấp.\n\n- Công tác hoàn thuế được cải thiện nhưng hồ sơ tồn đọng nhiều.\n"
    )
    assert lacks(text) == [
        "Thu ngân sách của 6 xã còn thấp",
        "Công tác hoàn thuế được cải thiện nhưng hồ sơ tồn đọng nhiều",
    ]


def test_a_numbered_line_that_only_says_what_about_is_no_task() -> None:
    text = HEAD.format(kind="UBND-NC") + (
        "Kính gửi: Các sở.\n\nUBND tỉnh yêu cầu các sở thực hiện các nội dung sau:\n\n"
        "1. Đối với công tác báo cáo kết quả kiểm tra.\n\n- Chấn chỉnh việc báo cáo.\n\n"
        "- Tổ chức, phân công cán bộ theo dõi.\n"
    )
    assert leads(text) == [("1.1", ["các sở"]), ("1.2", ["các sở"])]


def test_orders_stand_also_in_the_closing_article_of_a_resolution() -> None:
    text = COUNCIL + (
        "Điều 2. Điều khoản thi hành:\n\n1. Giao Ủy ban nhân dân tỉnh tổng hợp, báo cáo kết quả.\n\n"
        "2. Nghị quyết này có hiệu lực từ ngày 13 tháng 7 năm 2025.\n"
    )
    assert leads(text) == [("Điều 2.1", ["Ủy ban nhân dân tỉnh"])]


@pytest.mark.parametrize(
    ("text", "helpers"),
    [
        (
            "Phối hợp với Tạp chí Tài chính, Văn phòng và Vụ Pháp chế đẩy mạnh tuyên truyền",
            ["Tạp chí Tài chính", "Văn phòng", "Vụ Pháp chế"],
        ),
        ("Sở Y tế phối hợp cùng Văn phòng xây dựng kế hoạch", ["Văn phòng"]),
        ("Phối hợp với Sở Tài chính họp bàn lộ trình", ["Sở Tài chính"]),
        ("Triển khai kế hoạch; chỉ đạo, điều hòa, phối hợp với Sở Y tế lập danh sách", ["Sở Y tế"]),
        (
            "Phối hợp với các ngân hàng thương mại, các công ty tài chính để thu thập thông tin",
            ["các ngân hàng thương mại", "các công ty tài chính"],
        ),
    ],
)
def test_who_lends_a_hand_ends_before_the_verb(text: str, helpers: list[str]) -> None:
    assert [body.name for body in helpers_of(text, 0)] == helpers


# -- targets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tối thiểu có 5 doanh nghiệp số.", [(">=", 5, "doanh nghiệp")]),
        ("Kinh phí cho nghiên cứu đạt 2% GDP.", [("=", 2, "%")]),
        ("Thu hút thêm ít nhất 3 tổ chức, doanh nghiệp đặt trụ sở tại tỉnh.", [(">=", 3, "tổ chức")]),
        ("Tăng 02 bậc so với năm 2024.", [("=", 2, "bậc")]),
        ("Rút ngắn thời gian cấp phép còn 20 ngày làm việc.", [("=", 20, "ngày làm việc")]),
        ("Huy động từ thuế, phí khoảng 13 - 14% GDP.", [("=", [13.0, 14.0], "%")]),
        ("Mức phí bằng 30% giá dịch vụ.", []),
        ("Năm 2025 tổ chức khoa học công nghệ được sắp xếp lại.", []),
    ],
)
def test_measures_in_a_section_of_objectives(text: str, wanted: list[tuple[object, ...]]) -> None:
    assert [(one.comparator, one.value, one.unit) for one in read_targets(text, objective=True)] == wanted


def test_a_share_belongs_to_what_is_measured_before_the_promise() -> None:
    (target,) = read_targets("Tỷ trọng thu nội địa phấn đấu đến năm 2030 đạt 86%.", objective=True)
    assert target.text == "Tỷ trọng thu nội địa phấn đấu đến năm 2030 đạt 86%"


def test_a_roman_numeral_with_its_dash_glued_on_opens_a_section() -> None:
    text = HEAD.format(kind="NQ-HĐND") + "NGHỊ QUYẾT\nVỀ CHUYỂN ĐỔI SỐ\n\nII- MỤC TIÊU\n\n1. Đến năm 2030\n\n"
    found = read_text(text + "- Duy trì 12 trạm quan trắc.\n")
    assert [(target.value, target.section) for target in found.targets] == [(12, "II.1")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hồ sơ nộp qua mạng dat tối thiếu 75%.", [(">=", 75)]),
        (
            "Hồ sơ trực tuyến đạt tôi thiểu 80% và hoàn thành tích hợp lên Cổng quốc gia.Tỷ lệ số hóa đạt 60%.",
            [(">=", 80), ("=", 60)],
        ),
        (
            "Tỷ lệ khai của doanh nghiệp đạt tối thiểu 95%; của cá nhân hưởng tiền lương, tiền công đạt tối thiểu 70%.",
            [(">=", 95), (">=", 70)],
        ),
    ],
)
def test_shares_of_scanned_papers(text: str, wanted: list[tuple[str, int]]) -> None:
    assert [(one.comparator, one.value) for one in read_targets(text, objective=True)] == wanted


def test_an_aim_without_a_figure_is_no_part_of_the_share_before_it() -> None:
    (target,) = read_targets("Hồ sơ đạt tối thiểu 80% và hoàn thành kết nối hai hệ thống.", objective=True)
    assert target.text == "Hồ sơ đạt tối thiểu 80%"


def test_roman_numerals_that_a_scanner_misread_open_sections() -> None:
    head = HEAD.format(kind="KH-UBND") + "KẾ HOẠCH\nVỀ CHUYỂN ĐỔI SỐ\n\nI. MỤC ĐÍCH\n\nThống nhất thực hiện.\n\n"
    found = read_text(
        head + "Il. MỤC TIÊU\n\n- Cung cấp dữ liệu đạt tối thiểu 90%.\n\nHI. NHIỆM VỤ\n\n~ Sở Tài chính lập dự toán.\n"
    )
    assert [(target.value, target.section) for target in found.targets] == [(90, "II")]
    assert [(task.section, task.lead_agencies) for task in found.tasks] == [("III", ["Sở Tài chính"])]


def test_who_is_given_work_ends_before_the_verb_that_mends_a_paper() -> None:
    order = read_order("Giao Ủy ban nhân dân tỉnh chỉnh sửa Quy hoạch; phê duyệt Quy hoạch.")
    assert order is not None
    assert [body.name for body in order.leads] == ["Ủy ban nhân dân tỉnh"]
