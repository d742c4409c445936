"""Signing in: what it tells, what it does not tell, what it remembers."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.test import Client

from thuocdo.core.models import AuditRow
from thuocdo.directory.models import Account
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ, signed_in

LOGIN, OWN = "/dang-nhap/", "/mat-khau/"
NEW = "câu dài dễ nhớ 2025"


@pytest.fixture(autouse=True)
def no_earlier_attempts(db):
    cache.clear()


@pytest.fixture
def lan(facts):
    person = employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer")
    account_of(person, "Lan")
    return person


def try_password(username="lan", password=PASSWORD, **more):
    return Client().post(LOGIN, {"login": username, "password": password, **more})


def test_right_password_leads_to_the_page_that_was_wanted(lan):
    client = Client()
    asked = client.get("/co-quan/?ngay=01/07/2025")
    assert asked.status_code == 302
    assert asked["Location"] == "/dang-nhap/?next=%2Fco-quan%2F%3Fngay%3D01%2F07%2F2025"
    answer = client.post(LOGIN, {"login": "LAN", "password": PASSWORD, "next": "/co-quan/?ngay=01/07/2025"})
    assert answer.status_code == 302
    assert answer["Location"] == "/co-quan/?ngay=01/07/2025"
    row = AuditRow.objects.get(action="directory.sign_in")
    assert (row.actor_key, row.thing_name, row.address) == (lan.actor_key, "lan", "127.0.0.1")


def test_another_site_is_no_page_to_go_to(lan):
    assert try_password(next="https://vi-du.example/bay")["Location"] == "/"


def test_wrong_password_and_unknown_name_read_the_same(lan):
    wrong, unknown = try_password(password="sai hoàn toàn"), try_password("khong-co-ai", "sai hoàn toàn")
    assert wrong.status_code == unknown.status_code == 422
    said = "Tên đăng nhập hoặc mật khẩu chưa đúng."
    assert said in wrong.content.decode() and said in unknown.content.decode()
    rows = AuditRow.objects.filter(action="directory.fail_sign_in").order_by("seq")
    assert [row.thing_name for row in rows] == ["lan", ""]
    assert "khong-co-ai" not in str(list(rows.values()))


def test_the_page_names_missing_fields_in_vietnamese(facts):
    page = Client().post(LOGIN, {"login": "", "password": ""}).content.decode()
    assert "Nhập tên đăng nhập." in page and "Nhập mật khẩu." in page
    assert "<title>Lỗi: Đăng nhập" in page


def test_after_five_wrong_passwords_even_the_right_one_waits(lan):
    for _ in range(5):
        assert try_password(password="sai hoàn toàn").status_code == 422
    answer = try_password()
    assert answer.status_code == 429
    assert "Đã thử sai quá nhiều lần. Đợi 5 phút" in answer.content.decode()
    assert AuditRow.objects.filter(action="directory.fail_sign_in", why__contains="khóa tạm").count() == 1


def test_a_name_that_nobody_has_is_locked_in_the_same_words(facts):
    for _ in range(5):
        try_password("khong-co-ai", "sai hoàn toàn")
    answer = try_password("khong-co-ai", "sai hoàn toàn")
    assert answer.status_code == 429
    assert "Đã thử sai quá nhiều lần. Đợi 5 phút" in answer.content.decode()


def test_a_closed_account_fails_like_a_wrong_password(lan):
    Account.objects.filter(person=lan).update(is_active=False)
    answer = try_password()
    assert answer.status_code == 422
    assert "mật khẩu chưa đúng" in answer.content.decode()


def test_passwords_are_kept_as_argon2(lan):
    assert Account.objects.get(person=lan).password.startswith("argon2$argon2id$")


def test_signing_out_by_a_link_asks_first(lan):
    client = Client()
    client.force_login(Account.objects.get(person=lan))
    assert "Đăng xuất khỏi Thước Đo?" in client.get("/dang-xuat/").content.decode()
    assert client.post("/dang-xuat/")["Location"] == LOGIN
    assert client.get("/co-quan/").status_code == 302
    assert AuditRow.objects.filter(action="directory.sign_out").count() == 1


@pytest.mark.parametrize(("mark", "ago"), [("directory_seen", 61 * 60), ("directory_since", 9 * 3600)])
def test_an_idle_or_old_session_ends_with_a_notice(facts, mark, ago):
    client = signed_in(employ("Vi Thị Lan", "NA.SNV", "cycle_owner"))
    session = client.session
    session[mark] = int(time.time()) - ago
    session.save()
    assert client.get("/co-quan/")["Location"].startswith(LOGIN)
    assert "Phiên làm việc đã hết" in client.get(LOGIN).content.decode()


def test_a_fragment_moves_the_whole_page_to_sign_in(facts):
    answer = Client().get("/co-quan/", headers={"HX-Request": "true", "HX-Current-URL": "/co-quan/?tim=vinh"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/dang-nhap/?next=%2Fco-quan%2F%3Ftim%3Dvinh"


def test_who_asks_costs_one_query_beside_session_and_account(facts, django_assert_num_queries):
    client = signed_in(employ("Vi Thị Lan", "NA.SNV", "cycle_owner"))
    client.get(LOGIN)
    with django_assert_num_queries(3):
        client.get(LOGIN)


def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post(OWN, {"old": old, "new": new, "again": new if again is None else again})


@pytest.fixture
def desk(lan):
    client = Client()
    client.force_login(Account.objects.get(person=lan))
    return client


def test_one_changes_ones_password_and_every_other_session_ends(desk, lan):
    elsewhere = Client()
    elsewhere.post(LOGIN, {"login": "lan", "password": PASSWORD})
    assert elsewhere.get("/co-quan/").status_code == 200
    assert '<a href="/mat-khau/">Đổi mật khẩu</a>' in desk.get("/co-quan/").content.decode()
    page = desk.get(OWN).content.decode()
    assert page.count('type="password"') == 3 and "THIẾU BIẾN" not in page
    answer = change(desk)
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert desk.get("/co-quan/").status_code == 200
    assert elsewhere.get("/co-quan/")["Location"].startswith(LOGIN)
    assert try_password().status_code == 422 and try_password(password=NEW).status_code == 302
    row = AuditRow.objects.get(action="directory.set_password")
    assert (row.actor_key, row.thing_name) == (lan.actor_key, "lan") and NEW not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "không phải nó"}, "Mật khẩu đang dùng chưa đúng."),
        ({"old": ""}, "Nhập mật khẩu đang dùng."),
        ({"again": "câu khác hẳn"}, "Hai lần nhập mật khẩu mới chưa giống nhau."),
        ({"new": PASSWORD}, "Mật khẩu mới phải khác mật khẩu đang dùng."),
        ({"new": "ngắn"}, "Mật khẩu cần ít nhất 10 ký tự."),
        ({"new": "1234567890"}, "nhiều người dùng nên dễ bị đoán"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(desk, lan, typed, said):
    answer = change(desk, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "<title>Lỗi: Đổi mật khẩu" in page
    assert Account.objects.get(person=lan).check_password(PASSWORD)
    assert PASSWORD not in page and NEW not in page


def test_a_password_like_the_name_of_the_account_is_refused_in_vietnamese(facts):
    account_of(employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer"), "vithilan.quyhop")
    client = Client()
    client.force_login(Account.objects.get(username="vithilan.quyhop"))
    assert "Mật khẩu quá giống tên đăng nhập." in change(client, new="vithilan.quyhop1").content.decode()


def test_guessing_the_old_password_at_an_open_desk_is_stopped(desk):
    for number in range(5):
        assert change(desk, old=f"đoán lần {number}").status_code == 422
    answer = change(desk)
    assert answer.status_code == 429 and "Đã thử sai quá nhiều lần" in answer.content.decode()
