"""Orders in notices of meetings, resolutions of sessions and plans that carry out a law."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.agencies import split_bodies
from thuocdo.documents.reading.found import FoundTask

HEAD = "CHÍNH PHỦ\n\nSố: 210/{kind}-CP\n\nHà Nội, ngày 12 tháng 7 năm 2025\n\n"
SESSION = HEAD.format(kind="NQ") + "NGHỊ QUYẾT\nPHIÊN HỌP THƯỜNG KỲ THÁNG 6 NĂM 2025\n\n"
PLAN = HEAD.format(kind="KH") + "KẾ HOẠCH\nTRIỂN KHAI THI HÀNH LUẬT\n\n"


def tasks(text: str) -> list[tuple[str, list[str]]]:
    return [(task.id, list(task.lead_agencies)) for task in read_text(text).tasks]


def only(text: str) -> FoundTask:
    (task,) = read_text(text).tasks
    return task


def test_a_resolution_without_articles_hands_out_work_like_a_plan() -> None:
    text = SESSION + (
        "1. Về tình hình kinh tế - xã hội\n\nChính phủ đánh giá kinh tế chuyển biến. Tuy nhiên, giải ngân vốn "
        "đầu tư công còn chậm; việc sắp xếp bộ máy còn lúng túng.\n\n"
        "Chính phủ yêu cầu các bộ, cơ quan, địa phương thực hiện các nhiệm vụ sau đây:\n\n"
        "a) Bộ Tài chính chủ trì, phối hợp với các cơ quan liên quan:\n\n- Điều hành chính sách tài khóa hợp lý.\n\n"
        "b) Bộ Nội vụ trình Chính phủ Nghị định trong tháng 7 năm 2025.\n"
    )
    reading = read_text(text)
    assert tasks(text) == [("1.a.1", ["Bộ Tài chính"]), ("1.b", ["Bộ Nội vụ"])]
    assert len(reading.shortcomings) == 2


def test_a_decision_of_the_body_itself_is_no_task_but_the_sentence_giao_behind_it_is() -> None:
    text = SESSION + (
        "2. Về dự án Luật\n\nChính phủ thống nhất thông qua. Giao Bộ trưởng Bộ Tài chính thay mặt Chính phủ "
        "ký Tờ trình.\n"
    )
    assert tasks(text) == [("2.giao", ["Bộ trưởng Bộ Tài chính"])]


def test_the_heading_to_chuc_thuc_hien_names_no_body() -> None:
    text = (
        PLAN + "III. TỔ CHỨC THỰC HIỆN\n\n1. Kinh phí thực hiện được bố trí từ ngân sách.\n\n2. Sở Nội vụ theo dõi.\n"
    )
    assert tasks(text) == [("III.2", ["Sở Nội vụ"])]


def test_lettered_lines_make_a_card_too() -> None:
    task = only(
        PLAN + "II. NỘI DUNG\n\n1. Nghị quyết của Hội đồng nhân dân tỉnh quy định về ủy quyền.\n\n"
        "a) Cơ quan chủ trì soạn thảo: Sở Nội vụ.\n\nb) Cơ quan phối hợp: Sở Tư pháp.\n\n"
        "c) Thời gian trình: Tháng 12/2025.\n"
    )
    assert (task.lead_agencies, task.coordinating_agencies) == (["Sở Nội vụ"], ["Sở Tư pháp"])
    assert task.deadlines[0]["value"] == "2025-12"


def test_results_told_under_their_heading_are_no_targets_but_what_lags_is_a_shortcoming() -> None:
    text = HEAD.format(kind="TB") + (
        "THÔNG BÁO\nKết luận cuộc họp\n\nI. Về kết quả thực hiện\n\nToàn tỉnh giải ngân đạt 58,3% kế hoạch. Còn 04 "
        "chủ đầu tư giải ngân dưới 30%; năng lực của một số nhà thầu còn yếu.\n"
    )
    reading = read_text(text)
    assert reading.targets == []
    assert [thing.text for thing in reading.shortcomings] == [
        "Còn 04 chủ đầu tư giải ngân dưới 30%",
        "năng lực của một số nhà thầu còn yếu",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Ban Quản lý dự án các công trình giao thông",
        "các đơn vị sự nghiệp công lập",
        "Bộ Ngoại giao",
        "Ban Chỉ đạo chuyển đổi số tỉnh",
        "Trung tâm bồi dưỡng chính trị",
        "Tổng công ty Hàng không Việt Nam",
        "Văn phòng điều phối nông thôn mới",
    ],
)
def test_a_verb_inside_a_name_ends_no_name(name: str) -> None:
    assert [body.name for body in split_bodies(f"{name}; Sở Nội vụ")] == [name, "Sở Nội vụ"]


ARTICLES = (
    HEAD.format(kind="NQ") + "NGHỊ QUYẾT\nVề hoạt động chất vấn\n\nCăn cứ Luật Đầu tư;\n\nĐiều 1. Ghi nhận kết quả.\n\n"
)


def test_an_article_that_asks_a_body_for_what_follows_hands_out_work() -> None:
    text = ARTICLES + (
        "Điều 2. Hội đồng nhân dân tỉnh yêu cầu Ủy ban nhân dân tỉnh thực hiện các nội dung sau:\n\n"
        "1. Lĩnh vực giáo dục\n\na) Rà soát quy hoạch mạng lưới trường lớp.\n\n"
        "2. Ủy ban nhân dân các xã thu hồi đất của dự án chậm tiến độ.\n\n"
        "Điều 3. Giao Sở Nội vụ chủ trì, phối hợp với các sở:\n\n- Tổ chức thực hiện Nghị quyết.\n"
    )
    assert tasks(text) == [
        ("Điều 2.1.a", ["Ủy ban nhân dân tỉnh"]),
        ("Điều 2.2", ["Ủy ban nhân dân các xã"]),
        ("Điều 3.1", ["Sở Nội vụ"]),
    ]


def test_a_resolution_that_only_sets_rules_hands_out_nothing() -> None:
    text = ARTICLES + "Điều 2. Mức hỗ trợ:\n\n1. Hỗ trợ chi phí đi lại.\n\n2. Bảo đảm nguyên tắc công khai.\n"
    assert tasks(text) == []
