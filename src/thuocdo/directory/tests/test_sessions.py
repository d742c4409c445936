"""Open sessions: listed, ended, never usable from another browser, and under a new key when they may do more."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account, Position
from thuocdo.directory.services import Terms
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ, unit
from thuocdo.kernel.errors import NotAllowed, Refused

LOGIN, PAGE = "/dang-nhap/", "/tai-khoan/phien/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
NEWER_EDGE = EDGE.replace("126.0", "138.0")
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def no_earlier_attempts(db):
    cache.clear()


@pytest.fixture
def lan(facts):
    return account_of(employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer"), "lan")


def browser(agent=EDGE, address="10.1.2.3", **more):
    return Client(headers={"User-Agent": agent}, REMOTE_ADDR=address, **more)


def at_work(agent=EDGE, address="10.1.2.3"):
    client = browser(agent, address)
    assert client.post(LOGIN, {"login": "lan", "password": PASSWORD}).status_code == 302
    return client


def is_outside(client):
    return client.get("/co-quan/").status_code == 302


def kinds():
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_the_page_lists_the_sessions_with_this_one_first(lan):
    desk, phone = at_work(), at_work(PHONE, "10.9.9.9")
    page = desk.get(PAGE).content.decode()
    assert page.index("Edge trên Windows") < page.index("Chrome trên Android")
    assert page.count("Phiên này") == 1 and "10.1.2.3" in page and "10.9.9.9" in page
    assert "THIẾU BIẾN" not in page and desk.session.session_key not in page
    assert phone.get(PAGE).content.decode().count("<tr") == 3


def test_a_session_that_the_store_did_not_note_is_listed_as_this_one(lan):
    client = browser()
    client.force_login(lan)
    page = client.get(PAGE).content.decode()
    assert page.count("Phiên này") == 1 and "Kết thúc mọi phiên khác" not in page


def test_the_list_costs_the_same_for_one_session_and_for_many(lan, django_assert_num_queries):
    desk = at_work()
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        desk.get(PAGE)
        alone = len(queries)
    for _ in range(4):
        at_work(PHONE)
    with django_assert_num_queries(alone):
        desk.get(PAGE)


def test_one_session_is_ended_and_its_cookie_opens_nothing(lan):
    desk, phone = at_work(), at_work(PHONE)
    row = UserSession.objects.get(session_key=phone.session.session_key)
    answer = desk.post(f"{PAGE}{row.pk}/ket-thuc/")
    assert answer["Location"] == PAGE and is_outside(phone) and not is_outside(desk)
    noted = AuditRow.objects.get(action="directory.end_session")
    assert noted.before == {"device": "Chrome/Android", "address": "10.1.2.3"} and noted.address == "10.1.2.3"
    assert desk.post(f"{PAGE}{row.pk}/ket-thuc/").status_code == 404


def test_all_other_sessions_are_ended_at_once(lan):
    desk, phone, tablet = at_work(), at_work(PHONE), at_work(PHONE)
    assert desk.post(f"{PAGE}ket-thuc-khac/")["Location"] == PAGE
    assert "Đã kết thúc 2 phiên khác" in desk.get(PAGE).content.decode()
    assert is_outside(phone) and is_outside(tablet) and not is_outside(desk)
    assert AuditRow.objects.get(action="directory.end_other_sessions").after == {"ended": 2}


def test_nobody_ends_the_session_of_another(lan):
    desk = at_work()
    dung = account_of(employ("Lê Dũng", "TH.SYT", "unit_officer"), "dung")
    stranger = browser()
    stranger.force_login(dung)
    row = UserSession.objects.get()
    assert stranger.post(f"{PAGE}{row.pk}/ket-thuc/").status_code == 404
    for verb in (services.end_other_sessions, services.end_sessions):
        with pytest.raises(NotAllowed):
            extra = {"keep": ""} if verb is services.end_other_sessions else {"why": "thử"}
            verb(account=lan, by=dung.person, at=clock.now(), **extra)
    assert not is_outside(desk)


@pytest.mark.parametrize("address", [f"{PAGE}1/ket-thuc/", f"{PAGE}ket-thuc-khac/"])
def test_a_link_ends_nothing(lan, address):
    assert at_work().get(address).status_code == 405


def test_an_operator_ends_the_sessions_of_somebody_and_says_why(lan):
    desk, phone = at_work(), at_work(PHONE)
    operator = employ("Trần Quản Trị", "NA.VPUB", "operator")
    with pytest.raises(Refused, match="Chưa ghi lý do"):
        services.end_sessions(account=lan, why="", by=operator, at=clock.now())
    assert services.end_sessions(account=lan, why="mất máy", by=operator, at=clock.now()) == 2
    assert is_outside(desk) and is_outside(phone) and not Session.objects.filter(pk=desk.session.session_key).exists()
    row = AuditRow.objects.get(action="directory.end_sessions")
    assert (row.why, row.after, row.actor_key) == ("mất máy", {"ended": 2}, operator.actor_key)


def test_a_stolen_cookie_opens_nothing_and_ends_the_session_everywhere(lan):
    desk = at_work()
    thief = browser(PHONE, "203.0.113.9")
    thief.cookies = desk.cookies
    answer = thief.get("/co-quan/", HTTP_USER_AGENT=PHONE)
    page = answer.content.decode()
    assert answer.status_code == 403 and "Phiên đăng nhập đã bị kết thúc" in page and "Vi Thị Lan" not in page
    assert is_outside(desk) and not UserSession.objects.exists()
    row = AuditRow.objects.get(action="directory.note_stolen_session")
    assert (row.thing_name, row.before, row.after) == (
        "lan", {"device": "Edge trên Windows"}, {"device": "Chrome trên Android"}
    )  # fmt: skip
    assert row.address == "203.0.113.9" and row.request_id and "directory.session_stolen" in kinds()


@pytest.mark.parametrize("path", ["/khong-co-trang-nay/", "/static/khong-co.css", "/hien-thi/"])
def test_a_stolen_cookie_opens_no_other_address_either(lan, path):
    thief = browser(PHONE)
    thief.cookies = at_work().cookies
    assert "Vi Thị Lan" not in thief.get(path).content.decode()
    assert path.startswith("/static/") or AuditRow.objects.filter(action="directory.note_stolen_session").exists()


def test_a_newer_version_of_the_same_browser_and_another_network_are_no_theft(lan):
    desk = at_work()
    assert desk.get("/co-quan/", headers={"User-Agent": NEWER_EDGE}).status_code == 200
    assert desk.get("/co-quan/", REMOTE_ADDR="10.20.30.40").status_code == 200


def test_a_session_in_use_keeps_its_last_address_and_hour(lan):
    desk = at_work()
    UserSession.objects.update(last_seen_at=live_sessions.real_now() - timedelta(minutes=30))
    session = desk.session
    session["directory_seen"] = int(time.time()) - 61
    session.save()
    desk.get("/co-quan/", REMOTE_ADDR="10.20.30.40")
    row = UserSession.objects.get()
    assert row.ip == "10.20.30.40" and live_sessions.real_now() - row.last_seen_at < timedelta(minutes=1)


def test_the_hours_follow_the_clock_of_the_program(lan):
    desk = at_work()
    with clock.fixed(clock.at_day(clock.today() + timedelta(days=400))):
        year = (clock.today()).year
        assert f"/{year}," in desk.get(PAGE).content.decode()


def test_a_password_changed_elsewhere_leaves_no_session_behind(lan):
    desk, phone = at_work(), at_work(PHONE)
    desk.post("/mat-khau/", {"old": PASSWORD, "new": "câu dài dễ nhớ 2025", "again": "câu dài dễ nhớ 2025"})
    assert is_outside(phone) and desk.get(PAGE).content.decode().count("<tr") == 2
    assert "directory.password_changed" in kinds()


def test_the_first_browser_is_no_news_and_the_next_one_is_told_once(lan):
    desk = at_work()
    assert "directory.new_device" not in kinds()
    phone = at_work(PHONE)
    told = Notice.objects.get(kind="directory.new_device")
    assert told.recipient_key == lan.person.actor_key and "Chrome trên Android" in told.words
    phone.post("/dang-xuat/")
    phone.post(LOGIN, {"login": "lan", "password": PASSWORD})
    desk.post("/dang-xuat/")
    desk.post(LOGIN, {"login": "lan", "password": PASSWORD})
    assert kinds().count("directory.new_device") == 1
    flags = [row.after["new_device"] for row in AuditRow.objects.filter(action="directory.sign_in").order_by("seq")]
    assert flags == [False, True, False, False]


@pytest.mark.parametrize("cookie", ["", "x", "[1]", "WzFd:1tX:abc"])
def test_a_forged_cookie_makes_no_browser_known(lan, cookie):
    at_work()
    client = browser(PHONE)
    client.cookies["td_known"] = cookie
    client.post(LOGIN, {"login": "lan", "password": PASSWORD})
    assert "directory.new_device" in kinds()


def test_the_key_of_a_session_changes_at_sign_in_and_with_the_roles(lan):
    visitor = browser()
    visitor.get("/co-quan/")
    session = visitor.session
    session["x"] = 1
    session.save()
    before = visitor.session.session_key
    visitor.post(LOGIN, {"login": "lan", "password": PASSWORD})
    during = visitor.session.session_key
    assert during != before
    visitor.get("/co-quan/")
    assert visitor.session.session_key == during
    Position.objects.filter(person=lan.person).update(role="unit_head")
    visitor.get("/co-quan/", headers={"HX-Request": "true"})
    assert visitor.session.session_key == during, "fragments of one page come together"
    visitor.get("/co-quan/")
    after = visitor.session.session_key
    assert after != during and not Session.objects.filter(pk=during).exists()
    assert UserSession.objects.get().session_key == after and not is_outside(visitor)


def test_a_role_gained_at_work_changes_the_key_too(lan):
    desk = at_work()
    desk.get("/co-quan/")
    before = desk.session.session_key
    terms = Terms(title="Thanh tra viên", role="inspector", start=clock.today())
    services.appoint(person=lan.person, unit=unit("NA.SNV"), terms=terms, by=SYSTEM, at=clock.now())
    desk.get("/co-quan/")
    assert desk.session.session_key != before


def test_a_closed_account_is_out_at_once(lan):
    desk = at_work()
    services.close_account(account=lan, why="nghỉ việc", by=SYSTEM, at=clock.now())
    assert is_outside(desk)


def test_who_holds_a_password_of_the_operator_chooses_another_first(lan):
    Account.objects.filter(pk=lan.pk).update(must_change=True)
    desk = at_work()
    assert desk.get("/co-quan/")["Location"] == "/mat-khau/?next=%2Fco-quan%2F"
    assert desk.get("/tai-khoan/")["Location"].startswith("/mat-khau/")
    assert "chỉ dùng một lần" in desk.get("/mat-khau/").content.decode()
    new = "câu dài dễ nhớ 2025"
    desk.post("/mat-khau/", {"old": PASSWORD, "new": new, "again": new})
    assert not is_outside(desk)


def test_the_account_page_shows_ones_own_events_and_nobody_elses(lan):
    dung = account_of(employ("Lê Dũng", "TH.SYT", "unit_officer"), "le.dung.th")
    Client().post(LOGIN, {"login": "le.dung.th", "password": "sai hoàn toàn"})
    Client(REMOTE_ADDR="198.51.100.7").post(LOGIN, {"login": "lan", "password": "sai hoàn toàn"})
    desk = at_work()
    page = desk.get("/tai-khoan/").content.decode()
    assert "THIẾU BIẾN" not in page and "198.51.100.7" in page and page.count("Đăng nhập không thành công") == 1
    assert "mật khẩu, Edge trên Windows" in page and "Chưa bật" in page
    assert '<a href="/tai-khoan/">' in desk.get("/co-quan/").content.decode()
    assert dung.username not in page
