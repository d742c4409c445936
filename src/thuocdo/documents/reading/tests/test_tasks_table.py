"""Tasks of tables: columns, shifted cells, missing columns."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.reading import Reading

TOP = "KẾ HOẠCH\nCải cách hành chính năm 2025\n\nPHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n\n"
HEADER = ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]


def read(*rows: list[str], header: list[str] = HEADER) -> Reading:
    return read_loaded(TOP + "\n".join("\t".join(row) for row in (header, *rows)) + "\n")


def only(row: list[str]) -> FoundTask:
    (task,) = read(row).tasks
    return task


def codes(task: FoundTask) -> list[str]:
    return [doubt.code for doubt in task.doubts]


def test_each_column_goes_to_its_place() -> None:
    task = only(["7", "Công khai thủ tục", "Danh mục", "Sở Y tế", "Các sở, ngành; UBND cấp xã", "Quý I/2026"])
    assert (task.more["row"], task.id, task.text) == (7, "PL.7", "Công khai thủ tục")
    assert (task.lead_agencies, task.outputs) == (["Sở Y tế"], ["Danh mục"])
    assert task.coordinating_agencies == ["Các sở, ngành", "UBND cấp xã"]
    assert [(d["kind"], d["value"]) for d in task.deadlines] == [("quarter", "2026-Q1")]
    assert codes(task) == []


def test_a_section_row_gives_path_and_field() -> None:
    reading = read(
        ["II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""], ["1", "Báo cáo quý", "", "Sở Y tế", "", "Trong năm"]
    )
    (task,) = reading.tasks
    assert (task.section, task.field) == ("PL.II", "procedures")


def test_a_word_slipped_into_the_lead_column_is_moved_back_and_told() -> None:
    task = only(["1", "Ứng dụng chữ ký số", "", "Các sở, ngành ở các cấp Sở", "Khoa học và Công nghệ", "Thường xuyên"])
    assert (task.lead_agencies, task.coordinating_agencies) == (
        ["Các sở, ngành ở các cấp"],
        ["Sở Khoa học và Công nghệ"],
    )
    assert codes(task) == ["columns_shifted"]
    assert "Sở Khoa học và Công nghệ" in task.doubts[0].message and task.confidence <= 0.5
    assert task.more["as_printed"] == {"lead": "Các sở, ngành ở các cấp Sở", "coordinating": "Khoa học và Công nghệ"}


def test_a_body_that_leads_in_the_coordinating_column_is_told() -> None:
    task = only(
        ["1", "Chia sẻ dữ liệu", "", "Sở Y tế chủ trì kết nối", "Văn phòng UBND tỉnh chủ trì tích hợp", "Trong năm"]
    )
    assert task.lead_agencies == ["Sở Y tế", "Văn phòng UBND tỉnh"] and task.coordinating_agencies == []
    assert codes(task) == ["lead_in_coordinating"] and task.confidence <= 0.5


def test_phoi_hop_inside_the_lead_column_is_told() -> None:
    task = only(["1", "Giải ngân", "", "Sở Xây dựng phối hợp Sở Tài chính", "Các đơn vị liên quan", "Trong năm"])
    assert task.lead_agencies == ["Sở Xây dựng"]
    assert task.coordinating_agencies == ["Sở Tài chính", "Các đơn vị liên quan"]
    assert codes(task) == ["coordinating_in_lead"] and task.confidence <= 0.6


def test_a_word_lost_in_a_deadline_is_told() -> None:
    task = only(["1", "Khảo sát", "Báo cáo", "Sở Nội vụ", "", "Trước 7 và tháng 11/2025"])
    assert [d["value"] for d in task.deadlines] == ["2025-07", "2025-11"]
    assert task.doubts and task.confidence < 0.7


def test_a_deadline_nobody_understands_is_kept_as_a_doubt() -> None:
    assert codes(only(["1", "Khảo sát", "", "Sở Nội vụ", "", "Chờ hướng dẫn riêng"])) == ["deadline_unread"]


def test_a_rider_is_kept_beside_the_body() -> None:
    task = only(
        ["1", "Kỷ luật, kỷ cương", "", "Các cơ quan, đơn vị; Sở Nội vụ tổng hợp báo cáo chung", "", "Thường xuyên"]
    )
    assert task.lead_agencies == ["Các cơ quan, đơn vị", "Sở Nội vụ"]
    assert task.more["agency_notes"] == {"Sở Nội vụ": "tổng hợp báo cáo chung"}


def test_a_missing_column_gives_a_notice_and_no_crash() -> None:
    reading = read(["1", "Rà soát thủ tục", "Sở Y tế"], header=["TT", "Nhiệm vụ", "Đơn vị thực hiện"])
    (task,) = reading.tasks
    assert (list(task.lead_agencies), list(task.outputs), list(task.deadlines)) == (["Sở Y tế"], [], [])
    (notice,) = [notice for notice in reading.notices if notice.code == "documents.table_column_missing"]
    assert "thời gian hoàn thành" in notice.message and notice.remedy


@pytest.mark.parametrize(
    "header",
    [
        ["TT", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Lệ phí"],
        ["Bước", "Nội dung công việc", "Đơn vị thực hiện"],
    ],
)
def test_lists_of_procedures_and_steps_order_nothing(header: list[str]) -> None:
    assert read(["1", "Cấp giấy phép", "05 ngày", "Không"][: len(header)], header=header).tasks == []


def test_roles_written_out_in_one_column_are_parted() -> None:
    header = ["TT", "Nhiệm vụ", "Cơ quan chủ trì, phối hợp", "Thời gian"]
    (task,) = read(["1", "Rà soát", "Chủ trì: Sở Nội vụ; phối hợp: các sở, ngành", "Quý II"], header=header).tasks
    assert (task.lead_agencies, task.coordinating_agencies) == (["Sở Nội vụ"], ["các sở, ngành"])


def test_a_target_in_the_output_column_shares_the_deadline_of_the_row() -> None:
    reading = read(["3", "Công khai thủ tục", "100% thủ tục được công khai", "Sở Y tế", "", "Tháng 6/2025"])
    (target,) = reading.targets
    assert (target.value, target.section, target.deadline["value"]) == (100, "PL.3", "2025-06")


def test_a_row_without_a_lead_is_doubted_and_not_sure() -> None:
    (task,) = read(["1", "Rà soát thủ tục", "Tháng 6/2025"], header=["TT", "Nhiệm vụ", "Thời gian"]).tasks
    assert codes(task) == ["lead_missing"] and task.confidence <= 0.6
