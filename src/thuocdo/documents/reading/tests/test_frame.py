"""Header, closing, title, footnotes and printed signatures, one peculiarity at a time."""

import pytest

from thuocdo.documents.reading import read_text
from thuocdo.documents.reading.source import restored

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA SƠN\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"


def metadata_of(text):
    return read_text(text).metadata


@pytest.mark.parametrize(
    ("printed", "number", "symbol", "whole", "state"),
    [
        ("Số: 3667/QĐ-UBND", "3667", "QĐ-UBND", "3667/QĐ-UBND", "present"),
        ("Số:            /UBND-NC", None, "UBND-NC", None, "blank"),
        ("Số: ....../KH-UBND", None, "KH-UBND", None, "blank"),
        ("Số: 09/2009/CT-UBND", "09", "CT-UBND", "09/2009/CT-UBND", "present"),
        ("Số: 66.7/2025/NQ-CP", "66.7", "NQ-CP", "66.7/2025/NQ-CP", "present"),
        ("Số: 95 / CV-CĐGD", "95", "CV-CĐGD", "95/CV-CĐGD", "present"),
        ("Số: 29-NQ/TW", "29", "NQ/TW", "29-NQ/TW", "present"),
        ("Số: 0124/KH-UBND", "0124", "KH-UBND", "0124/KH-UBND", "present"),
    ],
)
def test_the_number_line_is_read_with_its_state(printed, number, symbol, whole, state):
    metadata = metadata_of(f"{HEAD}{printed}\n\nHòa Sơn, ngày 5 tháng 3 năm 2025\n\nKính gửi: Sở Nội vụ.\n\nĐể biết.")
    names = ("number", "symbol", "number_symbol", "number_state")
    assert tuple(metadata[name] for name in names) == (number, symbol, whole, state)


def test_a_missing_number_line_is_absent_not_blank():
    assert (
        metadata_of("Hòa Sơn, ngày 5 tháng 3 năm 2025\n\nKính gửi: Sở Nội vụ.\n\nĐể biết.")["number_state"] == "absent"
    )


@pytest.mark.parametrize(
    ("printed", "value", "precision"),
    [
        ("Hòa Sơn, ngày 05 tháng 3 năm 2025", "2025-03-05", "day"),
        ("Hòa Sơn, ngày        tháng 07 năm 2025", "2025-07", "month"),
        ("Hòa Sơn, ngày ... tháng ... năm 2025", "2025", "year"),
        ("Hòa Sơn, ngày 05/3/2025", "2025-03-05", "day"),
        ("Hòa Sơn, ngày 05 tháng 3 năm 20251", "2025-03-05", "day"),
        ("Hòa Sơn, ngày 31 tháng 2 năm 2025", None, None),
    ],
)
def test_a_date_is_never_completed_from_elsewhere(printed, value, precision):
    date = metadata_of(f"{HEAD}Số: 1/UBND-NC\n\n{printed}\n\nKính gửi: Sở Nội vụ.\n\nNgày 01/01/2025 đã họp.")["date"]
    assert (date["value"], date["precision"]) == (value, precision)


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("UBND TỈNH HÒA SƠN\nSỞ NỘI VỤ", "Sở Nội vụ tỉnh Hòa Sơn"),
        ("BỘ LAO ĐỘNG - THƯƠNG BINH\nVÀ XÃ HỘI", "Bộ Lao động - Thương binh và Xã hội"),
        ("BỘ TÀI CHÍNH\nTỔNG CỤC THUẾ", "Tổng cục Thuế"),
        ("THỦ TƯỚNG CHÍNH\nPHỦ", "Thủ tướng Chính phủ"),
        ("HỘI ĐỒNG NHÂN\nDÂN\nTHÀNH PHỐ HÒA SƠN", "Hội đồng nhân dân thành phố Hòa Sơn"),
        ("ỦY BAN NHÂN DÂN\nXÃ YÊN LẠC", "Ủy ban nhân dân xã Yên Lạc"),
    ],
)
def test_the_issuer_is_the_lowest_body_of_the_header(lines, issuer):
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    text = f"{lines}\n\n{motto}\n\nSố: 1/ABC-XYZ\n\nKính gửi: Các sở."
    assert metadata_of(text)["issuer"] == issuer


def test_a_missing_issuer_is_derived_from_signature_place_and_body():
    text = (
        "Yên Lạc, ngày 5 tháng 3 năm 2025\n\nKính gửi: Các xóm.\n\nỦy ban nhân dân xã yêu cầu các xóm họp./.\n\n"
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn An"
    )
    metadata = metadata_of(text)
    assert metadata["issuer"] == "Ủy ban nhân dân xã Yên Lạc"
    assert metadata["issuer_source"] == "derived"
    assert "issuer_not_printed" in [doubt["code"] for doubt in metadata["doubts"]]


DECISION = (
    HEAD
    + """Số: 12/QĐ-UBND

Hòa Sơn, ngày 5 tháng 3 năm 2025

QUYẾT ĐỊNH

Ban hành Kế hoạch kiểm tra năm 2025

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÒA SƠN

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch kiểm tra năm 2025.

Điều 2. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG

Lê Thị Hoa

KẾ HOẠCH
Kiểm tra năm 2025
(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 5 tháng 3 năm 2025)

I. MỤC TIÊU

1. Kiểm tra 30% số cơ quan.

II. TỔ CHỨC

1. Sở Nội vụ

a) Chủ trì kiểm tra;

- Báo cáo quý;

PHỤ LỤC
DANH SÁCH

TT\tNhiệm vụ\tCơ quan chủ trì
I\tTHỂ CHẾ\t
1\tRà soát\tSở Tư pháp

TT\tNhiệm vụ\tCơ quan chủ trì
2\tCông bố\tSở Nội vụ
"""
)


