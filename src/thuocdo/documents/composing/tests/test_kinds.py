"""What the form of each kind asks for: invitations, minutes, submissions, slips; and the line of an appendix."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from thuocdo.documents.composing import compose
from thuocdo.documents.composing.kinds import KINDS, from_data, issued_with

HEAD = {"agency": "Sở Nội vụ", "superior": "UBND tỉnh Nghệ An"}


def opened(kind, **data):
    return docx.Document(BytesIO(compose(from_data(kind, {"letterhead": HEAD, "subject": "việc", **data}))))


def words(document):
    return [one.text for one in document.paragraphs if one.text.strip()]


def test_an_invitation_invites_in_the_name_of_its_agency_and_tells_who_when_and_where():
    said = words(
        opened(
            "giay_moi", addressees=["Các Sở, ban, ngành"], body=["Đề nghị đến đúng giờ."],
            particulars={"attending": "cuộc họp giao ban", "chair": "Giám đốc", "time": "8 giờ ngày 05/7/2025",
                         "place": "phòng họp tầng 2"},
        )
    )  # fmt: skip
    assert said == [
        "GIẤY MỜI", "việc", "Sở Nội vụ trân trọng kính mời: Các Sở, ban, ngành.", "Tới dự: cuộc họp giao ban",
        "Chủ trì: Giám đốc", "Thời gian: 8 giờ ngày 05/7/2025", "Địa điểm: phòng họp tầng 2",
        "Đề nghị đến đúng giờ./.",
    ]  # fmt: skip


def test_an_invitation_without_further_words_ends_with_its_place():
    said = words(opened("giay_moi", addressees=["A"], particulars={"place": "phòng họp tầng 2"}))
    assert said[-1] == "Địa điểm: phòng họp tầng 2./."


def test_minutes_tell_beginning_people_content_and_end_and_are_signed_by_two():
    document = opened(
        "bien_ban", number="      /BB-SNV", body=["Ông A trình bày.", "Bà B góp ý."],
        particulars={"start": "8 giờ", "place": "tầng 2", "attending": "ông A, bà B", "chair": "ông A",
                     "secretary": "bà B", "end": "11 giờ 30, ngày 15 tháng 7 năm 2025"},
        signatures=[{"capacity": "Thư ký", "name": "B"}, {"capacity": "Chủ tọa", "name": "A"}],
    )  # fmt: skip
    assert words(document)[2:] == [
        "Thời gian bắt đầu: 8 giờ", "Địa điểm: tầng 2", "Thành phần tham dự: ông A, bà B",
        "Chủ trì (chủ tọa): ông A", "Thư ký (người ghi biên bản): bà B", "Nội dung:", "Ông A trình bày.",
        "Bà B góp ý.", "Cuộc họp kết thúc vào 11 giờ 30, ngày 15 tháng 7 năm 2025./.",
    ]  # fmt: skip
    left, right = document.tables[1].rows[0].cells
    assert left.paragraphs[0].text == "THƯ KÝ" and right.paragraphs[0].text == "CHỦ TỌA"
    assert document.tables[0].rows[1].cells[1].text == "", "minutes have no line of place and date"


def test_a_submission_is_addressed_in_one_line():
    said = words(opened("to_trinh", addressees=["Ủy ban nhân dân tỉnh"], body=["Kính trình."]))
    assert said == ["TỜ TRÌNH", "việc", "Kính gửi: Ủy ban nhân dân tỉnh.", "Kính trình./."]


@pytest.mark.parametrize(
    ("kind", "name", "symbol"),
    [("phieu_gui", "Phiếu gửi", "PG"), ("phieu_chuyen", "Phiếu chuyển", "PC"), ("phieu_bao", "Phiếu báo", "PB")],
)
def test_slips_have_the_names_and_abbreviations_of_the_decree(kind, name, symbol):
    assert (KINDS[kind].name, KINDS[kind].symbol) == (name, symbol)
    assert words(opened(kind, addressees=["A"], body=["x"])) == [name.upper(), "việc", "Kính gửi: A.", "x./."]


def test_the_line_of_an_appendix_is_filled_in_on_paper_and_left_open_on_an_electronic_one():
    told = ("Quyết định", "3667/QĐ-UBND", "ngày 30 tháng 12 năm 2024", "Ủy ban nhân dân\ntỉnh Nghệ An")
    assert issued_with(*told, electronic=False) == (
        "Kèm theo Quyết định số 3667/QĐ-UBND ngày 30 tháng 12 năm 2024 của Ủy ban nhân dân tỉnh Nghệ An"
    )
    open_line = issued_with(*told, electronic=True)
    assert "3667" not in open_line and "2024" not in open_line
    assert " ".join(open_line.split()) == (
        "Kèm theo Quyết định số /QĐ-UBND ngày tháng năm của Ủy ban nhân dân tỉnh Nghệ An"
    )
