"""Import of people from workbooks: what is wrong is named with its place, what is right is done once, and undone."""

from __future__ import annotations

import argparse
import json
import re
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory import services, workbooks
from thuocdo.directory.management import people as command
from thuocdo.directory.models import Account, AccountImport, Person, Position
from thuocdo.directory.queries.importing import sheet_plan
from thuocdo.directory.rules.accounts_sheet import COLUMNS
from thuocdo.directory.services import Workbook
from thuocdo.directory.tests.facts import account_of, employ, signed_in
from thuocdo.kernel.errors import NotAllowed, Refused, Stale

TODAY = date(2025, 7, 15)
HEADS = [column.head for column in COLUMNS]
NUMBER = "040185001234"
BON = {
    "Họ và tên": "Lê Văn Bốn", "Số định danh cá nhân": NUMBER, "Thư điện tử": "bonlv@nghean.gov.vn",
    "Đơn vị": "Sở Nội vụ [NA.SNV]", "Chức vụ": "Chuyên viên", "Vai trò": "Công chức thực hiện",
    "Từ ngày": date(2025, 7, 1), "Tên đăng nhập": "bonlv",
}  # fmt: skip
NAM = {
    "Họ và tên": "Trần Thị Năm", "Đơn vị": "Sở Tư pháp", "Chức vụ": "Phó Giám đốc", "Vai trò": "unit_officer",
    "Từ ngày": "01/07/2025", "Đến hết ngày": "31/12/2025",
}  # fmt: skip


def book(*rows, heads=HEADS, sheet="Tài khoản") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = sheet
    made.active.append(heads)
    for row in rows:
        made.active.append([row.get(head) for head in heads] if isinstance(row, dict) else row)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def operator(facts) -> Person:
    return employ("Trần Quản Trị", "NA.VPUB", "operator")


@pytest.fixture
def admin(operator) -> Client:
    cache.clear()
    return signed_in(operator, "quantri")


def take(data: bytes, by, *, partial=False) -> AccountImport:
    plan = sheet_plan(by, data, "danh-sach.xlsx", TODAY)
    workbook = Workbook(name="danh-sach.xlsx", data=data, mark=plan.mark, partial=partial)
    return services.import_accounts(workbook=workbook, by=by, at=clock.now())


# --- workbooks that are none, and what is wrong as a whole


