"""How cited papers are recognised, joined and given their role."""

import pytest

from thuocdo.documents.reading import read_text


def cited(text):
    return read_text(text).citations


def essence(text):
    return [(found.type, found.number, found.date, found.issuer) for found in cited(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Căn cứ Nghị định số 45/2020/NĐ-CP ngày 08/4/2020 của Chính phủ về thủ tục hành chính điện tử;",
            [("nghị định", "45/2020/NĐ-CP", "2020-04-08", "Chính phủ")],
        ),
        (
            "Căn cứ Luật Giao dịch điện tử số 20/2023/QH15;",
            [("luật", "20/2023/QH15", None, "Quốc hội")],
        ),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            [("luật", None, "2025-06-16", "Quốc hội")],
        ),
        (
            "Chỉ thị số 31-CT/TU ngày 06/6/2023, Kế hoạch số 134-KH/TU ngày 29/12/2023 của Ban Thường vụ Tỉnh ủy;",
            [
                ("chỉ thị", "31-CT/TU", "2023-06-06", "Ban Thường vụ Tỉnh ủy"),
                ("kế hoạch", "134-KH/TU", "2023-12-29", "Ban Thường vụ Tỉnh ủy"),
            ],
        ),
        (
            "Theo đề nghị của Giám đốc Sở Nội vụ tại Công văn số 35/SNV-CCHC&VTLT ngày 20 tháng 12 năm 2024.",
            [("công văn", "35/SNV-CCHC&VTLT", "2024-12-20", "Giám đốc Sở Nội vụ")],
        ),
        (
            "Xét ý kiến của các Bộ: Tài chính (Công văn số 13/BTC-NSNN ngày 23/9/2014), Nội vụ (Công văn số "
            "9/BNV-TL ngày 1/9/2014);",
            [
                ("công văn", "13/BTC-NSNN", "2014-09-23", "Bộ Tài chính"),
                ("công văn", "9/BNV-TL", "2014-09-01", "Bộ Nội vụ"),
            ],
        ),
        (
            "Căn cứ các Quyết định của Bộ trưởng Bộ Y tế: Số 10/QĐ-BYT ngày 03/8/2016 về công bố; số 54/QĐ-BYT "
            "ngày 21/5/2020 về sửa đổi;",
            [
                ("quyết định", "10/QĐ-BYT", "2016-08-03", "Bộ trưởng Bộ Y tế"),
                ("quyết định", "54/QĐ-BYT", "2020-05-21", "Bộ trưởng Bộ Y tế"),
            ],
        ),
        (
            "Kế hoạch số 9/KH-UBND ngày 6/3/2025 của UBND tỉnh Hòa Sơn về kiểm tra; Quyết định số 8/QĐ-UBND ngày "
            "1/2/2025 của UBND tỉnh.",
            [
                ("kế hoạch", "9/KH-UBND", "2025-03-06", "Ủy ban nhân dân tỉnh Hòa Sơn"),
                ("quyết định", "8/QĐ-UBND", "2025-02-01", "UBND tỉnh"),
            ],
        ),
        (
            "Nghị định số 13/2025/NĐ-CP ngày 12/6/2025 và Nghị định số 14/2025/NĐ-CP ngày 12/6/2025.",
            [
                ("nghị định", "13/2025/NĐ-CP", "2025-06-12", "Chính phủ"),
                ("nghị định", "14/2025/NĐ-CP", "2025-06-12", "Chính phủ"),
            ],
        ),
    ],
)
def test_kind_number_date_and_issuer_are_read_from_the_phrase(text, expected):
    assert essence(text) == expected


def test_a_chain_of_amendments_names_each_paper_once():
    found = cited(
        "Theo Nghị định số 10/2020/NĐ-CP ngày 1/2/2020 của Chính phủ và Nghị định số 20/2023/NĐ-CP ngày 3/4/2023 "
        "của Chính phủ "
        "sửa đổi, bổ sung một số điều của Nghị định số 10/2020/NĐ-CP ngày 1/2/2020."
    )
    assert [paper.number for paper in found] == ["10/2020/NĐ-CP", "20/2023/NĐ-CP"]
    assert found[1].title == "sửa đổi, bổ sung một số điều của Nghị định số 10/2020/NĐ-CP"
    assert len(found[0].spans) == 2


def test_the_same_number_on_other_days_is_another_paper_and_a_doubt():
    found = cited("Chỉ thị số 02/CT-TTg ngày 4/1/2018 và Chỉ thị số 02/CT-TTg ngày 8/2/2019 của Thủ tướng Chính phủ.")
    assert [paper.date for paper in found] == ["2018-01-04", "2019-02-08"]
    assert all("same_number_other_date" in [doubt.code for doubt in paper.doubts] for paper in found)


