"""Mails of urging through a real server on this machine: digests at their hour, retries, refusals, what is settled."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from config import mail as mail_settings
from thuocdo.core import clock
from thuocdo.urging import health, services
from thuocdo.urging.jobs import mail_waiting, run_daily
from thuocdo.urging.models import Message, Run
from thuocdo.urging.services.wishes import Chosen
from thuocdo.urging.tests.world import TODAY, World, messages, reachable, run
from thuocdo.work.models import Occurrence

Mail = Message.Mail
ADDRESS = "binh.nv@nghean.gov.vn"


@dataclass
class Post:
    """What arrived at the mail server, and what it answers."""

    letters: list = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def post(settings) -> Iterator[Post]:
    received = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    server = mail_settings.read(f"smtp://127.0.0.1:{port}")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = server.backend, server.host, server.port
    settings.DEFAULT_FROM_EMAIL, settings.THUOCDO_URL = "thuocdo@nghean.gov.vn", "https://cchc.nghean.gov.vn"
    settings.THUOCDO_MAIL_ON = server.sends
    yield received
    controller.stop()


def mailed_at(hour: int, minute: int = 0, day: date = TODAY) -> str:
    with clock.fixed(clock.at_day(day, hour) + timedelta(minutes=minute)):
        return mail_waiting()


def of(person) -> dict[bool, Message]:
    return {one.urgent: one for one in messages() if one.person == person}


def test_a_digest_arrives_at_its_hour_with_its_sections_and_links(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    one = world.due(date(2025, 7, 14))
    world.due(date(2025, 7, 18))
    run()
    mailed_at(7)
    assert post.letters == []
    assert mailed_at(7, 30) == "1 thư đã gửi, 0 không cần nữa, 0 lỗi"
    [(to, letter)] = post.letters
    text = letter.get_content()
    assert to == [ADDRESS]
    assert letter["Subject"].strip() == "Tổng hợp ngày 15/07/2025: 1 việc quá hạn, 1 việc sắp đến hạn."
    assert "QUÁ HẠN (1)" in text and "quá 1 ngày" in text and "SẮP ĐẾN HẠN (1)" in text
    assert f"https://cchc.nghean.gov.vn/nghia-vu/{one.obligation_id}/?ky={one.pk}" in text
    assert "Minh" not in text
    mailed_at(9)
    assert len(post.letters) == 1 and of(world.binh)[False].mail == Mail.SENT


def test_a_person_without_address_is_listed_and_the_others_are_mailed(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 14))
    run()
    assert of(world.minh)[False].mail == Mail.NO_ADDRESS
    mailed_at(8)
    assert len(post.letters) == 1


def test_what_was_settled_meanwhile_is_not_mailed(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 18))
    run()
    Occurrence.objects.update(state="submitted", submitted_at=clock.now(), submitted_by_name="Bình")
    assert mailed_at(8) == "0 thư đã gửi, 1 không cần nữa, 0 lỗi"
    assert post.letters == [] and of(world.binh)[False].mail == Mail.MOOT


def test_a_server_that_is_busy_is_asked_again_later_and_then_given_up(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 18))
    run()
    post.answer = "451 bận"
    assert mailed_at(8) == "0 thư đã gửi, 0 không cần nữa, 1 lỗi"
    one = of(world.binh)[False]
    assert (one.mail, one.attempts, ADDRESS in one.error) == (Mail.WAITING, 1, False)
    assert one.send_at == clock.at_day(TODAY, 8) + timedelta(minutes=5)
    assert mailed_at(8, 1) == "0 thư đã gửi, 0 không cần nữa, 0 lỗi"
    post.answer = "250 OK"
    mailed_at(8, 6)
    assert of(world.binh)[False].mail == Mail.SENT and of(world.binh)[False].attempts == 2


def test_after_six_tries_the_failure_stays_in_the_ledger_and_the_watchdog_warns(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 18))
    run()
    post.answer = "451 bận"
    for hour in (8, 9, 10, 12, 16, 23):
        mailed_at(hour)
    one = of(world.binh)[False]
    assert (one.mail, one.attempts) == (Mail.FAILED, 6)
    assert {check.name: check.look(False).state for check in health.checks()}["urging_mail"] == "warning"


def test_an_address_that_the_server_refuses_is_not_tried_again(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 18))
    run()
    post.answer = "550 không có hộp thư này"
    mailed_at(8)
    assert of(world.binh)[False].mail == Mail.REFUSED
    post.answer = "250 OK"
    mailed_at(12)
    assert post.letters == []


def test_a_person_chooses_hour_and_mail_but_what_is_urgent_comes_anyway(world: World, post: Post):
    reachable(world.binh, ADDRESS)
    reachable(world.minh, "minh@nghean.gov.vn")
    services.choose_notices(person=world.binh, chosen=Chosen(mails=False), by=world.binh, at=clock.now())
    services.choose_notices(person=world.minh, chosen=Chosen(digest_at=time(10)), by=world.minh, at=clock.now())
    world.due(date(2025, 7, 14))
    world.due(date(2025, 7, 10))
    run()
    assert of(world.binh)[False].mail == Mail.UNWANTED and of(world.binh)[True].mail == Mail.WAITING
    mailed_at(8)
    assert sorted(to for to, _letter in post.letters) == [[ADDRESS], ["minh@nghean.gov.vn"]]
    assert all(letter["Subject"].strip().startswith("Khẩn") for _to, letter in post.letters)
    mailed_at(10)
    assert len(post.letters) == 3


def test_without_a_mail_server_the_messages_say_so(world: World):
    reachable(world.binh, ADDRESS)
    world.due(date(2025, 7, 18))
    run()
    assert of(world.binh)[False].mail == Mail.OFF


def test_the_daily_job_waits_for_its_hour_and_runs_once(world: World):
    with clock.fixed(clock.at_day(TODAY, 5)):
        assert run_daily() == "chưa đến giờ"
    with clock.fixed(clock.at_day(TODAY, 6)):
        assert run_daily() == "0 bước, 0 người"
        assert run_daily() == "hôm nay đã chạy"
    with clock.fixed(clock.at_day(date(2025, 7, 19), 6)):
        assert run_daily() == "ngày nghỉ: không đôn đốc"
    assert Run.objects.count() == 2
