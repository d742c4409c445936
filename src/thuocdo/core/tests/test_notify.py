"""Notices: on the page at once, by mail through a real server, without flood and without names in the ledger."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from config import mail as mail_settings
from thuocdo.core import clock, jobs, notify
from thuocdo.core.models import JobRun, Notice
from thuocdo.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_queue():
    """The tables of the queue are not emptied between tests: what others left there is put out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


ADDRESS = "lan.vt@nghean.gov.vn"


@dataclass(frozen=True)
class Somebody:
    actor_key: str = "person:1"


LAN = Somebody()


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
    """A mail server on this machine, and the program told to use it."""
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


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """Who has an address: Lan only."""
    monkeypatch.setattr("config.wiring.MAIL_ADDRESS", f"{__name__}.address_of")


def address_of(key: str) -> str:
    return ADDRESS if key == LAN.actor_key else ""


def told(kind: str = "work.returned", words: str = "Sở Nội vụ trả lại kết quả quý II.", **more) -> Notice:
    return notify.tell(more.pop("who", LAN), kind, words, link=more.pop("link", "/ky-han/5/"), at=clock.now())


def work() -> None:
    """Do what waits in the queue, as the worker would, inside this test's transaction."""
    for job in ProcrastinateJob.objects.filter(task_name="core.mail_notice", status="todo"):
        jobs.mail_notice(**job.args)


def test_a_notice_waits_on_the_page_until_it_is_read():
    first, second = told(), told(words="Nhắc hạn")
    assert notify.unread(LAN) == 2
    assert notify.mark_read(LAN, pk=second.pk, at=clock.now()) == 1
    assert list(notify.notices_of(LAN)) == [first, second], "unread first, then the newest"
    assert notify.mark_read(Somebody("person:2"), pk=first.pk, at=clock.now()) == 0, "somebody else's"
    assert notify.mark_read(LAN, at=clock.now()) == 1 and notify.unread(LAN) == 0


@pytest.mark.parametrize("link", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_a_notice_leads_to_a_page_of_the_program_only(link):
    with pytest.raises(ValueError, match="page of the program"):
        told(link=link)


def test_without_a_server_nothing_is_queued(settings):
    settings.THUOCDO_MAIL_ON = False
    told()
    assert not ProcrastinateJob.objects.exists()


def test_what_is_taken_back_is_not_mailed(post):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told()
        raise ZeroDivisionError
    assert not Notice.objects.exists() and not ProcrastinateJob.objects.filter(task_name="core.mail_notice").exists()


def test_the_mail_says_the_words_and_where_to_go(post):
    notice = told()
    work()
    [(to, letter)] = post.letters
    assert to == [ADDRESS] and letter["To"] == ADDRESS and letter["From"] == "thuocdo@nghean.gov.vn"
    assert letter["Subject"].strip() == "Sở Nội vụ trả lại kết quả quý II."
    body = letter.get_content()
    assert "Sở Nội vụ trả lại kết quả quý II." in body and "https://cchc.nghean.gov.vn/ky-han/5/" in body
    notice.refresh_from_db()
    assert notice.mailed_at is not None and JobRun.objects.get(name="core.mail_notice").detail == "đã gửi"


def test_words_of_several_lines_cannot_write_heads_of_the_mail(post):
    told(words="Một việc\r\nBcc: ai-do@example.com\r\n\r\nkhác")
    work()
    [(to, letter)] = post.letters
    assert to == [ADDRESS] and letter["Bcc"] is None and letter["Subject"].strip().startswith("Một việc Bcc")


def test_one_thing_makes_one_mail_an_hour(post):
    told(), told(), told(link="/ky-han/6/"), told(kind="work.due")
    work()
    assert len(post.letters) == 3 and Notice.objects.count() == 4
    with clock.fixed(clock.now() + timedelta(hours=1, minutes=1)):
        told()
        jobs.mail_notice(Notice.objects.first().pk)
    assert len(post.letters) == 4


def test_a_job_that_runs_twice_sends_once_and_what_was_read_is_not_mailed(post):
    notice, read = told(), told(link="/khac/")
    notify.mark_read(LAN, pk=read.pk, at=clock.now())
    work(), jobs.mail_notice(notice.pk)
    assert len(post.letters) == 1


def test_who_has_no_address_is_told_on_the_page_only(post):
    told(who=Somebody("person:2"))
    work()
    assert not post.letters and "không có địa chỉ" in JobRun.objects.get().detail


def retried(error: Exception) -> bool:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="core.mail_notice", attempts=1)
    return jobs.mail_notice.get_retry_exception(error, job) is not None


@pytest.mark.parametrize(("answer", "again"), [("450 hộp thư bận", True), ("550 không có hộp thư này", False)])
def test_a_failure_is_in_the_ledger_without_the_address_and_tried_again_when_that_helps(post, answer, again):
    post.answer = answer
    notice = told()
    with pytest.raises((notify.MailFailed, notify.MailRefused)) as failure:
        jobs.mail_notice(notice.pk)
    row = JobRun.objects.get(name="core.mail_notice")
    assert row.outcome == "failed" and answer[:3] in row.detail
    assert ADDRESS not in row.detail and "lan.vt" not in str(failure.value)
    assert retried(failure.value) is again
    post.answer = "250 OK"
    jobs.mail_notice(notice.pk)
    assert len(post.letters) == 1


def test_a_server_that_is_not_there_is_tried_again(settings, post):
    settings.EMAIL_PORT = 1
    with pytest.raises(notify.MailFailed) as failure:
        jobs.mail_notice(told().pk)
    assert retried(failure.value) and Notice.objects.get().mailed_at is None


def test_a_server_that_offers_no_encryption_gets_no_password(settings, post):
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "u", "p"
    with pytest.raises(notify.MailFailed):
        jobs.mail_notice(told().pk)
    assert not post.letters


def test_the_server_is_one_address_in_the_environment():
    server = mail_settings.read("smtp://thuocdo:m%40t%3Ah%2F1@thu.nghean.gov.vn?tls=1")
    assert (server.host, server.port, server.user, server.password) == ("thu.nghean.gov.vn", 587, "thuocdo", "m@t:h/1")
    assert server.starttls and not server.tls
    secure = mail_settings.read("smtps://thu.nghean.gov.vn")
    assert secure.port == 465 and secure.tls and not secure.starttls
    assert not mail_settings.read("").sends and mail_settings.read("console").sends


@pytest.mark.parametrize("text", ["thu.nghean.gov.vn", "http://x:y@z", "smtp://", "smtp://a:b@h:port", "smtp://h/x"])
def test_an_address_that_means_nothing_is_refused_without_repeating_the_password(text):
    with pytest.raises(Refused) as refusal:
        mail_settings.read(text)
    assert "THUOCDO_MAIL" in refusal.value.message and "y@z" not in str(refusal.value)
