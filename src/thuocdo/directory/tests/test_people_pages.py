"""Pages about people: who sees whom, what each form does, what it says when it may not be done."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory import services
from thuocdo.directory.models import Absence, Account, Delegation, Person, Position
from thuocdo.directory.services import Authority, Leave, Terms
from thuocdo.directory.tests.facts import account_of, employ, signed_in, unit

TODAY = date(2025, 7, 15)
NUMBER = "040185001234"


@pytest.fixture
def operator(facts) -> Person:
    return employ("Trần Quản Trị", "NA.VPUB", "operator")


@pytest.fixture
def head(facts) -> Person:
    return employ("Nguyễn Giám Đốc", "NA.SNV", "unit_head", title="Giám đốc", is_head=True)


@pytest.fixture
def lan(facts) -> Person:
    return employ("Vi Thị Lan", "NA.SNV", "unit_officer")


@pytest.fixture
def admin(operator) -> Client:
    return signed_in(operator, "quantri")


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.get("Location"))
    html = answer.content.decode()
    assert "THIẾU BIẾN" not in html, html[max(0, html.index("THIẾU BIẾN") - 200) :][:400]
    found = re.search(r'<main id="noi-dung".*?</main>', html, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def names_in(answer) -> set[str]:
    return set(re.findall(r'<th scope="row"[^>]*><a href="/nguoi/\d+/">([^<]+)</a>', answer.content.decode()))


# --- the list


def test_who_sees_whom_in_the_list(admin, operator, head, lan):
    stranger = employ("Lê Dũng", "TH.SNV", "unit_officer")
    assert names_in(admin.get("/nguoi/")) == {"Trần Quản Trị", "Nguyễn Giám Đốc", "Vi Thị Lan"}
    assert names_in(signed_in(head, "gd").get("/nguoi/")) == {"Nguyễn Giám Đốc", "Vi Thị Lan"}
    for number, somebody in enumerate((lan, stranger)):
        assert signed_in(somebody, f"nguoi{number}").get("/nguoi/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=giam doc", {"Nguyễn Giám Đốc"}),
        ("tim=Vi Thị", {"Vi Thị Lan"}),
        ("don-vi=noi vu", {"Nguyễn Giám Đốc", "Vi Thị Lan"}),
        ("don-vi=na.vpub", {"Trần Quản Trị"}),
        ("vai-tro=unit_officer", {"Vi Thị Lan"}),
        ("vai-tro=unit_officer&don-vi=NA.VPUB", set()),
        ("tai-khoan=mo", {"Trần Quản Trị"}),
        ("tai-khoan=khong", {"Nguyễn Giám Đốc", "Vi Thị Lan"}),
        ("tai-khoan=khoa", set()),
        ("ngay=01/01/2025", {"Trần Quản Trị"}),
    ],
)
def test_the_list_is_narrowed_as_asked(admin, head, lan, query, found):
    assert names_in(admin.get(f"/nguoi/?{query}")) == found


def test_who_left_is_shown_when_asked_for_and_who_has_no_post_yet_always(admin, lan):
    services.end_position(position=lan.positions.get(), on=date(2025, 7, 1), by=SYSTEM, at=clock.now())
    entered = Person.objects.get(full_name="Trần Quản Trị")
    services.create_person(full_name="Người Mới", by=entered, at=clock.now())
    assert names_in(admin.get("/nguoi/")) == {"Trần Quản Trị", "Người Mới"}
    assert names_in(admin.get("/nguoi/?ca=thoi")) == {"Trần Quản Trị", "Người Mới", "Vi Thị Lan"}
    assert names_in(admin.get("/nguoi/?ngay=30/06/2025")) == {"Trần Quản Trị", "Vi Thị Lan"}


def test_nothing_found_says_what_to_do(admin):
    assert "Không có ai như vậy" in text(admin.get("/nguoi/?tim=khong ai"))


@pytest.mark.parametrize("query", ["ngay=99/99", "vai-tro=vua", "sap-xep=x", "trang=x", "tim=%01", "don-vi=%25"])
def test_nonsense_in_the_address_is_no_error(admin, query):
    assert admin.get(f"/nguoi/?{query}").status_code == 200


def test_people_are_sorted_by_their_given_names(admin, head, lan):
    html = admin.get("/nguoi/").content.decode()
    places = [html.index(f">{name}</a>") for name in ("Nguyễn Giám Đốc", "Vi Thị Lan", "Trần Quản Trị")]
    assert places == sorted(places)


def test_a_longer_list_costs_no_more_statements(admin, head, lan):
    admin.get("/nguoi/")
    with CaptureQueriesContext(connection) as few:
        admin.get("/nguoi/")
    for number in range(12):
        account_of(employ(f"Người {number}", "NA.STP", "unit_officer"), f"them{number}")
    with CaptureQueriesContext(connection) as many:
        admin.get("/nguoi/")
    assert len(many) <= len(few) <= 20


def test_the_workbook_has_every_post_and_no_personal_data(admin, lan):
    services.correct_contact(person=lan, email="lan@nghean.gov.vn", phone="0912345678", by=lan, at=clock.now())
    answer = admin.get("/nguoi/xuat.xlsx?tim=lan")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "Vi Thị Lan" in cells and "Công chức thực hiện" in cells
    assert not any("lan@" in cell or "0912" in cell for cell in cells)


# --- one person


def test_the_page_of_a_person_is_open_to_who_sees_them_and_to_themselves(admin, head, lan):
    other = employ("Lê Khác", "NA.SYT", "unit_officer")
    for client, status in (
        (admin, 200), (signed_in(head, "gd"), 200), (signed_in(lan, "lan"), 200), (signed_in(other, "khac"), 404),
    ):  # fmt: skip
        assert client.get(f"/nguoi/{lan.pk}/").status_code == status
    assert admin.get("/nguoi/999999/").status_code == 404


def test_the_page_tells_posts_through_time_absence_authority_and_history(admin, operator, head, lan):
    at = clock.now()
    services.end_position(position=lan.positions.get(), on=date(2025, 7, 1), why="chuyển", by=SYSTEM, at=at)
    terms = Terms(title="Phó Giám đốc", role="unit_officer", start=date(2025, 7, 1), legal_basis="QĐ 12/QĐ-UBND")
    services.appoint(person=lan, unit=unit("NA.STP"), terms=terms, by=operator, at=at)
    services.note_absence(person=lan, leave=Leave(start=TODAY, end=date(2025, 7, 20), why="đi học"), by=lan, at=at)
    words = text(admin.get(f"/nguoi/{lan.pk}/"))
    assert "Sở Nội vụ" in words and "Phó Giám đốc" in words and "QĐ 12/QĐ-UBND" in words
    assert "Vi Thị Lan vắng mặt đến hết ngày 19/07/2025 (đi học). Chưa ghi người làm thay." in words
    assert "đã bổ nhiệm, giao vị trí công tác" in words and "đã cho thôi giữ vị trí" in words


def test_personal_data_are_masked(admin, lan):
    services.correct_contact(person=lan, email="lan@nghean.gov.vn", phone="0912345678", by=lan, at=clock.now())
    words = text(admin.get(f"/nguoi/{lan.pk}/"))
    assert "l•••@nghean.gov.vn" in words and "lan@nghean" not in words and "0912345678" not in words


def test_who_only_looks_is_offered_nothing_to_do(admin, head, lan):
    def acts(client) -> set[str]:
        return set(
            re.findall(r'href="/(?:nguoi|vi-tri)/\d+/([a-z-]+)/"', client.get(f"/nguoi/{lan.pk}/").content.decode())
        )

    assert acts(signed_in(head, "gd")) == {"vang-mat"}
    assert acts(signed_in(lan, "lan")) == {"vang-mat", "lien-he"}
    every = {"vang-mat", "lien-he", "dinh-chinh", "tai-khoan", "giao-vi-tri", "ket-thuc"}
    assert acts(admin) == every


def test_a_person_is_entered_and_problems_stand_beside_their_fields(admin):
    data = {"full_name": "Lê Văn Bốn", "national_id": "123", "email": "", "phone": ""}
    answer = admin.post("/nguoi/them/", data)
    words = text(answer, 422)
    assert "Có 3 chữ số" in words and 'value="Lê Văn Bốn"' in answer.content.decode()
    answer = admin.post("/nguoi/them/", {**data, "national_id": NUMBER})
    person = Person.objects.get(national_id=NUMBER)
    assert answer["Location"] == f"/nguoi/{person.pk}/"
    assert "Chưa có vị trí nào" in text(admin.get(f"/nguoi/{person.pk}/"))


def test_only_who_administers_enters_people(head, lan):
    for number, somebody in enumerate((head, lan)):
        client = signed_in(somebody, f"nguoi{number}")
        assert client.get("/nguoi/them/").status_code == 403
        assert client.post("/nguoi/them/", {"full_name": "Ai Đó"}).status_code == 403
    assert not Person.objects.filter(full_name="Ai Đó").exists()


def test_contact_data_are_corrected_by_oneself(lan):
    client = signed_in(lan, "lan")
    assert client.get(f"/nguoi/{lan.pk}/lien-he/").status_code == 200
    client.post(f"/nguoi/{lan.pk}/lien-he/", {"email": "lan@nghean.gov.vn", "phone": "0912 345 678"})
    lan.refresh_from_db()
    assert (lan.email, lan.phone) == ("lan@nghean.gov.vn", "0912345678")


def test_an_operator_does_not_read_contact_data_in_the_form(admin, lan):
    services.correct_contact(person=lan, email="lan@nghean.gov.vn", phone="", by=lan, at=clock.now())
    assert "lan@nghean" not in admin.get(f"/nguoi/{lan.pk}/lien-he/").content.decode()


def test_a_name_is_corrected_and_an_untouched_number_stays(admin, lan):
    Person.objects.filter(pk=lan.pk).update(national_id=NUMBER)
    address = f"/nguoi/{lan.pk}/dinh-chinh/"
    assert NUMBER not in admin.get(address).content.decode()
    admin.post(address, {"full_name": "Vi Thị Lân", "national_id": "", "why": "sai dấu"})
    lan.refresh_from_db()
    assert (lan.full_name, lan.national_id) == ("Vi Thị Lân", NUMBER)
    admin.post(address, {"full_name": "Vi Thị Lân", "national_id": "-", "why": "nhập nhầm người"})
    lan.refresh_from_db()
    assert lan.national_id == ""


# --- posts


TERMS = {"role": "unit_officer", "title": "Chuyên viên", "start": "01/07/2025", "end": "", "legal_basis": "QĐ 1"}


def test_a_post_is_given_in_a_unit_found_by_words(admin, lan):
    address = f"/nguoi/{lan.pk}/giao-vi-tri/"
    answer = admin.post(address, {**TERMS, "words": "so tu phap", "end": "31/12/2025", "fields_named": ["procedures"]})
    assert answer.status_code == 302
    post = Position.objects.get(person=lan, unit__key="NA.STP")
    assert (post.valid.lower, post.valid.upper) == (date(2025, 7, 1), date(2026, 1, 1))
    assert (post.fields, post.legal_basis) == (["procedures"], "QĐ 1")


def test_several_units_that_fit_are_offered_to_choose_from(admin, lan):
    address = f"/nguoi/{lan.pk}/giao-vi-tri/"
    answer = admin.post(address, {**TERMS, "words": "phường vinh"})
    words = text(answer, 422)
    assert "chọn một" in words and "NA.UBND.C16681.n" in words and 'value="Chuyên viên"' in answer.content.decode()
    admin.post(address, {**TERMS, "words": "phường vinh", "unit": "NA.UBND.C16681.n"})
    assert Position.objects.filter(person=lan, unit__key="NA.UBND.C16681.n").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": "Sở Thông tin và Truyền thông"}, "Không có đơn vị nào như vậy vào ngày bắt đầu"),
        ({"words": "Sở Nội vụ tỉnh Thanh Hóa"}, "Không có đơn vị nào như vậy"),
        ({"words": "NA.STP", "start": "40/13/2025"}, "Ghi ngày theo dạng"),
        ({"words": "NA.STP", "role": "operator"}, "vừa là “Công chức thực hiện” vừa là “Quản trị hệ thống”"),
        ({"words": "NA.STP", "end": "01/01/2025"}, "Ngày kết thúc phải sau ngày bắt đầu"),
        ({"words": ""}, "Ghi tên hoặc mã đơn vị"),
    ],
)
def test_a_post_that_cannot_be_is_refused_on_the_form(admin, lan, given, words):
    assert words in text(admin.post(f"/nguoi/{lan.pk}/giao-vi-tri/", {**TERMS, **given}), 422)
    assert lan.positions.count() == 1


def test_a_post_is_corrected_and_ended(admin, lan):
    post = lan.positions.get()
    shown = admin.get(f"/vi-tri/{post.pk}/dinh-chinh/").content.decode()
    assert 'value="01/03/2025"' in shown
    admin.post(f"/vi-tri/{post.pk}/dinh-chinh/", {**TERMS, "title": "Chuyên viên chính", "why": "ghi thiếu"})
    post.refresh_from_db()
    assert (post.title, post.valid.lower) == ("Chuyên viên chính", date(2025, 7, 1))
    admin.post(f"/vi-tri/{post.pk}/ket-thuc/", {"last": "31/07/2025", "why": "nghỉ hưu"})
    post.refresh_from_db()
    assert post.valid.upper == date(2025, 8, 1)


def test_posts_of_another_province_do_not_exist_for_an_operator(admin):
    stranger = employ("Lê Dũng", "TH.SNV", "unit_officer")
    post = stranger.positions.get()
    for address in (f"/nguoi/{stranger.pk}/", f"/nguoi/{stranger.pk}/giao-vi-tri/", f"/vi-tri/{post.pk}/ket-thuc/"):
        assert admin.get(address).status_code == 404


# --- accounts


def test_an_account_is_opened_with_a_password_shown_once(admin, lan):
    address = f"/nguoi/{lan.pk}/tai-khoan/"
    assert 'value="lanvt"' in admin.get(address).content.decode()
    answer = admin.post(address, {"viec": "mo", "username": "lanvt"})
    words = text(answer)
    password = re.search(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", words)
    account = Account.objects.get(person=lan)
    assert password and account.check_password(password[0]) and account.must_change
    assert "no-store" in answer["Cache-Control"]
    assert password[0] not in admin.get(address).content.decode()


def test_a_taken_user_name_is_named_on_the_form(admin, lan):
    assert "đã có người dùng" in text(
        admin.post(f"/nguoi/{lan.pk}/tai-khoan/", {"viec": "mo", "username": "quantri"}), 422
    )


def test_a_password_is_reset_and_an_account_closed_and_reopened(admin, lan):
    account, address = account_of(lan, "lan"), f"/nguoi/{lan.pk}/tai-khoan/"
    old = account.password
    assert "Mật khẩu dùng một lần" in text(admin.post(address, {"viec": "dat-lai"}))
    account.refresh_from_db()
    assert account.password != old and account.must_change
    assert "Ghi lý do" in text(admin.post(address, {"viec": "khoa", "why": ""}), 422)
    assert admin.post(address, {"viec": "khoa", "why": "nghỉ hưu"}).status_code == 302
    assert not Account.objects.get(pk=account.pk).is_active
    assert admin.post(address, {"viec": "dat-lai"}).status_code == 404
    admin.post(address, {"viec": "mo-lai", "why": "trở lại"})
    assert Account.objects.get(pk=account.pk).is_active


def test_nobody_but_an_operator_touches_accounts(head, lan):
    for number, somebody in enumerate((head, lan)):
        client = signed_in(somebody, f"nguoi{number}")
        assert client.get(f"/nguoi/{lan.pk}/tai-khoan/").status_code == 403
        assert client.post(f"/nguoi/{lan.pk}/tai-khoan/", {"viec": "mo", "username": "x1"}).status_code == 403


# --- authority


LOAN = {
    "kind": "for_head", "title": "Phó Giám đốc", "scope": "mot-so", "verbs": ["work.close_plan"],
    "start": "15/07/2025", "end": "31/07/2025", "legal_basis": "QĐ 45/QĐ-SNV",
}  # fmt: skip


def test_a_head_lends_and_takes_back_on_the_page(head, lan):
    client, post = signed_in(head, "gd"), head.positions.get()
    address = f"/vi-tri/{post.pk}/giao-quyen/"
    shown = text(client.get(address))
    assert "Vi Thị Lan, Chuyên viên" in shown and "Kết thúc kế hoạch" in shown
    assert client.post(address, {**LOAN, "to": lan.pk}).status_code == 302
    loan = Delegation.objects.get(to=lan)
    assert (loan.verbs, loan.valid.upper) == (["work.close_plan"], date(2025, 8, 1))
    words = text(client.get(f"/nguoi/{head.pk}/"))
    assert "Giao cho Vi Thị Lan" in words and "Thu hồi" in words
    assert client.post(f"/giao-quyen/{loan.pk}/thu-hoi/", {"why": "về sớm"}).status_code == 302
    loan.refresh_from_db()
    assert loan.revoked_why == "về sớm"


def test_a_loan_that_cannot_be_is_refused_on_the_form(head, lan):
    client, address = signed_in(head, "gd"), f"/vi-tri/{head.positions.get().pk}/giao-quyen/"
    assert "đơn vị trực thuộc" in text(client.post(address, {**LOAN, "to": lan.pk, "kind": "sub_authorised"}), 422)
    assert "Chọn ít nhất một việc" in text(client.post(address, {**LOAN, "to": lan.pk, "verbs": []}), 422)
    assert "Chọn người được giao" in text(client.post(address, LOAN), 422)
    assert not Delegation.objects.exists()


def test_an_officer_lends_nothing(head, lan):
    client = signed_in(lan, "lan")
    assert client.get(f"/vi-tri/{lan.positions.get().pk}/giao-quyen/").status_code == 403
    assert client.get(f"/vi-tri/{head.positions.get().pk}/giao-quyen/").status_code in (403, 404)


# --- days away


def test_days_away_are_noted_and_cancelled(lan):
    binh = employ("Lê Bình", "NA.SNV", "unit_officer")
    client = signed_in(lan, "lan")
    data = {"start": "21/07/2025", "end": "25/07/2025", "why": "nghỉ phép", "deputy": binh.pk}
    assert client.post(f"/nguoi/{lan.pk}/vang-mat/", data).status_code == 302
    absence = Absence.objects.get(person=lan)
    assert (absence.valid.upper, absence.deputy) == (date(2025, 7, 26), binh)
    assert "đã có ngày vắng mặt" in text(client.post(f"/nguoi/{lan.pk}/vang-mat/", data), 422)
    assert client.post(f"/vang-mat/{absence.pk}/huy/", {"why": ""}).status_code == 302
    assert "Chưa ghi ngày nào" in text(client.get(f"/nguoi/{lan.pk}/"))


def test_nobody_notes_days_of_a_stranger(lan):
    other = employ("Lê Khác", "NA.SYT", "unit_officer")
    assert signed_in(other, "khac").get(f"/nguoi/{lan.pk}/vang-mat/").status_code == 404


# --- several posts


def test_one_works_as_the_chosen_post_and_the_audit_says_so(lan):
    terms = Terms(title="Thành viên Tổ giúp việc", role="unit_officer", start=date(2025, 7, 1))
    second = services.appoint(person=lan, unit=unit("NA.VPUB"), terms=terms, by=SYSTEM, at=clock.now())
    client = signed_in(lan, "lan")
    page = client.get(f"/nguoi/{lan.pk}/").content.decode()
    assert "Đang làm việc với tư cách" in page and "Thành viên Tổ giúp việc, Văn phòng" in page
    answer = client.post("/tu-cach/", {"vi-tri": second.pk, "ve": f"/nguoi/{lan.pk}/"})
    assert answer["Location"] == f"/nguoi/{lan.pk}/"
    client.post(f"/nguoi/{lan.pk}/lien-he/", {"email": "lan@nghean.gov.vn", "phone": ""})
    assert AuditRow.objects.get(action="directory.correct_contact").position.startswith("Thành viên Tổ giúp việc")
    client.post("/tu-cach/", {"vi-tri": 999_999, "ve": "https://elsewhere.example/"})
    client.post(f"/nguoi/{lan.pk}/lien-he/", {"email": "", "phone": ""})
    assert (
        AuditRow.objects.filter(action="directory.correct_contact")
        .last()
        .position.startswith("Thành viên Tổ giúp việc")
    )


def test_who_has_one_post_is_not_asked_and_finds_the_own_page(lan):
    page = signed_in(lan, "lan").get("/mat-khau/").content.decode()
    assert "Đang làm việc với tư cách" not in page and f'href="/nguoi/{lan.pk}/">Trang của tôi' in page


def test_only_ones_own_post_can_be_chosen(lan, head):
    client = signed_in(lan, "lan")
    answer = client.post("/tu-cach/", {"vi-tri": head.positions.get().pk, "ve": "//elsewhere.example/"})
    assert answer["Location"] == "/" and "directory_works_as" not in client.session


def test_authority_lent_by_a_head_is_shown_to_the_borrower(head, lan):
    loan = Authority(
        kind="acting", title="Phó Giám đốc phụ trách", start=TODAY, end=date(2025, 8, 1), legal_basis="QĐ 1",
        everything=True,
    )  # fmt: skip
    services.delegate(position=head.positions.get(), to=lan, authority=loan, by=head, at=clock.now())
    words = text(signed_in(lan, "lan").get(f"/nguoi/{lan.pk}/"))
    assert "Nguyễn Giám Đốc (Giám đốc) giao" in words and "Toàn bộ quyền của vị trí" in words