def test_a_number_printed_with_spaces_is_joined_and_kept_as_printed():
    found = cited("Nghị quyết số 71/NQ -CP ngày 01/4/2025 của Chính phủ.")
    assert (found[0].number, found[0].more["number_as_printed"]) == ("71/NQ-CP", "71/NQ -CP")


def test_blank_numbers_percentages_and_prices_are_no_citations():
    assert not cited(
        "(Ban hành kèm theo Quyết định số /2025/QĐ-UBND) đạt 95%, 100.000 đồng/năm, TCVN 9001:2015, trực 24/7."
    )


def test_a_wrong_year_in_the_number_is_a_doubt():
    found = cited("Quyết định số 46/2002/QĐ-UBND ngày 12/9/2022 của UBND tỉnh.")
    assert [doubt.code for doubt in found[0].doubts] == ["year_differs"]


def test_roles_tell_what_a_paper_rests_on_what_it_mentions_and_itself():
    head = (
        "ỦY BAN NHÂN DÂN\nTỈNH HÒA SƠN\n\nSố: 5/KH-UBND\n\nHòa Sơn, ngày 1 tháng 3 năm 2025\n\nKẾ HOẠCH\n\nKIỂM TRA\n\n"
    )
    body = (
        "Thực hiện Chương trình số 7/CTr-UBND ngày 2/1/2025 của UBND tỉnh, Ủy ban nhân dân tỉnh ban hành Kế hoạch.\n\n"
        "1. Sở Nội vụ thực hiện Công văn số 9/BNV-TL ngày 1/2/2025 của Bộ Nội vụ.\n\n"
        "2. Kế hoạch số 5/KH-UBND này là căn cứ thi đua.\n"
    )
    assert [(paper.number, paper.role) for paper in cited(head + body)] == [
        ("7/CTr-UBND", "basis"),
        ("9/BNV-TL", "mention"),
        ("5/KH-UBND", "self"),
    ]


def test_date_and_issuer_may_be_told_before_the_paper():
    text = "Ngày 09/4/2013, Chính phủ đã ban hành Nghị định số 31/2013/NĐ-CP quy định chi tiết một số điều."
    assert essence(text) == [("nghị định", "31/2013/NĐ-CP", "2013-04-09", "Chính phủ")]


def test_a_title_ends_where_the_paper_itself_begins_to_speak():
    text = "Căn cứ Quyết định số 12/QĐ-UBND ngày 5/1/2025 của UBND tỉnh về cải cách hành chính, Sở A đề nghị các sở"
    assert cited(text)[0].title == "về cải cách hành chính"


def test_a_committee_may_carry_its_matter_in_its_name():
    text = "Căn cứ Quyết định số 3-QĐ/BCĐ ngày 3/8/2025 của Ban Chỉ đạo về chuyển đổi số tỉnh ban hành Chương trình;"
    assert cited(text)[0].issuer == "Ban Chỉ đạo về chuyển đổi số tỉnh"


def said(text):
    return [(found.number, found.date, found.issuer) for found in cited(text)]


def test_a_date_printed_behind_the_issuer_is_the_date_of_the_paper() -> None:
    assert said("Căn cứ Nghị quyết số 190/2025/QH15 của Quốc hội ngày 19 tháng 02 năm 2025 quy định về sắp xếp;") == [
        ("190/2025/QH15", "2025-02-19", "Quốc hội")
    ]
    assert said("Theo Báo cáo số 45/BC-ĐKT của Đoàn kiểm tra, ngày 10/12/2024 Sở Nội vụ đã họp.")[0][1] is None


def test_a_dash_lost_from_a_symbol_is_put_back() -> None:
    found = said("Nghị định số 61/2018/NĐCP ngày 23/4/2018; Quyết định số 468/QĐTTg ngày 27/3/2021;")
    assert [number for number, _, _ in found] == ["61/2018/NĐ-CP", "468/QĐ-TTg"]


def test_an_amending_law_named_by_number_keeps_its_date_behind_the_laws_it_amends() -> None:
    text = (
        "Căn cứ Luật số 47/2019/QH14 sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức "
        "chính quyền địa phương ngày 22/11/2019;"
    )
    assert said(text) == [("47/2019/QH14", "2019-11-22", "Quốc hội")]


def test_the_name_of_a_territory_between_number_and_date_is_passed_over() -> None:
    assert said("Quyết định số 2345/QĐ-UBND tỉnh ngày 02/2/2024 về tổ chức bộ máy;")[0][:2] == (
        "2345/QĐ-UBND",
        "2024-02-02",
    )


def test_a_law_titled_in_small_letters_or_with_commas_is_known_by_its_date() -> None:
    assert [d for _, d, _ in said("Căn cứ Luật tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;")] == [
        "2015-06-19"
    ]
    assert [d for _, d, _ in said("Căn cứ Luật Cán bộ, công chức ngày 13/11/2008;")] == ["2008-11-13"]
    assert said("Sở có trách nhiệm phổ biến luật và các quy định trước ngày 30/6/2025.") == []