def test_a_decision_with_a_plan_and_an_appendix_has_three_parts():
    doc = read_text(DECISION).structure
    assert [(part.kind, part.document_type, part.prefix) for part in doc.parts] == [
        ("main", "quyết định", ""),
        ("attachment", "kế hoạch", ""),
        ("appendix", "phụ lục", "PL"),
    ]
    paths = [block.path for block in doc.blocks if block.kind in ("item", "heading")]
    assert paths == ["Điều 1", "Điều 2", "I", "I.1", "II", "II.1", "II.1.a", "II.1.a.1"]


def test_a_decision_names_its_authority_subject_and_signing_role():
    metadata = metadata_of(DECISION)
    assert metadata["issuing_authority"] == "Chủ tịch Ủy ban nhân dân tỉnh Hòa Sơn"
    assert metadata["subject"] == "Ban hành Kế hoạch kiểm tra năm 2025"
    role = {"for_body": None, "proxy": None, "title": "CHÁNH VĂN PHÒNG", "order": "TL. CHỦ TỊCH"}
    assert metadata["signing_role"] == role
    assert metadata["attachments"] == [
        {"type": "kế hoạch", "title": "Kiểm tra năm 2025"},
        {"type": "phụ lục", "title": "DANH SÁCH"},
    ]


def test_a_table_that_goes_on_after_a_page_break_is_one_table():
    tables = [block.table for block in read_text(DECISION).structure.blocks if block.table]
    assert len(tables) == 1
    assert [(row.kind, row.path, row.section) for row in tables[0].rows] == [
        ("section", "PL.I", "PL.I"),
        ("row", "PL.1", "PL.I"),
        ("row", "PL.2", "PL.I"),
    ]


def test_footnotes_leave_the_sentence_and_take_their_marks_along():
    text = (
        "Kính gửi: Các xã.\n\n1. Rà soát Kế hoạch năm 20251 hoặc ban hành mới2 kế hoạch để thực hiện theo quy\n"
        "định của pháp luật hiện hành và hướng dẫn của cơ quan có thẩm quyền,\n\n"
        "1 Đối với xã không sắp xếp.\n2 Đối với xã mới.\n phục vụ người dân trên địa bàn.\n"
    )
    doc = read_text(text).structure
    item = next(block for block in doc.blocks if block.kind == "item")
    assert item.text.startswith("Rà soát Kế hoạch năm 2025 hoặc ban hành mới kế hoạch")
    assert item.text.endswith("có thẩm quyền, phục vụ người dân trên địa bàn.")
    assert len(item.passage.spans()) == 4
    assert restored(doc.text, item.passage.spans()) == item.text
    assert [block.label for block in doc.blocks if block.kind == "footnote"] == ["1", "2"]


def test_printed_digital_signatures_are_listed_in_order_and_leave_the_text():
    text = (
        "Kính gửi: Các xã.\n\nĐể biết./.\n\nCHỦ TỊCH\n\nTrần Văn An\n\n"
        "\t\tCỤC CHỨNG THỰC SỐ - ĐT: 024.1; Fax: 024.2; Email: ca@vidu.vn\n\t2025-07-08T07:14:20+0700\n"
        "\tỦY BAN NHÂN DÂN TỈNH HÒA SƠN\n\tLê Hoa<hoa@vidu.vn> đã ký lên văn bản này!\n\n\t2025-07-08T07:54:24+0700\n"
    )
    signatures = metadata_of(text)["signatures"]
    assert [entry["signed_at"] for entry in signatures] == ["2025-07-08T07:14:20+07:00", "2025-07-08T07:54:24+07:00"]
    assert signatures[0]["signer_email"] == "hoa@vidu.vn"
    assert signatures[0]["organisation"] == "ỦY BAN NHÂN DÂN TỈNH HÒA SƠN"
    assert signatures[1]["signer_name"] is None


def test_words_split_by_spaces_are_joined_where_a_syllable_falls_apart():
    text = (
        HEAD
        + "Số: 1/UBND-NC\n\nQu ả ng Sơn, ngày 5 tháng 3 năm 2025\n\nKính gửi: Sở.\n\n"
        + "Để biết.\n\nCHỦ TỊCH\n\nĐặ ng Văn An"
    )
    metadata = metadata_of(text)
    assert (metadata["place"], metadata["signer"]) == ("Quảng Sơn", "Đặng Văn An")


def test_a_telegram_names_its_addressees_behind_the_word_dien():
    text = (
        HEAD
        + "Số: 3/CĐ-UBND\n\nCÔNG ĐIỆN\n\nV/V PHÒNG, CHỐNG LŨ\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:\n\n"
        + "- Các sở;\n\n- UBND các xã.\n\nTheo dự báo có mưa."
    )
    metadata = metadata_of(text)
    assert metadata["addressees"] == ["Các sở", "UBND các xã"]
    assert (metadata["subject"], metadata["subject_kind"]) == ("PHÒNG, CHỐNG LŨ", "V/v")
