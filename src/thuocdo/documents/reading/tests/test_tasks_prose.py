"""Tasks of running text."""

from __future__ import annotations

from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.pipeline import read_loaded

LETTER = (
    "Số: 12/UBND-NC\nV/v tăng cường cải cách hành chính\n\nNghệ An, ngày 5 tháng 3 năm "
    "2025\n\nKính gửi: Các sở, ban, ngành.\n\n"
)
PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2025\n\n"


def tasks(text: str) -> list[FoundTask]:
    return read_loaded(text).tasks


def leads(text: str) -> dict[str, list[str]]:
    return {task.id: list(task.lead_agencies) for task in tasks(text)}


def test_items_inherit_the_bodies_of_the_ordering_clause_above_them() -> None:
    first, second = tasks(
        LETTER + "UBND tỉnh yêu cầu Giám đốc các Sở; Chủ tịch UBND các xã, phường thực hiện các nội dung sau:\n\n"
        "1. Tăng cường kiểm tra công vụ.\n\n2. Sở Y tế rà soát hồ sơ trễ hạn.\n"
    )
    assert first.lead_agencies == ["Giám đốc các Sở", "Chủ tịch UBND các xã, phường"]
    assert first.more["lead_inherited"] is True
    assert second.lead_agencies == ["Sở Y tế"] and "lead_inherited" not in second.more


def test_a_sentence_giao_inside_an_item_is_a_task_of_its_own() -> None:
    text = (
        LETTER
        + "UBND tỉnh yêu cầu các sở, ngành thực hiện:\n\n1. Siết chặt kỷ cương. Giao Sở Nội vụ kiểm tra đột xuất.\n"
    )
    assert leads(text) == {"1": ["các sở, ngành"], "1.giao": ["Sở Nội vụ"]}


def test_a_closing_paragraph_counts_only_if_it_orders_a_report() -> None:
    body = LETTER + "UBND tỉnh yêu cầu các sở, ngành:\n\n1. Tăng cường kiểm tra.\n\n"
    assert list(leads(body + "Yêu cầu các sở, ngành nghiêm túc thực hiện./.\n")) == ["1"]
    closing = tasks(body + "Yêu cầu các sở, ngành định kỳ hằng quý báo cáo kết quả về UBND tỉnh (qua Sở Nội vụ)./.\n")[
        -1
    ]
    assert (closing.id, closing.section, closing.more["report_to"]) == ("ket", "kết", "UBND tỉnh (qua Sở Nội vụ)")
    assert closing.deadlines[0]["recurrence"] == ["quarterly"] and not closing.text.endswith(".")


def test_a_heading_of_bodies_leads_what_stands_under_it() -> None:
    found = tasks(
        PLAN + "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ\n\n- Chủ trì, phối hợp với các sở, ngành theo dõi Kế hoạch.\n\n"
        "- Báo cáo UBND tỉnh kết quả trước ngày 20/12/2025.\n\n2. Công an tỉnh\n\nChỉ đạo Công an "
        "các xã cập nhật dữ liệu.\n"
    )
    assert [(task.section, list(task.lead_agencies)) for task in found] == [
        ("IV.1", ["Sở Nội vụ"]),
        ("IV.1", ["Sở Nội vụ"]),
        ("IV.2", ["Công an tỉnh"]),
    ]
    assert found[0].coordinating_agencies == ["các sở, ngành"]
    assert found[1].deadlines[0]["value"] == "2025-12-20"


def test_a_vague_subject_does_not_hide_the_bodies_of_the_heading() -> None:
    text = (
        PLAN + "IV. TỔ CHỨC THỰC HIỆN\n\n1. Các sở, ngành; UBND các xã\n\na) Căn cứ Kế hoạch này, các cơ "
        "quan, đơn vị xây dựng kế hoạch.\n"
    )
    assert list(leads(text).values()) == [["Các sở, ngành", "UBND các xã"]]


def test_purposes_and_objectives_are_no_tasks() -> None:
    text = (
        PLAN + "I. MỤC ĐÍCH, YÊU CẦU\n\n1. Nâng cao trách nhiệm của các sở, ngành.\n\nII. MỤC TIÊU\n\n- "
        "Hoàn thành quy hoạch.\n"
    )
    assert tasks(text) == []


def test_labelled_lines_under_an_item_make_one_task() -> None:
    (task,) = tasks(
        PLAN + "II. NHIỆM VỤ\n\n1. Rà soát văn bản quy phạm pháp luật\n\n- Cơ quan chủ trì: Sở Tư pháp.\n\n"
        "- Cơ quan phối hợp: Các sở, ngành; UBND cấp xã.\n\n- Sản phẩm: Báo cáo rà soát.\n\n- Thời "
        "gian hoàn thành: Quý II/2025.\n"
    )
    assert (task.lead_agencies, task.coordinating_agencies) == (["Sở Tư pháp"], ["Các sở, ngành", "UBND cấp xã"])
    assert (list(task.outputs), task.deadlines[0]["value"]) == (["Báo cáo rà soát"], "2025-Q2")


