"""The sheet of people: what each cell says or why not, and what the lines would change, without a database."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from thuocdo.directory.rules.accounts_known import Known, KnownPerson, KnownPost, KnownUnit
from thuocdo.directory.rules.accounts_plan import plan
from thuocdo.directory.rules.accounts_sheet import COLUMNS, MOST_LINES, find_head, letter, read_lines
from thuocdo.directory.rules.authority import Span
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

HEADS = [column.head for column in COLUMNS]
START = date(2025, 7, 1)
GOOD = {
    "Họ và tên": "Lê Văn Bốn", "Đơn vị": "NA.SNV", "Chức vụ": "Chuyên viên", "Vai trò": "Công chức thực hiện",
    "Từ ngày": START,
}  # fmt: skip
NUMBER = "Số_định_danh_cá_nhân"
ALWAYS = Span(start=None, end=None)
ROLES = {"Công chức thực hiện": "unit_officer", "Thủ trưởng": "unit_head", "Người thẩm định": "appraiser"}
FIELDS = {"institutions": "I. Cải cách thể chế", "procedures": "II. Cải cách thủ tục hành chính"}


def row(**given):
    named = {**GOOD, **{key.replace("_", " "): value for key, value in given.items()}}
    return [named.get(head, "") for head in HEADS]


def sheet(*rows):
    return [["Danh sách"], HEADS, *rows]


def lines(*rows, formulas=()):
    return read_lines(sheet(*rows), formulas)[1]


def faults(line) -> dict[str, str]:
    return {fault.column: fault.message for fault in line.faults}


# --- the sheet


def test_a_line_is_read_with_its_row_and_types():
    (line,) = lines(
        row(**{"Số định danh cá nhân": "0401 8500 1234", "Điện thoại": "0912.345.678", "Đứng đầu": "X",
               "Từ ngày": "1/7/2025", "Đến hết ngày": datetime.combine(date(2025, 12, 31), time()),
               "Tên đăng nhập": "BonLV", "Tài khoản": "Mở", "Lĩnh vực": "I; II", "Đơn vị": "Sở Nội vụ [NA.SNV]"})
    )  # fmt: skip
    assert (line.number, line.faults) == (3, [])
    assert line.get("national_id") == "040185001234" and line.get("phone") == "0912345678"
    assert (line.get("start"), line.get("end")) == (START, date(2025, 12, 31))
    assert (line.get("is_head"), line.get("username"), line.get("account")) == (True, "bonlv", "open")
    assert (line.get("unit"), line.get("fields")) == ("NA.SNV", ["I", "II"])


@pytest.mark.parametrize(
    ("head", "value", "words"),
    [
        ("Họ và tên", "", "thiếu họ và tên"),
        ("Họ và tên", "040185001234", "cột bị lệch"),
        ("Họ và tên", "Phòng 5", "có chữ số"),
        ("Số định danh cá nhân", 40185001234.0, "Excel hay bỏ số 0"),
        ("Số định danh cá nhân", "0401850012345", "có 13 chữ số"),
        ("Số định danh cá nhân", "không có", "chỉ gồm 12 chữ số"),
        ("Điện thoại", 912345678.0, "bắt đầu bằng 0"),
        ("Thư điện tử", "lan@nghean", "ten@nghean.gov.vn"),
        ("Từ ngày", "31/02/2025", "không có ngày này"),
        ("Từ ngày", 45839.0, "không phải ngày"),
        ("Từ ngày", "", "thiếu từ ngày"),
        ("Đứng đầu", "có thể", "ghi x hoặc để trống"),
        ("Tên đăng nhập", "có dấu", "không dấu"),
        ("Tài khoản", "treo", "ghi mở hoặc khóa"),
        ("Mã người", "abc", "mã người là một số"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_column(head, value, words):
    (line,) = lines(row(**{head.replace(" ", "_"): value}))
    (key,) = [column.key for column in COLUMNS if column.head == head]
    assert words in faults(line)[key]


def test_a_formula_is_no_value():
    place = HEADS.index("Chức vụ") + 1
    (line,) = lines(row(), formulas={(3, place)})
    assert "công thức" in faults(line)["title"]


def test_a_line_that_slipped_sideways_is_named_as_such():
    (line,) = lines(["", "", *row()[1:-1]])
    assert faults(line)[""] == "các ô của dòng bị lệch cột"


def test_columns_may_stand_in_any_order_and_others_are_left_out():
    heads = ["Ghi chú", "Từ ngày", "Vai trò (chọn)", "Chức vụ *", "Đơn vị", "Họ và tên"]
    found, (line,) = read_lines([heads, ["x", START, "Công chức thực hiện", "Chuyên viên", "NA.SNV", "Lê Văn Bốn"]])
    assert line.faults == [] and line.get("unit") == "NA.SNV" and line.get("email") is None
    assert found.unknown == ("Ghi chú",)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "import.no_head"),
        ([["Một", "bảng", "khác"], [1, 2, 3]], "import.no_head"),
        ([["Họ và tên", "Đơn vị", "Chức vụ"], ["a", "b", "c"]], "import.missing_columns"),
        ([[*HEADS, "Họ và tên"], row()], "import.twice"),
        ([HEADS], "import.empty"),
        ([HEADS, ["", None, " "]], "import.empty"),
        ([HEADS, *[row()] * (MOST_LINES + 1)], "import.too_many"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_with_its_place(rows, code):
    with pytest.raises(Refused) as refusal:
        read_lines(rows)
    assert refusal.value.code == code


def test_the_head_is_found_below_a_title():
    assert find_head([["Danh sách"], [], HEADS]).row == 3


def test_letters_of_columns():
    assert [letter(number) for number in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


# --- the plan


def person(pk, name, *posts, number="", email="", username="", active=True, **more) -> KnownPerson:
    data = {"national_id": number, "email": email, "phone": ""}
    masks = {
        "national_id": f"•••••••••{number[-3:]}" if number else "",
        "email": "l•••@x.vn" if email else "",
        "phone": "",
    }
    return KnownPerson(pk, name, data, masks, username, bool(username) and active, posts, **more)


def post(pk=1, unit="NA.SNV", role="unit_officer", start=START, end=None, **more) -> KnownPost:
    return KnownPost(pk, unit, role, "Chuyên viên", start, end, **more)


def known(*people: KnownPerson, usernames=None, heads=None) -> Known:
    def clash(held, wanted):
        return "Người thẩm định" if {"appraiser", "unit_officer"} <= {*held, wanted} else ""

    old = KnownUnit("NA.SNV.1", "Sở Nội vụ", (Span(start=None, end=date(2025, 3, 1)),))
    units = {
        "NA.SNV": KnownUnit("NA.SNV", "Sở Nội vụ", (Span(start=date(2025, 3, 1), end=None),)), "NA.SNV.1": old,
        "NA.STP": KnownUnit("NA.STP", "Sở Tư pháp", (ALWAYS,)),
        "TH.SNV": KnownUnit("TH.SNV", "Sở Nội vụ", (ALWAYS,), managed=False),
    }  # fmt: skip
    names = {"so noi vu": ("NA.SNV", "NA.SNV.1"), "so tu phap": ("NA.STP",)}
    taken = {one.username: one.pk for one in people if one.username}
    return Known(
        people={one.pk: one for one in people}, units=units, names=names,
        roles={fold(name): code for name, code in ROLES.items()}, fields=FIELDS, heads=heads or {},
        usernames={**taken, **(usernames or {})}, clash=clash,
    )  # fmt: skip


def planned(world: Known, *rows):
    return plan(lines(*rows), world).lines


def test_a_new_person_is_added_with_post_and_account():
    (one,) = planned(known(), row(Đơn_vị="Sở Nội vụ", Tên_đăng_nhập="bonlv", Lĩnh_vực="II"))
    assert (one.status, one.person, one.of_line, one.new_post, one.account) == ("added", None, 3, True, "open")
    assert (one.unit, one.role, one.terms["fields"]) == ("NA.SNV", "unit_officer", ("procedures",))


def test_what_is_known_already_is_unchanged():
    world = known(person(7, "Lê Văn Bốn", post(), username="bonlv"))
    for given in ({}, {"Mã_người": 7.0}, {"Tên_đăng_nhập": "bonlv", "Tài_khoản": "mở"}):
        (one,) = planned(world, row(**given))
        assert (one.status, one.person, one.post) == ("unchanged", 7, 1), given


def test_what_differs_is_changed_with_old_and_new():
    world = known(person(7, "Lê Văn Bốn", post(end=date(2026, 1, 1)), number="040185001234", username="bonlv"))
    (one,) = planned(
        world,
        row(Mã_người="7", Họ_và_tên="Lê Văn Bổn", Số_định_danh_cá_nhân="040185009999", Chức_vụ="Phó phòng",
            Đến_hết_ngày="", Tài_khoản="khóa"),
    )  # fmt: skip
    told = {(change.what, change.column): (change.old, change.new) for change in one.changes}
    assert one.status == "changed" and one.account == "close"
    assert told == {
        ("person", "full_name"): ("Lê Văn Bốn", "Lê Văn Bổn"),
        ("person", "national_id"): ("•••••••••234", "•••••••••999"),
        ("post", "title"): ("Chuyên viên", "Phó phòng"), ("post", "end"): ("31/12/2025", ""),
        ("account", "account"): ("mở", "khóa"),
    }  # fmt: skip


def test_masked_and_empty_data_stay_as_they_are():
    world = known(person(7, "Lê Văn Bốn", post(), number="040185001234", email="lan@x.vn"))
    (one,) = planned(world, row(Mã_người=7, Số_định_danh_cá_nhân="•••••••••234", Thư_điện_tử="l•••@x.vn"))
    assert one.status == "unchanged"
    (one,) = planned(world, row(Mã_người=7, Số_định_danh_cá_nhân="•••••••••111"))
    assert "không khớp" in faults(one.line)["national_id"]


def test_a_second_post_of_the_same_person_is_added():
    world = known(person(7, "Lê Văn Bốn", post(), number="040185001234"))
    (one,) = planned(world, row(Số_định_danh_cá_nhân="040185001234", Đơn_vị="NA.STP"))
    assert (one.status, one.person, one.new_post) == ("added", 7, True)


def test_lines_with_one_national_id_are_one_new_person():
    first, second = planned(
        known(),
        row(Số_định_danh_cá_nhân="040185001234", Tên_đăng_nhập="bonlv"),
        row(Số_định_danh_cá_nhân="040185001234", Đơn_vị="NA.STP", Tên_đăng_nhập="bonlv"),
    )
    assert (first.of_line, second.of_line, first.account, second.account) == (3, 3, "open", "")


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([{NUMBER: "040185001234"}, {NUMBER: "040185001234", "Họ_và_tên": "Người Khác"}], "national_id",
         "trùng với dòng 3 nhưng họ tên khác"),
        ([{}, {NUMBER: "040185005555", "Họ_và_tên": "Người Khác"}], "full_name", "ghi mã người để đính chính"),
        ([{}, {"Mã_người": 99}], "person", "không có người mang mã 99"),
        ([{}, {"Mã_người": 5, "Số_định_danh_cá_nhân": "040185005555", "Họ_và_tên": "Trần Sáu"}], "national_id",
         "đã là của một người khác"),
        ([{}, {"Họ_và_tên": "Người Mới", "Tên_đăng_nhập": "nam"}], "full_name", "của người có họ tên khác"),
        ([{}, {"Họ_và_tên": "Người Mới", "Tên_đăng_nhập": "la"}], "username", "đã có người dùng"),
        ([{}, {"Mã_người": 4, "Họ_và_tên": "Lê Năm", "Tên_đăng_nhập": "khac"}], "username", "không đổi được"),
        ([{}, {"Họ_và_tên": "Người Mới", "Tài_khoản": "khóa"}], "account", "chưa có tài khoản"),
        ([{}, {"Đơn_vị": "Sở Bưu chính"}], "unit", "không có đơn vị này"),
        ([{}, {"Đơn_vị": "TH.SNV"}], "unit", "ngoài phạm vi"),
        ([{}, {"Đơn_vị": "NA.SNV.1"}], "unit", "không hoạt động ngày 01/07/2025"),
        ([{}, {"Vai_trò": "Vua"}], "role", "không có vai trò này"),
        ([{}, {"Đến_hết_ngày": date(2025, 6, 30)}], "end", "sớm hơn ngày đầu"),
        ([{}, {"Lĩnh_vực": "IX"}], "fields", "không có lĩnh vực “IX”"),
        ([{}, {}], "full_name", "cùng họ tên, đơn vị, vai trò với dòng 3"),
        ([{NUMBER: "040185001234"}, {NUMBER: "040185001234"}], "role", "vị trí này đã có ở dòng 3"),
        ([{"Số_định_danh_cá_nhân": "040185001234"},
          {"Số_định_danh_cá_nhân": "040185001234", "Vai_trò": "Người thẩm định", "Đơn_vị": "NA.STP"}], "role",
         "không được giữ cùng lúc"),
        ([{}, {"Mã_người": 4, "Họ_và_tên": "Lê Năm", "Vai_trò": "Người thẩm định", "Đơn_vị": "NA.STP"}], "role",
         "không được giữ cùng lúc"),
        ([{"Đứng_đầu": "x"}, {"Họ_và_tên": "Người Khác", "Đứng_đầu": "x"}], "is_head", "đứng đầu ở dòng 3"),
        ([{}, {"Họ_và_tên": "Người Khác", "Đứng_đầu": "x", "Đơn_vị": "NA.STP"}], "is_head",
         "kết thúc vị trí của người trước"),
    ],
)  # fmt: skip
def test_what_cannot_be_together_is_refused_at_its_cell(rows, column, words):
    world = known(
        person(4, "Lê Năm", post(pk=40), username="nam"), person(5, "Trần Sáu"),
        person(6, "Võ Bảy", number="040185005555"), heads={"NA.STP": ((77, 8, ALWAYS),)}, usernames={"la": 999},
    )  # fmt: skip
    found = planned(world, *[row(**given) for given in rows])
    assert words in faults(found[-1].line)[column]
    assert found[-1].status == "refused"


def test_somebody_of_another_scope_is_not_touched():
    world = known(person(7, "Lê Văn Bốn", post(), number="040185001234", managed=False))
    (one,) = planned(world, row(Số_định_danh_cá_nhân="040185001234"))
    assert "không thuộc phạm vi" in faults(one.line)["national_id"]


def test_a_head_may_follow_one_whose_end_stands_in_the_same_sheet():
    old = post(pk=77, unit="NA.STP", role="unit_head", is_head=True)
    world = known(person(8, "Giám Đốc Cũ", old), heads={"NA.STP": ((77, 8, old.span),)})
    head = {"Đơn_vị": "NA.STP", "Vai_trò": "Thủ trưởng", "Đứng_đầu": "x"}
    ended, new = planned(
        world, row(Mã_người=8, Họ_và_tên="Giám Đốc Cũ", Đến_hết_ngày=date(2025, 7, 31), **head),
        row(Họ_và_tên="Giám Đốc Mới", Từ_ngày=date(2025, 8, 1), **head),
    )  # fmt: skip
    assert (ended.status, new.status) == ("changed", "added"), [faults(ended.line), faults(new.line)]


def test_the_mark_follows_what_would_be_done():
    one = plan(lines(row()), known())
    assert one.mark == plan(lines(row()), known()).mark
    assert one.mark != plan(lines(row(Tên_đăng_nhập="bonlv")), known()).mark
    assert one.counts == {"added": 1, "changed": 0, "unchanged": 0, "refused": 0}
