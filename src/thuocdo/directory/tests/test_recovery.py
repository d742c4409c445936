"""A forgotten password: the same answer for every name, one link by mail for the one who may, and never twice."""

from __future__ import annotations

import re
import socket
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from thuocdo.core import clock, outbox
from thuocdo.core.models import AuditRow, Notice, OutboxEvent
from thuocdo.core.notify import MailFailed
from thuocdo.directory import tokens
from thuocdo.directory.models import Account, Person
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ

LOGIN, ASK, CHOOSE = "/dang-nhap/", "/quen-mat-khau/", "/quen-mat-khau/dat-lai/"
ADDRESS, NEW = "lan@nghean.example", "câu dài dễ nhớ 2025"


class Letters:
    """What a mail server received."""

    def __init__(self):
        self.found = []

    async def handle_DATA(self, server, session, envelope):
        self.found.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"


@pytest.fixture(scope="module")
def post_office():
    letters = Letters()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        letters.port = probe.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=letters.port)
    controller.start()
    yield letters
    controller.stop()


@pytest.fixture(autouse=True)
def mail(post_office, settings, db):
    cache.clear()
    post_office.found.clear()
    settings.THUOCDO_MAIL_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post_office.port
    return post_office.found


@pytest.fixture
def lan(facts):
    person = employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer")
    Person.objects.filter(pk=person.pk).update(email=ADDRESS)
    return account_of(person, "lan")


def ask(username="lan", **more):
    return Client(**more).post(ASK, {"username": username})


def link_in(letters):
    (_to, letter) = letters[-1]
    return re.search(r"https?://[^/\s]+(/quen-mat-khau/\S+)", letter.get_content()).group(1)


def arrive(mail, username="lan"):
    """Somebody asked and opened the link of the mail."""
    ask(username)
    outbox.deliver_waiting()
    client = Client()
    answer = client.get(link_in(mail))
    assert answer.status_code == 302 and answer["Location"] == CHOOSE
    return client


def test_the_whole_way_from_the_mail_to_the_new_password(lan, mail):
    desk = Client()
    desk.post(LOGIN, {"login": "lan", "password": PASSWORD})
    answer = ask("LAN")
    assert answer.status_code == 200 and "Đã ghi nhận yêu cầu" in answer.content.decode()
    assert outbox.deliver_waiting() and [to for to, _letter in mail] == [[ADDRESS]]
    assert link_in(mail).startswith("/quen-mat-khau/") and "http://testserver" in mail[0][1].get_content()
    client = Client()
    led = client.get(link_in(mail))
    assert led["Location"] == CHOOSE, "the token does not stay in the address"
    page = client.get(CHOOSE).content.decode()
    assert page.count('type="password"') == 2 and "THIẾU BIẾN" not in page
    answer = client.post(CHOOSE, {"new": NEW, "again": NEW})
    assert answer["Location"] == LOGIN and "Đã đặt mật khẩu mới" in client.get(LOGIN).content.decode()
    assert desk.get("/co-quan/").status_code == 302, "every session has ended"
    assert client.post(LOGIN, {"login": "lan", "password": PASSWORD}).status_code == 422
    assert client.post(LOGIN, {"login": "lan", "password": NEW}).status_code == 302
    asked, used = (AuditRow.objects.get(action=f"directory.{verb}") for verb in ("ask_recovery", "recover_password"))
    assert asked.thing_name == used.thing_name == "lan" and used.actor_key == lan.person.actor_key
    assert asked.address == used.address == "127.0.0.1" and asked.request_id
    assert "directory.password_changed" in Notice.objects.values_list("kind", flat=True)
    kept = f"{list(AuditRow.objects.values())}{list(Notice.objects.values())}{list(OutboxEvent.objects.values())}"
    assert link_in(mail).split("/")[3] not in kept and NEW not in kept


