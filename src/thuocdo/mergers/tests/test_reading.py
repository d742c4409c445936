"""Mapping files as people save them: whatever can be understood is, what cannot is named by line and column."""

from __future__ import annotations

import codecs
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.directory.packs.checks import EXTENTS as PACK_EXTENTS
from thuocdo.directory.packs.checks import SUCCESSION_KINDS
from thuocdo.kernel import encodings
from thuocdo.kernel.delimited import LONGEST_CELL
from thuocdo.kernel.errors import Refused
from thuocdo.mergers.rules import reading
from thuocdo.mergers.rules.rows import EXTENTS, KINDS
from thuocdo.mergers.tests.units import founding, row

PLAIN = "from_id,to_id,kind,extent,clause,note\nX1,M1,merged_into,whole,khoản 1 Điều 1,Sáp nhập toàn bộ diện tích\n"
VIETNAMESE = (
    "Mã đơn vị cũ;Mã đơn vị mới;Hình thức;Mức độ;Tỷ lệ;Căn cứ tỷ lệ;Điều khoản\n"
    "X1;M1;Sáp nhập;Một phần;0,6;Dân số;khoản 1\n"
    "X1;M2;Chia tách;một phần;40%;dân số;khoản 1\n"
)


def codes(sheet):
    return [(one.code, one.line, one.column) for one in sheet.problems]


def test_a_plain_file_is_read():
    sheet = reading.read(PLAIN.encode())
    assert sheet.problems == [] and sheet.encoding == "UTF-8"
    (one,) = sheet.rows
    assert (one.line, one.from_key, one.to_key, one.kind, one.extent) == (2, "X1", "M1", "merged_into", "whole")
    assert one.weight is None and one.clause == "khoản 1 Điều 1"


def test_a_mark_semicolons_and_vietnamese_words_are_understood():
    sheet = reading.read(codecs.BOM_UTF8 + VIETNAMESE.encode())
    assert sheet.problems == []
    assert [(one.kind, one.extent, one.weight, one.weight_basis) for one in sheet.rows] == [
        ("merged_into", "part", Decimal("0.6"), "population"),
        ("split_into", "part", Decimal("0.4"), "population"),
    ]


@pytest.mark.parametrize("name", [encodings.TCVN3, encodings.VNI, encodings.CP1258])
def test_an_old_encoding_is_converted_and_said(name):
    text = PLAIN + "".join(f"X{n},M1,merged_into,whole,khoản {n} Điều 1,Nhập toàn bộ xã Nghĩa Đồng\n" for n in range(9))
    data = encodings.from_unicode(text, name).encode("latin-1")
    sheet = reading.read(data)
    assert sheet.rows[0].note == "Sáp nhập toàn bộ diện tích" and sheet.rows[3].note == "Nhập toàn bộ xã Nghĩa Đồng"
    assert sheet.encoding == encodings.LABELS[name] in sheet.problems[0].message
    assert [(one.code, one.severity) for one in sheet.problems] == [("converted", "warning")]


@pytest.mark.parametrize("name", ["utf-16", "utf-16-be"])
def test_utf_16_with_its_mark_is_converted_and_said(name):
    data = PLAIN.encode(name) if name == "utf-16" else codecs.BOM_UTF16_BE + PLAIN.encode(name)
    sheet = reading.read(data)
    assert sheet.encoding == "UTF-16" and sheet.rows[0].clause == "khoản 1 Điều 1" and len(sheet.problems) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "mergers.empty_mapping"),
        (b"\x00\x00\n", "mergers.empty_mapping"),
        (PLAIN.encode("utf-16-le"), "mergers.encoding"),
        (PLAIN.encode()[:-30] + b"\xff\xfe\xe1", "mergers.encoding"),
        (b"PK\x03\x04 a workbook", "mergers.not_csv"),
        (b'from_id,to_id,kind,extent\n"X1,' + b"x" * (LONGEST_CELL + 1), "mergers.not_csv"),
        ("xin chào, các bạn\n1,2\n".encode(), "mergers.no_head"),
        (b"from_id,to_id,kind,extent\n", "mergers.empty_mapping"),
    ],
)
def test_what_is_no_mapping_is_refused_with_its_reason_and_remedy(data, code):
    with pytest.raises(Refused) as refusal:
        reading.read(data)
    assert refusal.value.code == code and refusal.value.message and refusal.value.remedy


