"""Mails of urging: sent when their hour has come, tried again after a failure, all of it in the ledger."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from thuocdo.core import clock, notify
from thuocdo.directory.queries import mail_address
from thuocdo.urging.models import Message
from thuocdo.urging.queries.messages import Section, sections_of
from thuocdo.urging.rules.sending import next_try
from thuocdo.urging.rules.words import sentence

log = logging.getLogger(__name__)
MOST = 500
Mail = Message.Mail


def mail_waiting(now: datetime) -> str:
    """Mail every message whose hour has come; each is its own transaction, so that none is sent twice."""
    keys = Message.objects.filter(mail=Mail.WAITING, send_at__lte=now).order_by("-urgent", "send_at", "pk")
    done = Counter(_one(pk) for pk in list(keys.values_list("pk", flat=True)[:MOST]))
    return f"{done[Mail.SENT]} thư đã gửi, {done[Mail.MOOT]} không cần nữa, {done['again'] + done[Mail.FAILED]} lỗi"


def _one(pk: int) -> str:
    """Mail one message unless another process has it; what became of it, or `again`."""
    with transaction.atomic(), override("vi"):
        rows = Message.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
        message = rows.filter(pk=pk, mail=Mail.WAITING).first()
        if message is None:
            return ""
        address = mail_address(message.person.actor_key)
        sections = sections_of(message, clock.today())
        message.mail, message.error = Mail.NO_ADDRESS if not address else Mail.MOOT, ""
        if address and sections:
            _send(message, address, sections)
        message.save(update_fields=["mail", "error", "attempts", "send_at", "mailed_at"])
    return "again" if message.mail == Mail.WAITING else str(message.mail)


def _send(message: Message, address: str, sections: list[Section]) -> None:
    """Hand it over; a failure is noted without the address, and tried again after a pause as long as there are any."""
    now = clock.now()
    counts = {section.code: section.total for section in sections}
    message.attempts += 1
    message.mail = Mail.SENT
    try:
        notify.send(address, sentence(counts, message.day, urgent=message.urgent), body_of(message, sections))
    except notify.MailRefused as error:
        message.mail, message.error = Mail.REFUSED, str(error)
    except notify.MailFailed as error:
        again = next_try(now, message.attempts)
        message.mail, message.send_at = (Mail.WAITING, again) if again else (Mail.FAILED, message.send_at)
        message.error = str(error)
        log.warning("urging mail %s failed, attempt %s", message.pk, message.attempts)
    else:
        message.mailed_at = now


def body_of(message: Message, sections: list[Section]) -> str:
    """The letter: sections with their things, and where to see them."""
    place = settings.THUOCDO_URL
    lines = [f"Kính gửi {message.person.full_name},", ""]
    for section in sections:
        lines.append(f"{section.head.upper()} ({section.total})")
        for one in section.lines:
            why = f". {one.why}" if one.why else ""
            lines.append(f"- {one.what} ({one.whose}; {one.when}){why}")
            lines += [f"  {place}{one.link}"] if place else []
        lines += [f"- và {section.more} việc khác"] if section.more else []
        lines.append("")
    lines += [
        "Chọn giờ nhận, giờ yên lặng, tắt thư không khẩn: trang “Thông báo của tôi” trên Thước Đo.",
        "Thư tự động của hệ thống Thước Đo; xin không trả lời thư này.",
    ]
    return "\n".join(lines)