def test_a_link_works_once(lan, mail):
    client = arrive(mail)
    other = Client()
    other.get(link_in(mail))
    client.post(CHOOSE, {"new": NEW, "again": NEW})
    answer = other.post(CHOOSE, {"new": "một câu khác hẳn 2025", "again": "một câu khác hẳn 2025"})
    assert answer["Location"] == ASK and "không còn dùng được" in other.get(ASK).content.decode()
    assert Account.objects.get(pk=lan.pk).check_password(NEW)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lan, settings: setattr(settings, "PASSWORD_RESET_TIMEOUT", -1),
        lambda lan, settings: Account.objects.filter(pk=lan.pk).update(password="argon2$khac"),
        lambda lan, settings: Account.objects.filter(pk=lan.pk).update(last_login=clock.now()),
        lambda lan, settings: Account.objects.filter(pk=lan.pk).update(is_active=False),
    ],
)
def test_a_link_ends_with_its_half_hour_with_the_password_with_a_sign_in_and_with_the_account(
    lan, mail, settings, spoil
):
    client = arrive(mail)
    spoil(lan, settings)
    assert client.get(CHOOSE)["Location"] == ASK and Client().get(link_in(mail))["Location"] == ASK
    assert client.post(CHOOSE, {"new": NEW, "again": NEW})["Location"] == ASK


def test_a_link_of_one_account_does_not_open_another(lan, mail):
    other = account_of(employ("Lê Khác", "NA.SYT", "unit_officer"), "khac")
    arrive(mail)
    _empty, _ask, _name, token, _end = link_in(mail).split("/")
    assert Client().get(f"{ASK}{tokens.name_of(other)}/{token}/")["Location"] == ASK


@pytest.mark.parametrize("name", ["MQ", "x", "%C3%A9", "____", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "-", "LTE"])
@pytest.mark.parametrize("token", ["x", "d0-abc", "zzzzzzzzzzzzzzzz-1", "%00"])
def test_a_forged_link_is_answered_in_words(lan, name, token):
    assert Client().get(f"{ASK}{name}/{token}/").status_code in (302, 400, 404)


def test_a_weak_password_is_refused_and_the_link_stays_good(lan, mail):
    client = arrive(mail)
    for typed, said in (
        ({"new": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"new": "NgheAn@123456", "again": "NgheAn@123456"}, "từ dễ đoán"),
        ({"new": NEW, "again": "khác"}, "chưa giống nhau"),
        ({}, "Nhập mật khẩu mới."),
    ):
        answer = client.post(CHOOSE, typed)
        assert answer.status_code == 422 and said in answer.content.decode()
    assert client.post(CHOOSE, {"new": NEW, "again": NEW})["Location"] == LOGIN


def test_the_second_factor_stays(lan, mail):
    from thuocdo.directory.tests.test_second_factor import with_app

    with_app(lan)
    client = arrive(mail)
    client.post(CHOOSE, {"new": NEW, "again": NEW})
    assert client.post(LOGIN, {"login": "lan", "password": NEW})["Location"] == "/dang-nhap/ma-xac-nhan/"


def without_token(page):
    return re.sub(r"\b\w{64}\b|\d\d:\d\d", "", page)


def test_a_name_that_nobody_has_gets_the_same_answer_and_the_same_work(lan, mail):
    answers, work = [], []
    for name in ("lan", "khong-co-ai"):
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers.append(ask(name))
        work.append([query["sql"].split()[0] for query in queries])
    assert answers[0].status_code == answers[1].status_code == 200
    assert without_token(answers[0].content.decode()) == without_token(answers[1].content.decode())
    assert work[0] == work[1], "as many questions to the database, of the same kinds"
    outbox.deliver_waiting()
    assert len(mail) == 1
    rows = AuditRow.objects.filter(action="directory.ask_recovery").order_by("seq")
    assert [row.thing_name for row in rows] == ["lan", ""] and "khong-co-ai" not in str(list(rows.values()))


def test_sign_in_too_does_the_same_work_for_a_name_that_nobody_has(lan):
    work = []
    for name in ("lan", "khong-co-ai"):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            for _ in range(6):
                Client().post(LOGIN, {"login": name, "password": "sai hoàn toàn"})
        work.append([query["sql"].split()[0] for query in queries])
    assert work[0] == work[1]


