"""The page of roles: who may do what where, who holds what, what each load changed."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Position, RoleTable
from thuocdo.directory.packs import role_table
from thuocdo.directory.tests.facts import employ, signed_in, unit

PAGE, BOOK = "directory:roles", "directory:roles_xlsx"
ALWAYS = (date(2020, 1, 1), None)


@pytest.fixture
def operator(facts):
    return signed_in(employ("Quản Trị", "NA.VPUB", "operator"), "quan-tri")


def words(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", ["leader", "cycle_owner", "inspector", "operator"])
def test_who_looks_over_the_province_reads_the_roles(facts, role):
    client = signed_in(employ("Ai Đó", "NA.VPUB", role))
    assert client.get(reverse(PAGE)).status_code == 200 and client.get(reverse(BOOK)).status_code == 200


@pytest.mark.parametrize("role", ["unit_officer", "unit_head", "appraiser"])
def test_others_are_told_who_may(facts, role):
    answer = signed_in(employ("Ai Đó", "NA.VPUB", role)).get(reverse(PAGE))
    assert answer.status_code == 403 and "“Xem bảng vai trò” không thuộc vai trò của bạn" in answer.content.decode()


def test_the_matrix_names_verbs_roles_and_reaches(operator):
    page = words(operator.get(reverse(PAGE)))
    assert "Duyệt kết quả" in page and "Thủ trưởng cơ quan, đơn vị" in page and "toàn tỉnh" in page
    assert "Chưa nạp bảng nào" in page and "người nhập, nộp kết quả không tự thẩm định" in page


def test_holders_of_today_in_the_own_province_are_counted_and_linked(operator):
    employ("Thanh Tra", "NA.TTr", "inspector")
    employ("Người Cũ", "NA.TTr", "inspector", start=date(2025, 1, 1), end=date(2025, 7, 1))
    employ("Người Ngoài", "TH.SYT", "inspector")
    answer = operator.get(reverse(PAGE))
    assert {one.role.code: one.people for one in answer.context["found"].holdings}["inspector"] == 1
    assert f'href="{reverse("directory:people")}?vai-tro=inspector">1 người' in words(answer)


def test_each_load_is_shown_with_what_it_changed(operator):
    role_table.apply(PACKS, at=clock.now())
    content = RoleTable.objects.get().content
    content["roles"]["appraiser"]["province"].remove("work.accept_occurrence")
    RoleTable.objects.create(content=content, sha256="b" * 64, at=clock.now())
    page = words(operator.get(reverse(PAGE)))
    assert "Người thẩm định, trong toàn tỉnh: − Duyệt kết quả" in page and "Lần nạp đầu tiên" in page


def test_who_holds_what_may_not_be_in_one_hand_is_named(operator):
    officer = employ("Người Kiêm Nhiệm", "NA.SYT", "unit_officer")
    page = words(operator.get(reverse(PAGE)))
    assert "không ai trong tỉnh giữ cùng lúc hai vai trò phải tách" in page
    # As another table of roles, or a unit moved below another, may bring it about.
    Position.objects.create(person=officer, unit=unit("NA.UBND"), title="Phó Chủ tịch", role="unit_head", valid=ALWAYS)
    page = words(operator.get(reverse(PAGE)))
    assert "Đang có người giữ vai trò phải tách" in page and reverse("directory:person", args=[officer.pk]) in page
    assert "Công chức thực hiện, Thủ trưởng cơ quan, đơn vị (người nhập, nộp kết quả không tự thẩm định)" in page


def test_the_page_costs_a_fixed_number_of_statements(operator):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            operator.get(reverse(PAGE))
        return len(queries)

    role_table.apply(PACKS, at=clock.now())
    asked()
    before = asked()
    for number in range(5):
        employ(f"Thêm {number}", "NA.SYT", "unit_officer")
        RoleTable.objects.create(content=RoleTable.objects.first().content, sha256=f"{number:064}", at=clock.now())
    asked()
    assert asked() == before


def test_the_workbook_has_a_column_for_each_role(operator):
    book = load_workbook(BytesIO(operator.get(reverse(BOOK)).content))
    cells = [[cell for cell in row] for row in book.active.iter_rows(values_only=True)]
    head = next(row for row in cells if "Mã việc" in row)
    line = next(row for row in cells if "work.accept_occurrence" in row)
    assert line[head.index("Người thẩm định")] == "toàn tỉnh"
    assert line[head.index("Thủ trưởng cơ quan, đơn vị")] == "trực thuộc"