def test_good_lines_are_not_lost_because_others_are_wrong():
    text = "from_id,to_id,kind,extent,weight,màu\nX1,M1,merged_into,whole,,đỏ\n# \n\n"
    text += "X2,M1,nhập nhằng,tất,1.5,x,thừa\nX3,M1\n"
    sheet = reading.read(text.encode())
    assert [(one.line, one.from_key) for one in sheet.rows] == [(2, "X1"), (3, "#"), (5, "X2"), (6, "X3")]
    assert codes(sheet) == [
        ("unknown_column", 1, "màu"),
        ("too_many_cells", 5, ""),
        ("bad_kind", 5, "kind"),
        ("bad_extent", 5, "extent"),
        ("bad_weight", 5, "weight"),
    ]


@pytest.mark.parametrize("share", ["1e999999999", "-1e999999999%", "nan", "inf", "1e-999999999"])
def test_a_share_beyond_all_reckoning_is_a_fault_or_nothing_and_never_a_crash(share):
    sheet = reading.read(f"from_id,to_id,kind,extent,weight\nX1,M1,merged_into,part,{share}\n".encode())
    assert codes(sheet) in ([("bad_weight", 2, "weight")], []) and sheet.rows[0].weight in (None, 0)


def test_comments_before_the_head_are_passed_over_and_lines_still_count():
    sheet = reading.read(b"# mapping of 2025\n# draft\nfrom_id,to_id,kind,extent\nX1,M1,merged_into,whole\n")
    assert sheet.rows[0].line == 4


def test_a_workbook_saved_as_csv_has_a_title_and_names_to_look_up_which_say_nothing():
    text = "Mẫu ánh xạ đơn vị;;;;\nLưu thành CSV UTF-8 rồi nộp, nhé;;;;\n"
    text += "Mã đơn vị cũ;Tên đơn vị cũ (để tra);Mã đơn vị mới;Hình thức;Mức độ\nX1;UBND xã Cũ;M1;Sáp nhập;Toàn bộ\n"
    sheet = reading.read(text.encode())
    assert sheet.problems == [] and (sheet.rows[0].line, sheet.rows[0].from_key, sheet.rows[0].to_key) == (
        4,
        "X1",
        "M1",
    )


def test_missing_and_doubled_columns_are_named():
    assert codes(reading.read(b"from_id,from_id,kind\nX1,X2,merged_into\n")) == [
        ("column_twice", 1, ""),
        ("missing_column", 1, "to_id"),
        ("missing_column", 1, "extent"),
    ]


def test_letters_that_cannot_be_kept_are_named_and_what_is_too_long_is_cut():
    sheet = reading.read(b"from_id,to_id,kind,extent,note\nX\x0b1," + b"M" * 50 + b",merged_into,whole,'=1+1\n")
    assert sheet.rows[0].from_key == "X1" and sheet.rows[0].to_key == "M" * 40 and sheet.rows[0].note == "=1+1"
    assert codes(sheet) == [("bad_letters", 2, "from_id"), ("too_long", 2, "to_id")]


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(Refused, match="hơn 2 dòng"):
        reading.read(b"from_id,to_id,kind,extent\n" + b"X,M,merged_into,whole\n" * 3)


def test_what_is_written_is_read_back_the_same_and_no_cell_is_a_formula():
    rows = [row(2, "X1", "M1", weight=Decimal("0.333333"), note="=HYPERLINK(1)"), founding(3, "X2", "M1")]
    text = reading.write(rows)
    assert "'=HYPERLINK" in text and reading.read(text.encode()).rows == rows


def test_the_words_know_every_kind_and_extent_of_the_packs():
    assert set(KINDS) == SUCCESSION_KINDS and set(EXTENTS) == PACK_EXTENTS


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_otherwise_than_by_refusing(data):
    try:
        reading.read(b"from_id,to_id,kind,extent,weight\n" + data)
    except Refused as refusal:
        assert refusal.remedy