def zipped(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return buffer.getvalue()


def with_broken_part(data: bytes, name: str) -> bytes:
    """The workbook with a part whose packed bytes are damaged."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        info = file.getinfo(name)
    start = info.header_offset + 30 + len(info.filename)
    return data[: start + 8] + b"\xff" * 12 + data[start + 20 :]


FAR = zipped(
    **{
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        "xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1"/></row><row><c r="XFD1048576"/></row>'
        "</sheetData></worksheet>",
    }
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (with_broken_part(book(BON), "xl/workbook.xml"), "import.damaged"),
        (FAR, "import.too_many"),
        (b"ho ten;don vi", "import.not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import.not_xlsx"),
        (zipped(**{"a.txt": "x"}), "import.not_xlsx"),
        (zipped(**{"xl/workbook.xml": "<broken"}), "import.damaged"),
        (zipped(**{"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "import.damaged"),
        (book(heads=[None]), "import.empty"),
        (book(heads=["Một", "hai", "ba"]), "import.no_head"),
        (book(), "import.empty"),
        (b"x" * (workbooks.MOST_BYTES + 1), "import.too_big"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_with_its_reason(operator, data, code):
    with pytest.raises(Refused) as refusal:
        sheet_plan(operator, data, "tep.xlsx", TODAY)
    assert refusal.value.code == code and refusal.value.remedy


def test_ten_thousand_lines_are_refused_with_the_line(operator):
    row = [BON.get(head) for head in HEADS]
    with pytest.raises(Refused, match=r"hơn 5\.000 dòng") as refusal:
        sheet_plan(operator, book(*[row] * 10_000), "lon.xlsx", TODAY)
    assert refusal.value.where["dòng"] == 5_002


def test_a_formula_is_refused_in_its_cell(operator):
    (one,) = sheet_plan(operator, book({**BON, "Chức vụ": '=CONCATENATE("Chuyên"," viên")'}), "x.xlsx", TODAY).lines
    assert [(fault.column, fault.message[:14]) for fault in one.line.faults] == [("title", "ô là công thức")]


def test_the_sheet_of_its_name_is_read_not_the_guide(operator):
    made = openpyxl.load_workbook(BytesIO(book(BON)))
    made.create_sheet("Hướng dẫn", 0).append(["đọc kỹ"])
    buffer = BytesIO()
    made.save(buffer)
    assert sheet_plan(operator, buffer.getvalue(), "x.xlsx", TODAY).counts["added"] == 1


# --- doing it


def test_people_posts_and_accounts_are_taken_over_once(operator):
    made = take(book(BON, NAM), operator)
    bon, nam = Person.objects.get(national_id=NUMBER), Person.objects.get(full_name="Trần Thị Năm")
    account = Account.objects.get(person=bon)
    (one_time,) = made.one_time
    assert account.check_password(one_time.password) and account.must_change and one_time.username == "bonlv"
    post = nam.positions.get()
    assert (post.unit.key, post.role, post.valid.upper) == ("NA.STP", "unit_officer", date(2026, 1, 1))
    assert made.counts == {
        "added": 2, "changed": 0, "unchanged": 0, "refused": 0, "opened": 1, "provinces": ["P40"],
    }  # fmt: skip
    kept = str(list(AuditRow.objects.values())) + str(made.rows)
    assert one_time.password not in kept and NUMBER not in kept
    with pytest.raises(Refused, match="không có thay đổi nào"):
        take(book(BON, NAM), operator)
    assert Person.objects.filter(full_name="Trần Thị Năm").count() == 1


def test_what_differs_is_changed(operator):
    take(book(BON, NAM), operator)
    bon = Person.objects.get(national_id=NUMBER)
    made = take(book({**BON, "Họ và tên": "Lê Văn Bổn", "Mã người": str(bon.pk), "Chức vụ": "Phó phòng",
                      "Điện thoại": "0912345678", "Tài khoản": "khóa"}), operator)  # fmt: skip
    bon.refresh_from_db()
    assert (bon.full_name, bon.phone, bon.positions.get().title) == ("Lê Văn Bổn", "0912345678", "Phó phòng")
    assert not Account.objects.get(person=bon).is_active and made.counts["changed"] == 1


def test_wrong_lines_stop_everything_unless_they_are_left_behind(operator):
    data = book(BON, {**NAM, "Đơn vị": "Sở Bưu chính"})
    with pytest.raises(Refused, match="Còn 1 dòng có lỗi"):
        take(data, operator)
    assert not Person.objects.filter(national_id=NUMBER).exists()
    made = take(data, operator, partial=True)
    assert made.counts["added"] == 1 and made.rows[1]["faults"][0][0] == "unit"


def test_an_import_that_changes_too_much_at_once_is_refused_before_anything_is_done(operator, admin):
    data = book(*[{**NAM, "Họ và tên": f"Trần Thị {'abcdefghij'[n % 10]}{'k' * (n // 10)}"} for n in range(1_001)])
    with pytest.raises(Refused, match="thay đổi 1001 dòng, quá 1000 dòng"):
        take(data, operator)
    shown = words(admin.get(send(admin, data)["Location"]))
    assert "Thêm mới: 1.001" in shown and "Chia tệp theo đơn vị" in shown


def test_a_rule_that_only_the_decision_knows_undoes_the_whole(operator):
    """The account's name looks free to the plan of another province's operator, and is not."""
    account_of(employ("Lê Dũng", "TH.SNV", "unit_officer"), "bonlv")
    plan = sheet_plan(operator, book(BON, NAM), "x.xlsx", TODAY)
    assert [fault.message for fault in plan.lines[0].line.faults] == ["tên đăng nhập “bonlv” đã có người dùng"]


def test_what_was_shown_is_what_is_done(operator):
    data = book(BON)
    shown = sheet_plan(operator, data, "x.xlsx", TODAY)
    services.create_person(full_name="Lê Văn Bốn", national_id=NUMBER, by=SYSTEM, at=clock.now())
    with pytest.raises(Stale):
        services.import_accounts(
            workbook=Workbook(name="x.xlsx", data=data, mark=shown.mark), by=operator, at=clock.now()
        )


def test_only_who_administers_the_province_imports(operator):
    stranger = employ("Quản Trị Khác", "TH.SNV", "operator")
    head = employ("Giám Đốc", "NA.SNV", "unit_head", is_head=True)
    plan = sheet_plan(stranger, book(BON), "x.xlsx", TODAY)
    assert "ngoài phạm vi" in plan.lines[0].line.faults[0].message
    shown = sheet_plan(operator, book(BON), "x.xlsx", TODAY)
    with pytest.raises(NotAllowed):
        services.import_accounts(
            workbook=Workbook(name="x.xlsx", data=book(BON), mark=shown.mark), by=head, at=clock.now()
        )


def test_people_of_another_province_are_not_touched(operator):
    stranger = employ("Lê Dũng", "TH.SNV", "unit_officer")
    Person.objects.filter(pk=stranger.pk).update(national_id=NUMBER)
    for given in ({"Mã người": str(stranger.pk)}, {}):
        (one,) = sheet_plan(operator, book({**BON, "Họ và tên": "Lê Dũng", **given}), "x.xlsx", TODAY).lines
        assert any("không thuộc phạm vi" in fault.message for fault in one.line.faults)


def test_a_head_who_leaves_makes_room_for_the_one_who_comes(operator):
    old = employ("Giám Đốc Cũ", "NA.SNV", "unit_head", title="Giám đốc", is_head=True)
    head = {"Đơn vị": "NA.SNV", "Chức vụ": "Giám đốc", "Vai trò": "unit_head", "Đứng đầu": "x"}
    new = {**head, "Họ và tên": "Giám Đốc Mới", "Từ ngày": "01/08/2025"}
    leaving = {
        **head, "Họ và tên": "Giám Đốc Cũ", "Mã người": str(old.pk), "Từ ngày": "01/03/2025",
        "Đến hết ngày": "31/07/2025",
    }  # fmt: skip
    made = take(book(new, leaving), operator)
    assert made.counts["added"] == 1 and made.counts["changed"] == 1
    assert old.positions.get().valid.upper == date(2025, 8, 1)
    services.undo_import(made=made, by=operator, at=clock.now())
    assert old.positions.get().valid.upper is None


# --- undoing it


def test_an_import_is_undone_while_nobody_used_it(operator):
    lan = employ("Vi Thị Lan", "NA.SNV", "unit_officer")
    change = {
        **BON, "Họ và tên": "Vi Thị Lan", "Mã người": str(lan.pk), "Số định danh cá nhân": "", "Từ ngày": "01/03/2025",
        "Chức vụ": "Phó phòng", "Tên đăng nhập": "lanvt",
    }  # fmt: skip
    made = take(book(BON, {**NAM, "Từ ngày": "15/07/2025"}, change), operator)
    services.undo_import(made=made, by=operator, at=clock.now())
    bon, nam = Person.objects.get(national_id=NUMBER), Person.objects.get(full_name="Trần Thị Năm")
    assert bon.positions.get().valid.upper == TODAY and not Account.objects.get(person=bon).is_active
    assert not nam.positions.exists()
    lan.refresh_from_db()
    assert (lan.email, lan.positions.get().title) == ("", "Chuyên viên")
    made.refresh_from_db()
    assert made.state == "undone" and made.undone_by_name == "Trần Quản Trị"
    with pytest.raises(Refused, match="đã được hoàn tác"):
        services.undo_import(made=made, by=operator, at=clock.now())


def test_an_import_taken_over_again_after_being_undone_enters_nobody_twice(operator):
    rows = book(BON, NAM)
    services.undo_import(made=take(rows, operator), by=operator, at=clock.now())
    take(book({**BON, "Tài khoản": "mở"}, NAM), operator)
    assert Person.objects.filter(full_name__in=("Lê Văn Bốn", "Trần Thị Năm")).count() == 2
    assert Account.objects.get(username="bonlv").is_active


def test_an_import_that_was_used_stays(operator):
    made = take(book(BON, NAM), operator)
    account = Account.objects.get(username="bonlv")
    services.sign_in(account=account, by=account.person, at=clock.now())
    with pytest.raises(Refused, match="Đã có việc làm sau đợt nhập") as refusal:
        services.undo_import(made=made, by=operator, at=clock.now())
    assert refusal.value.code == "import.used_since"


def test_an_import_whose_people_are_named_elsewhere_stays(operator):
    made = take(book(NAM), operator)
    nam = Person.objects.get(full_name="Trần Thị Năm")
    lan = employ("Vi Thị Lan", "NA.STP", "unit_officer")
    leave = services.Leave(start=TODAY, end=date(2025, 7, 20), why="nghỉ phép", deputy=nam)
    services.note_absence(person=lan, leave=leave, by=lan, at=clock.now())
    with pytest.raises(Refused, match=r"directory\.Absence"):
        services.undo_import(made=made, by=operator, at=clock.now())


def test_an_import_of_another_province_is_not_undone(operator):
    made = take(book(BON), operator)
    stranger = employ("Quản Trị Khác", "TH.SNV", "operator")
    with pytest.raises(NotAllowed):
        services.undo_import(made=made, by=stranger, at=clock.now())


# --- pages


def send(client: Client, data: bytes, name="danh-sach.xlsx"):
    return client.post("/nguoi/nhap/", {"file": SimpleUploadedFile(name, data)})


def words(answer) -> str:
    html = answer.content.decode()
    assert "THIẾU BIẾN" not in html, html[html.index("THIẾU BIẾN") - 200 :][:400]
    return " ".join(re.sub(r"<[^>]+>", " ", re.search(r"<main.*?</main>", html, re.S)[0]).split())


def test_from_template_to_passwords_and_back_on_pages(admin):
    assert "Tải mẫu đã điền" in words(admin.get("/nguoi/nhap/"))
    answer = send(admin, book(BON, {**NAM, "Vai trò": "Vua"}))
    address = answer["Location"]
    shown = words(admin.get(address))
    assert "Có lỗi: 1 Thêm mới: 1" in shown and "H3 Vai trò “Vua”: không có vai trò này" in shown
    html = admin.get(address).content.decode()
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', html)[1]
    assert "Còn 1 dòng có lỗi" in words(admin.post(address, {"mark": mark}))
    assert not Person.objects.filter(national_id=NUMBER).exists()
    answer = admin.post(address, {"mark": mark, "partial": "on"})
    told = words(answer)
    assert re.search(r"bonlv [a-z0-9]{4}(-[a-z0-9]{4}){3}", told) and "no-store" in answer["Cache-Control"]
    assert admin.get(address).status_code == 404
    made = AccountImport.objects.get()
    assert "Bỏ lại" in words(admin.get(f"/nguoi/dot-nhap/{made.pk}/"))
    assert admin.post(f"/nguoi/dot-nhap/{made.pk}/").status_code == 302
    assert "đã hoàn tác" in words(admin.get(f"/nguoi/dot-nhap/{made.pk}/"))


def test_the_template_has_people_lists_and_guidance_and_changes_nothing(admin, operator):
    employ("Giám Đốc", "NA.SNV", "unit_head", title="Giám đốc", is_head=True)
    services.correct_contact(person=operator, email="quantri@nghean.gov.vn", phone="", by=operator, at=clock.now())
    content = admin.get("/nguoi/nhap/mau.xlsx").content
    made = openpyxl.load_workbook(BytesIO(content))
    assert made.sheetnames == ["Tài khoản", "Danh mục", "Hướng dẫn"]
    rows = [[cell.value for cell in row] for row in made["Tài khoản"].iter_rows(min_row=2)]
    assert rows[0][1] == "Họ và tên *" and {row[1] for row in rows[1:3]} == {"Giám Đốc", "Trần Quản Trị"}
    cells = [str(cell) for row in rows for cell in row]
    assert "q•••@nghean.gov.vn" in cells and "quantri@nghean.gov.vn" not in cells
    units = [row[0].value for row in made["Danh mục"].iter_rows(min_row=2)]
    assert "Sở Nội vụ [NA.SNV]" in units and not any("[TH." in str(one) for one in units)
    assert len(made["Tài khoản"].data_validations.dataValidation) == 4
    plan = sheet_plan(operator, content, "mau.xlsx", TODAY)
    assert plan.counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_wrong_lines_are_given_back_with_what_to_mend(admin, operator):
    address = send(admin, book(BON, {**NAM, "Vai trò": "Vua", "Từ ngày": "32/13/2025"}))["Location"]
    content = admin.get(f"{address}loi.xlsx").content
    rows = list(openpyxl.load_workbook(BytesIO(content))["Tài khoản"].iter_rows(min_row=3, values_only=True))
    assert rows[0][1] == "Trần Thị Năm"
    assert "Vai trò: không có vai trò này" in rows[0][-1] and "Từ ngày: không có ngày này" in rows[0][-1]
    plan = sheet_plan(operator, content, "loi.xlsx", TODAY)
    assert plan.counts["refused"] == 1 and plan.unknown_heads == ("Cần sửa",)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Tệp rỗng"), (b"khong phai", "không phải bảng tính Excel"), (book(heads=["Một", "hai", "ba"]), "[dòng 1]")],
)
def test_a_file_that_is_none_is_explained_beside_the_form(admin, data, said):
    answer = send(admin, data)
    assert answer.status_code == 422 and said in words(answer)


def test_a_wrong_cell_is_named_by_its_place_in_the_sheet_as_it_was_sent(admin):
    heads = ["Vai trò", *[head for head in HEADS if head != "Vai trò"]]
    address = send(admin, book({**BON, "Vai trò": "Vua"}, heads=heads))["Location"]
    assert "A2 Vai trò “Vua”" in words(admin.get(address))


def test_nobody_else_imports_or_sees_what_was_sent(admin, operator):
    address = send(admin, book(BON))["Location"]
    other = signed_in(employ("Quản Trị Hai", "NA.STP", "operator"), "haiqt")
    head = signed_in(employ("Giám Đốc", "NA.SNV", "unit_head", is_head=True), "gd")
    assert other.get(address).status_code == 404
    for page in ("/nguoi/nhap/", "/nguoi/nhap/mau.xlsx", address):
        assert head.get(page).status_code == 403


def test_a_plan_that_changed_meanwhile_is_shown_again(admin):
    address = send(admin, book(BON))["Location"]
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', admin.get(address).content.decode())[1]
    services.create_person(full_name="Lê Văn Bốn", national_id=NUMBER, by=SYSTEM, at=clock.now())
    answer = admin.post(address, {"mark": mark}, follow=True)
    assert (
        "đã đổi từ lúc xem trước" in answer.content.decode()
        and not Position.objects.filter(person__national_id=NUMBER).exists()
    )


# --- commands


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(words)))


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(book(BON, {**NAM, "Đơn vị": "NA.STP"}))
    return path


def test_a_workbook_is_looked_at_and_taken_over_by_command(facts, sheet, tmp_path, capsys):
    assert run("import", str(sheet), "--dry-run") == 0
    assert "chưa đổi gì: thêm 2, đổi 0, giữ nguyên 0, lỗi 0" in capsys.readouterr().out
    with pytest.raises(Refused, match="cần chỗ ghi mật khẩu"):
        run("import", str(sheet))
    assert not Person.objects.filter(national_id=NUMBER).exists()
    place = tmp_path / "mat-khau.csv"
    assert run("import", str(sheet), "--passwords", str(place), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["added"] == 2 and told["import"]
    name, unit, username, password = place.read_text("utf-8-sig").splitlines()[1].split(",")
    assert (name, unit, username) == ("Lê Văn Bốn", "Sở Nội vụ", "bonlv")
    assert Account.objects.get(username="bonlv").check_password(password) and place.stat().st_mode & 0o077 == 0


def test_wrong_lines_end_the_command_with_one(facts, tmp_path, capsys):
    path = tmp_path / "x.xlsx"
    path.write_bytes(book({**BON, "Vai trò": "Vua"}))
    assert run("import", str(path), "--json") == 1
    assert json.loads(capsys.readouterr().out)["faults"] == [
        {"row": 2, "column": "Vai trò", "message": "không có vai trò này; chọn trong danh sách"}
    ]
    assert run("import", str(path)) == 1
    assert "dòng 2, Vai trò: không có vai trò này" in capsys.readouterr().out


def test_the_export_taken_in_again_changes_nothing(operator, tmp_path, capsys):
    path = tmp_path / "xuat.xlsx"
    assert run("export", str(path)) == 0
    assert run("import", str(path), "--dry-run") == 0
    assert "thêm 0, đổi 0, giữ nguyên 1, lỗi 0" in capsys.readouterr().out
    with pytest.raises(Refused, match="Không đọc được tệp"):
        run("import", str(tmp_path / "khong-co.xlsx"))