def test_the_owner_is_told_of_a_locked_name_by_the_worker_once(lan):
    for _ in range(8):
        Client().post(LOGIN, {"login": "lan", "password": "sai hoàn toàn"})
        Client().post(LOGIN, {"login": "khong-co-ai", "password": "sai hoàn toàn"})
    assert not Notice.objects.exists()
    outbox.deliver_waiting()
    (told,) = Notice.objects.all()
    assert (told.kind, told.recipient_key) == ("directory.locked", lan.person.actor_key)


def test_without_an_address_a_person_or_an_open_account_nothing_is_sent_and_nothing_is_told(lan, mail):
    Person.objects.filter(pk=lan.person_id).update(email="")
    closed = account_of(employ("Lê Khác", "NA.SYT", "unit_officer"), "khac")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    Account.objects.create(username="khong-nguoi", password="!", created_at=clock.now())
    pages = {without_token(ask(name).content.decode()) for name in ("lan", "khac", "khong-nguoi")}
    outbox.deliver_waiting()
    assert len(pages) == 1 and not mail


def test_asking_is_limited_by_name_and_by_address_in_the_same_words(lan, mail):
    for name in ("lan", "khong-co-ai"):
        assert [ask(name).status_code for _ in range(4)] == [200, 200, 200, 429]
    page = ask("lan").content.decode()
    assert "Đã xin quá nhiều lần" in page
    for number in range(20):
        ask(f"ten-{number}")
    assert ask("mot-ten-moi").status_code == 429 and ask("mot-ten-moi", REMOTE_ADDR="10.0.0.9").status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(lan, settings):
    settings.THUOCDO_MAIL_ON = False
    page = Client().get(ASK).content.decode()
    assert (
        "chưa nối máy chủ thư" in page and "Nhờ quản trị đặt lại" in page and "<form" not in page.partition("<main")[2]
    )
    assert ask().status_code == 200 and not OutboxEvent.objects.filter(name="directory.ask_recovery").exists()


def test_a_request_that_lay_around_too_long_is_not_answered_any_more(lan, mail):
    ask()
    OutboxEvent.objects.update(at=clock.now() - timedelta(minutes=31))
    outbox.deliver_waiting()
    assert not mail


def test_a_mail_server_that_is_down_leaves_the_request_waiting_without_the_address_in_the_ledger(lan, settings):
    settings.EMAIL_PORT = 1
    ask()
    with pytest.raises(MailFailed):
        outbox.deliver_waiting()
    event = OutboxEvent.objects.get(name="directory.ask_recovery")
    assert event.handled_at is None and event.last_error.startswith("MailFailed") and ADDRESS not in event.last_error


def test_the_public_address_of_the_installation_leads_the_link(lan, mail, settings):
    settings.THUOCDO_URL = "https://thuocdo.nghean.example"
    ask()
    outbox.deliver_waiting()
    assert "https://thuocdo.nghean.example/quen-mat-khau/" in mail[0][1].get_content()


def test_a_name_is_needed(facts):
    answer = ask("")
    assert answer.status_code == 422 and "Nhập tên đăng nhập." in answer.content.decode()


def test_the_time_of_an_answer_does_not_tell_who_exists(lan):
    """Medians of interleaved attempts with the real cost of a password; far wider than what a network would show."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    cheap = Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 2, 19456
    try:
        account = Account.objects.get(pk=lan.pk)
        account.set_password(PASSWORD)
        account.save()
        times = {"lan": [], "khong-co-ai": []}
        for _round in range(16):
            for name in times:
                cache.clear()
                began = time.perf_counter()
                Client().post(LOGIN, {"login": name, "password": "sai hoàn toàn"})
                times[name].append(time.perf_counter() - began)
    finally:
        Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = cheap
    known, unknown = (sorted(found)[len(found) // 2] for found in times.values())
    assert 0.6 < known / unknown < 1.7