def test_a_list_behind_nhu_belongs_to_its_task() -> None:
    (task,) = tasks(
        PLAN + "III. NHIỆM VỤ\n\n1. Nền tảng số\n\nTriển khai các nền tảng dùng chung như:\n\n- Hệ thống "
        "thông tin báo cáo.\n\n- Hệ thống thư điện tử.\n"
    )
    assert task.more["subitems"] == ["Hệ thống thông tin báo cáo.", "Hệ thống thư điện tử."]


def test_a_task_without_a_body_is_told() -> None:
    (task,) = tasks(PLAN + "II. NHIỆM VỤ\n\n1. Đẩy mạnh tuyên truyền cải cách hành chính.\n")
    assert task.lead_agencies == [] and [doubt.code for doubt in task.doubts] == ["lead_missing"]


def test_a_decision_orders_in_its_articles_of_duty_only() -> None:
    text = (
        "QUYẾT ĐỊNH\nBan hành Quy chế một cửa\n\nỦY BAN NHÂN DÂN TỈNH\n\nCăn cứ Luật Tổ chức chính "
        "quyền địa phương;\n\nQUYẾT ĐỊNH:\n\n"
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế một cửa.\n\nĐiều 2. Sở Nội vụ có trách "
        "nhiệm theo dõi, đôn đốc việc thực hiện.\n\n"
        "Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc các Sở chịu trách nhiệm thi hành Quyết định này.\n"
    )
    assert list(leads(text).values()) == [["Sở Nội vụ"]]


def test_every_task_points_at_its_words_in_the_source() -> None:
    text = LETTER + "UBND tỉnh yêu cầu các sở, ngành:\n\n1. Tăng cường\nkiểm tra công vụ.\n"
    (task,) = tasks(text)
    assert [text[start:end] for start, end in task.spans] == ["Tăng cường\nkiểm tra công vụ."]


def test_an_item_that_only_praises_is_no_task_but_what_it_hands_on_is() -> None:
    found = tasks(
        LETTER + "Chủ tịch UBND tỉnh kết luận như sau:\n\n1. Đánh giá cao kết quả đạt được trong quý I.\n\n"
        "2. Đồng ý nâng cấp phần mềm; giao Sở Khoa học và Công nghệ phối hợp với Sở Tài chính hướng dẫn.\n"
    )
    assert [(list(task.lead_agencies), list(task.coordinating_agencies)) for task in found] == [
        (["Sở Khoa học và Công nghệ"], ["Sở Tài chính"])
    ]


def test_unlabelled_paragraphs_below_an_opinion_hand_out_work() -> None:
    found = tasks(
        LETTER + "Về việc này, Chủ tịch UBND tỉnh có ý kiến như sau:\n\n"
        "Giao Sở Nội vụ chủ trì, phối hợp với Văn phòng UBND tỉnh kiểm tra công vụ; báo cáo trước ngày 30/9/2025.\n\n"
        "Yêu cầu các sở, ngành nghiêm túc thực hiện./.\n"
    )
    assert [(task.id, task.lead_agencies, task.coordinating_agencies) for task in found] == [
        ("1", ["Sở Nội vụ"], ["Văn phòng UBND tỉnh"])
    ]


def test_a_letter_without_a_list_asks_in_its_sentences() -> None:
    [task] = tasks(
        LETTER
        + "Thực hiện Kế hoạch CCHC năm 2025, Sở Nội vụ đề nghị các sở, ngành báo cáo kết quả quý I, gửi về Sở Nội vụ "
        "trước ngày 20/3/2025 để tổng hợp.\n\nĐề nghị các đơn vị quan tâm phối hợp thực hiện./.\n"
    )
    assert task.lead_agencies == ["các sở, ngành"]
    assert [deadline["value"] for deadline in task.deadlines] == ["2025-03-20"]


def test_the_closing_paragraph_keeps_the_date_it_ends_with() -> None:
    far = (
        "qua phần mềm theo dõi nhiệm vụ hoặc gửi trực tiếp tại trụ sở, số 3 Trường Thi, hoặc theo địa chỉ thư điện tử,"
    )
    *_, closing = tasks(
        LETTER + "UBND tỉnh yêu cầu các sở, ngành thực hiện:\n\n1. Rà soát hồ sơ trễ hạn.\n\n"
        f"Các đơn vị tổ chức lấy ý kiến, gửi ý kiến {far} trước ngày 20/5/2025.\n"
    )
    assert closing.id == "ket" and closing.text.endswith("trước ngày 20/5/2025")
    assert [deadline["value"] for deadline in closing.deadlines] == ["2025-05-20"]
