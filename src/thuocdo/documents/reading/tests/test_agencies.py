"""Bodies and groups of a cell or an ordering clause."""

from __future__ import annotations

import pytest

from thuocdo.documents.reading.agencies import head_kind, joined, split_bodies, subject


def names(text: str) -> list[str]:
    return [body.name for body in split_bodies(text)]


LISTS = [
    ("Các Sở, ban, ngành cấp huyện; các phòng chuyên môn", ["Các Sở, ban, ngành cấp huyện", "các phòng chuyên môn"]),
    ("Các sở, ngành, UBND các huyện, thị xã", ["Các sở, ngành", "UBND các huyện, thị xã"]),
    ("Các Sở, ban, ngành và đơn vị liên quan", ["Các Sở, ban, ngành và đơn vị liên quan"]),
    ("Sở Nội vụ; các Sở, ngành và các cơ quan báo chí", ["Sở Nội vụ", "các Sở, ngành", "các cơ quan báo chí"]),
    ("Thanh tra tỉnh và các cơ quan liên quan", ["Thanh tra tỉnh", "các cơ quan liên quan"]),
    ("Các cấp, các ngành có liên quan", ["Các cấp, các ngành có liên quan"]),
    ("Sở Giáo dục và Đào tạo, Sở Y tế.", ["Sở Giáo dục và Đào tạo", "Sở Y tế"]),
    ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
    ("- Sở Tư pháp. - Các sở, ban, ngành.", ["Sở Tư pháp", "Các sở, ban, ngành"]),
    ("Giám đốc các Sở, Chủ tịch UBND các xã, phường", ["Giám đốc các Sở", "Chủ tịch UBND các xã, phường"]),
    ("Ban Quản lý Khu kinh tế và các khu công nghiệp", ["Ban Quản lý Khu kinh tế và các khu công nghiệp"]),
    ("Báo và Đài Phát thanh, Truyền hình tỉnh", ["Báo và Đài Phát thanh, Truyền hình tỉnh"]),
    (
        "Trung tâm Dịch vụ việc làm (Sở Nội vụ), Bưu điện tỉnh",
        ["Trung tâm Dịch vụ việc làm (Sở Nội vụ)", "Bưu điện tỉnh"],
    ),
    ("Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh", ["Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh"]),
    ("các đoàn kiểm tra được thành lập ở các cấp", ["các đoàn kiểm tra được thành lập ở các cấp"]),
]


@pytest.mark.parametrize(("printed", "expected"), LISTS)
def test_a_group_stays_whole_and_ends_where_another_class_of_body_begins(printed: str, expected: list[str]) -> None:
    assert names(printed) == expected


def test_what_stands_behind_a_body_and_is_not_its_name_is_its_rider() -> None:
    bodies = split_bodies("Sở Tài chính hướng dẫn, tổng hợp; các sở, ngành thực hiện")
    assert [(body.name, body.rider) for body in bodies] == [
        ("Sở Tài chính", "hướng dẫn, tổng hợp"),
        ("các sở, ngành", "thực hiện"),
    ]


def test_bodies_behind_phoi_hop_in_the_lead_column_help_and_do_not_lead() -> None:
    bodies = split_bodies("Sở Xây dựng phối hợp Sở Tài chính")
    assert [(body.name, body.role) for body in bodies] == [("Sở Xây dựng", "lead"), ("Sở Tài chính", "coordinating")]


def test_departments_named_under_one_head_are_spread_and_told() -> None:
    bodies = split_bodies("Các Sở Xây dựng, Y tế, Nông nghiệp và Môi trường")
    assert [body.name for body in bodies] == ["Sở Xây dựng", "Sở Y tế", "Sở Nông nghiệp và Môi trường"]
    assert all(body.doubts == ("agency_spread",) for body in bodies)


def test_ministries_behind_a_colon_keep_their_kind() -> None:
    assert names("Các Bộ: Quốc phòng, Công an, Y tế") == ["Bộ Quốc phòng", "Bộ Công an", "Bộ Y tế"]


def test_two_departments_without_a_comma_are_parted_with_a_doubt() -> None:
    bodies = split_bodies("Sở Khoa học và Công nghệ Sở Công Thương")
    assert [body.name for body in bodies] == ["Sở Khoa học và Công nghệ", "Sở Công Thương"]
    assert bodies[0].doubts == ("agency_glued",)


def test_every_body_points_at_its_own_words() -> None:
    text = "- Các sở, ban, ngành; - UBND các xã, phường và Công an tỉnh."
    assert [text[body.start : body.end] for body in split_bodies(text)] == names(text)


@pytest.mark.parametrize(
    "text", ["Báo cáo kết quả", "Bộ máy được sắp xếp", "Phòng, chống tham nhũng", "Tổ chức thực hiện"]
)
def test_words_that_begin_like_a_body_are_none(text: str) -> None:
    assert subject(text) is None


def test_a_sentence_names_its_bodies_before_the_first_verb() -> None:
    found = subject("Các cơ quan được phân công chủ trì nhiệm vụ theo Kế hoạch này có trách nhiệm lập dự toán")
    assert found and [body.name for body in found[0]] == ["Các cơ quan được phân công chủ trì nhiệm vụ"]


def test_helpers_stand_behind_phoi_hop_voi_up_to_the_next_verb() -> None:
    found = joined("Chủ trì, phối hợp với Công an tỉnh, các sở, ngành liên quan xây dựng quy chế")
    assert [body.name for body in found] == ["Công an tỉnh", "các sở, ngành liên quan"]
    assert joined("tổ chức lực lượng, phối hợp tuần tra, kiểm soát") == []


def test_an_abbreviated_body_is_known() -> None:
    assert [head_kind(name) for name in ("VP UBND tỉnh", "BCĐ CCHC tỉnh", "KBNN tỉnh", "STTTT")] == ["named"] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Công an các xã, phường; Sở Nội vụ", ["Công an các xã, phường", "Sở Nội vụ"]),
        ("Giám đốc các sở: Nội vụ, Tài chính", ["Giám đốc Sở Nội vụ", "Giám đốc Sở Tài chính"]),
        ("Bưu điện tỉnh, Viettel Hòa Sơn", ["Bưu điện tỉnh", "Viettel Hòa Sơn"]),
        (
            "Chủ đầu tư các dự án, Ban Quản lý dự án đầu tư xây dựng tỉnh",
            ["Chủ đầu tư các dự án", "Ban Quản lý dự án đầu tư xây dựng tỉnh"],
        ),
        (
            "Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh",
            ["Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh"],
        ),
        ("Tổ công nghệ số cộng đồng, Văn phòng UBND xã", ["Tổ công nghệ số cộng đồng", "Văn phòng UBND xã"]),
    ],
)
def test_bodies_of_many_kinds_are_told_apart(text: str, expected: list[str]) -> None:
    assert [body.name for body in split_bodies(text)] == expected


def test_persons_addressed_before_a_colon_are_the_bodies_behind_it() -> None:
    found = subject("Các ông (bà): Chánh Văn phòng UBND tỉnh, Giám đốc Sở Nội vụ kiểm tra việc thực hiện")
    assert found and [body.name for body in found[0]] == ["Chánh Văn phòng UBND tỉnh", "Giám đốc Sở Nội vụ"]
