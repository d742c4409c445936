"""Telling a person something (thông báo): on the page at once, by e-mail where an address and a server are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy

from thuocdo.core import clock
from thuocdo.core.models import Notice

# At most one mail about the same thing in this time; the page shows every notice.
QUIET = timedelta(hours=1)
LONGEST_SUBJECT = 120
REFUSED_FOR_GOOD = 500


class Recipient(Protocol):
    """Whoever can be told something: a person of the directory."""

    @property
    def actor_key(self) -> str: ...


class MailFailed(Exception):
    """A mail could not be handed over; says why without naming anybody, because the ledger keeps it."""


class MailRefused(Exception):
    """The server refuses this address for good (5xx): trying again would change nothing."""


# A server that does not answer is asked again for about two and a half hours, with longer and longer pauses.
RETRY = RetryStrategy(max_attempts=8, wait=60, linear_wait=300, retry_exceptions=[MailFailed])


def tell(recipient: Recipient, kind: str, words: str, *, link: str = "", at: datetime) -> Notice:
    """Tell a person something (báo cho một người), in the running transaction.

    `kind` is a stable code such as `work.returned`, `words` one or two sentences in Vietnamese without personal data of
    others, `link` an address inside the program (`/ky-han/5/`). A worker mails it after commit.
    """
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError(f"a notice leads to a page of the program, not to {link}")
    notice = Notice.objects.create(recipient_key=recipient.actor_key, kind=kind, words=words, link=link, at=at)
    if settings.THUOCDO_MAIL_ON:
        from thuocdo.core import jobs

        jobs.queue_mail(notice)
    return notice


@dataclass(frozen=True)
class Told:
    """One notice among many: the recipient's key, the words, the address inside the program."""

    recipient_key: str
    words: str
    link: str


def tell_many(kind: str, told: Iterable[Told], *, at: datetime) -> int:
    """Tell many people something each on the page, in one statement; whoever calls sees to mail. Returns how many."""
    rows = [Notice(recipient_key=one.recipient_key, kind=kind, words=one.words, link=one.link, at=at) for one in told]
    return len(Notice.objects.bulk_create(rows))


def notices_of(recipient: Recipient) -> QuerySet[Notice]:
    """Notices of a person: unread first, then the newest."""
    mine = Notice.objects.filter(recipient_key=recipient.actor_key)
    return mine.order_by(F("read_at").desc(nulls_first=True), "-pk")


def unread(recipient: Recipient) -> int:
    """How many notices a person has not read."""
    return Notice.objects.filter(recipient_key=recipient.actor_key, read_at=None).count()


def unread_of(request: HttpRequest) -> int:
    """Unread notices of whoever asks, for the bell on every page."""
    person = getattr(request, "person", None)
    return unread(person) if person is not None else 0


def mark_read(recipient: Recipient, *, pk: int | None = None, at: datetime) -> int:
    """Note that a person has read one notice or all; returns how many were unread. Somebody else's stays as it is."""
    waiting = Notice.objects.filter(recipient_key=recipient.actor_key, read_at=None)
    return (waiting if pk is None else waiting.filter(pk=pk)).update(read_at=at)


def mail(notice_id: int) -> str:
    """Send one notice by e-mail unless there is a reason not to; says what happened, for the ledger of jobs."""
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None or notice.mailed_at or notice.read_at:
        return "không cần gửi: đã gửi, đã đọc hoặc đã xóa"
    if _told_lately(notice):
        return "không gửi: đã có thư về việc này trong một giờ qua"
    address = _address(notice.recipient_key)
    if not address:
        return "không gửi: người nhận không có địa chỉ thư"
    send(address, " ".join(notice.words.split())[:LONGEST_SUBJECT], _body(notice))
    Notice.objects.filter(pk=notice.pk).update(mailed_at=clock.now())
    return "đã gửi"


def _told_lately(notice: Notice) -> bool:
    """Whether this person had a mail of this kind about this thing within `QUIET`."""
    same = Notice.objects.filter(recipient_key=notice.recipient_key, kind=notice.kind, link=notice.link)
    return same.filter(mailed_at__gt=clock.now() - QUIET).exists()


def _address(key: str) -> str:
    from config import wiring

    return str(import_string(wiring.MAIL_ADDRESS)(key)) if wiring.MAIL_ADDRESS else ""


def send(address: str, subject: str, body: str, *, attachments: Sequence[tuple[str, bytes, str]] = ()) -> None:
    """Hand one mail to the server, from a job; raises `MailFailed` or `MailRefused`, neither with the address in it.

    `attachments` are name, content and kind of content.
    """
    server = get_connection()
    message = EmailMessage(subject=subject, body=body, to=[address], connection=server)
    for file_name, data, content_type in attachments:
        message.attach(file_name, data, content_type)
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        code = max((code for code, _reply in error.recipients.values()), default=0)
        kind = MailRefused if code >= REFUSED_FOR_GOOD else MailFailed
        raise kind(f"máy chủ thư không nhận địa chỉ (mã {code})") from None
    except SMTPResponseException as error:
        raise MailFailed(f"máy chủ thư trả lời mã {error.smtp_code} ({type(error).__name__})") from None
    except (SMTPException, OSError) as error:
        raise MailFailed(f"không gửi được thư ({type(error).__name__})") from None
    finally:
        server.close()


def _body(notice: Notice) -> str:
    place = f"{settings.THUOCDO_URL}{notice.link}" if settings.THUOCDO_URL and notice.link else ""
    lines = [
        notice.words, "", place or _("Xem ở mục Thông báo trên Thước Đo."), "",
        _("Thư tự động của hệ thống Thước Đo; xin không trả lời thư này."),
    ]  # fmt: skip
    return "\n".join(lines)
