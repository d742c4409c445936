"""Telegrams, notices of conclusions and plans of departments: hours, agreed matters, leads named in a last clause."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.agencies import split_bodies
from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.shortcomings import read_shortcomings

TELEGRAM = """BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
            -------                          Độc lập - Tự do - Hạnh phúc
    Số: 4321/CĐ-BNNMT                {dated}

                                CÔNG ĐIỆN
              Về việc tập trung ứng phó với bão số 7

     Theo tin của Trung tâm Dự báo khí tượng thủy văn quốc gia, bão số 7 đang
di chuyển nhanh. Bộ trưởng Bộ Nông nghiệp và Môi trường đề nghị:

     1. Chủ tịch Ủy ban nhân dân các tỉnh, thành phố tổ chức kiểm đếm tàu thuyền
và chủ động cấm biển khi cần thiết.

     2. Cục Quản lý đê điều và Phòng, chống thiên tai tổ chức trực ban 24/24 giờ.
     Yêu cầu các đơn vị báo cáo kết quả về Bộ trước ngày 10 tháng 9 năm 2025./.
"""
NOTICE = "VĂN PHÒNG CHÍNH PHỦ\n\nSố: 415/TB-VPCP\n\nHà Nội, ngày 06 tháng 8 năm 2025\n\nTHÔNG BÁO\nKẾT LUẬN\n\n"


def tasks(text: str) -> list[FoundTask]:
    return read_text(text).tasks


@pytest.mark.parametrize(
    "dated",
    [
        "Hà Nội, hồi 9 giờ 00 ngày 04 tháng 9 năm 2025",
        "Hà Nội, hồi 09h00, ngày 04 tháng 9 năm 2025",
        "Hà Nội, lúc 9 giờ 00 phút ngày 04 tháng 9 năm 2025",
    ],
)
def test_the_hour_of_a_telegram_hides_neither_place_nor_date(dated: str) -> None:
    metadata = read_text(TELEGRAM.format(dated=dated)).metadata
    assert (metadata["place"], metadata["date"]["value"]) == ("Hà Nội", "2025-09-04")


def test_what_a_body_organises_and_prevention_in_its_name_are_told_apart() -> None:
    found = tasks(TELEGRAM.format(dated="Hà Nội, ngày 04 tháng 9 năm 2025"))
    assert [task.lead_agencies for task in found[:2]] == [
        ["Chủ tịch Ủy ban nhân dân các tỉnh, thành phố"],
        ["Cục Quản lý đê điều và Phòng, chống thiên tai"],
    ]


def test_a_paragraph_that_opens_below_an_item_of_one_line_is_not_drawn_into_its_sentence() -> None:
    found = tasks(TELEGRAM.format(dated="Hà Nội, ngày 04 tháng 9 năm 2025"))
    assert found[1].text.endswith("trực ban 24/24 giờ.")


def test_organisations_stay_bodies() -> None:
    assert [body.name for body in split_bodies("Mặt trận Tổ quốc và các tổ chức chính trị - xã hội")][-1] == (
        "các tổ chức chính trị - xã hội"
    )


def test_an_order_behind_a_sentence_that_agrees_is_a_task_of_its_own() -> None:
    found = tasks(
        NOTICE + "1. Bộ Nội vụ hướng dẫn các địa phương về biên chế.\n\n"
        "2. Đồng ý với đề nghị của Bộ Tư pháp về lùi thời hạn. Bộ Tư pháp trình Chính phủ trong tháng 9/2025.\n"
    )
    assert [(task.id, task.lead_agencies) for task in found] == [("1", ["Bộ Nội vụ"]), ("2.2", ["Bộ Tư pháp"])]


@pytest.mark.parametrize(
    "order",
    [
        "Rà soát 100% văn bản quy phạm pháp luật; Phòng Pháp chế chủ trì; thời gian: Quý I/2025.",
        "Rà soát văn bản quy phạm pháp luật; đơn vị chủ trì: Phòng Pháp chế; hoàn thành trong quý I năm 2025.",
    ],
)
def test_a_last_clause_names_who_leads(order: str) -> None:
    (task,) = tasks("SỞ Y TẾ\n\nSố: 15/KH-SYT\n\nKẾ HOẠCH\nCải cách hành chính năm 2025\n\nIII. NHIỆM VỤ\n\n- " + order)
    assert task.lead_agencies == ["Phòng Pháp chế"]


def test_numbers_in_brackets_are_no_words_of_a_shortcoming() -> None:
    text = "Tuy nhiên, vẫn còn một số hạn chế, cụ thể: (i) cán bộ cấp xã còn thiếu; (ii) hạ tầng chưa đồng bộ."
    assert [text[start:end] for start, end in read_shortcomings(text)] == [
        "cán bộ cấp xã còn thiếu",
        "hạ tầng chưa đồng bộ",
    ]


REPORT = (
    "SỞ TƯ PHÁP\n\nSố: 88/BC-STP\n\nAn Sơn, ngày 15 tháng 12 năm 2024\n\n"
    "BÁO CÁO\nKết quả cải cách hành chính năm 2024\n\n"
    "I. CÔNG TÁC CHỈ ĐẠO\n\nThực hiện Kế hoạch số 01/KH-UBND ngày 02/01/2024 của UBND tỉnh, Sở đã ban hành Kế hoạch "
    "số 05/KH-STP ngày 10/01/2024.\n\nIV. PHƯƠNG HƯỚNG NĂM 2025\n\n1. Phấn đấu 100% hồ sơ được số hóa.\n\n"
    "2. Tiếp tục rà soát văn bản.\n"
)


def test_what_a_report_says_has_been_done_is_no_task() -> None:
    assert [task.id for task in tasks(REPORT)] == ["IV.1", "IV.2"]


def test_a_section_on_the_coming_year_gives_its_targets_that_year() -> None:
    (target,) = read_text(REPORT).targets
    assert (target.deadline or {}).get("value") == "2025"


def test_the_title_of_a_cited_letter_ends_where_the_answering_body_speaks() -> None:
    reading = read_text(
        "TỔNG CỤC THUẾ\n\nSố: 2345/TCT-CS\nV/v thuế\n\nHà Nội, ngày 18 tháng 7 năm 2014\n\n"
        "Kính gửi: Cục Thuế tỉnh An Sơn\n\nTrả lời công văn số 5678/CT-TTHT ngày 20/5/2014 của Cục Thuế tỉnh An Sơn về "
        "thuế giá trị gia tăng, Tổng cục Thuế có ý kiến như sau: Nghị định số 209/2013/NĐ-CP ngày 18/12/2013 của "
        'Chính phủ quy định: "...".\n'
    )
    assert [cited.title for cited in reading.citations] == ["về thuế giá trị gia tăng", None]
