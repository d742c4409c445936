"""A confirmed letter of the province to two departments, for the tests of sending."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from config import mail as mail_settings
from thuocdo.chancery import services
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.services import Addressee
from thuocdo.core import clock
from thuocdo.directory.models import UnitVersion
from thuocdo.documents.models import Document
from thuocdo.documents.tests import factories

LETTER = """ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH NGHỆ AN                        Độc lập - Tự do - Hạnh phúc

Số: 2822/UBND-KSTT                 Nghệ An, ngày 10 tháng 4 năm 2025
V/v chấn chỉnh công tác cải cách hành chính

Kính gửi: Sở Tư pháp; Sở Tài chính; Hội Bảo trợ Dế Mèn.

1. Giao Sở Tư pháp rà soát, công khai đầy đủ thủ tục hành chính trước ngày 30 tháng 4 năm 2025.

Nơi nhận:                               TM. ỦY BAN NHÂN DÂN
- Như trên;                                 CHỦ TỊCH
- Sở Thông tin và Truyền thông;
- Lưu: VT.                                Nguyễn Văn A
"""
ANSWER = """SỞ TƯ PHÁP
Số: 45/STP-VP
Nghệ An, ngày 23 tháng 4 năm 2025
V/v thực hiện chấn chỉnh công tác cải cách hành chính
Kính gửi: Ủy ban nhân dân tỉnh.
Thực hiện Công văn số 2822/UBND-KSTT ngày 10 tháng 4 năm 2025 của Ủy ban nhân dân tỉnh, Sở Tư pháp báo cáo.
GIÁM ĐỐC
Trần Văn Minh
"""
# A Friday morning in office hours.
NOW = datetime(2025, 4, 11, 8, 0, tzinfo=clock.ZONE)


def official(world: Any, text: str = LETTER, *, who: str = "hoa", name: str = "cong-van.txt") -> Document:
    """A letter that was received and confirmed."""
    paper = factories.receive(world, text=text, who=who, name=name)
    paper.state, paper.confirmed_at, paper.confirmed_by = Document.State.CONFIRMED, clock.now(), world.people[who]
    paper.save()
    return paper


def with_codes(world: Any, **codes: str) -> None:
    """Give units of the world electronic identifiers, by key with a dot for each low line."""
    for key, code in codes.items():
        UnitVersion.objects.filter(unit=world.units[key.replace("_", ".")]).update(edoc_code=code)


def inside(world: Any, key: str, *, acts: bool = True) -> Addressee:
    unit = world.units[key]
    return Addressee("inside", unit.versions.get().name, unit=unit, for_action=acts)


def send(world: Any, paper: Document, *to: Addressee, who: str = "hoa", at: datetime = NOW, due: date | None = None,
         sender: str = "NA.SNV") -> list[Delivery]:  # fmt: skip
    return services.send_document(
        document=paper, sender=world.units[sender], addressees=list(to), due_on=due, by=world.people[who], at=at
    )


@dataclass
class Post:
    """What arrived at a mail server, and what it answers to an address."""

    letters: list = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@contextmanager
def mail_server(settings: Any) -> Iterator[Post]:
    """A mail server on this machine, and the program told to use it."""
    received = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    server = mail_settings.read(f"smtp://127.0.0.1:{port}")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = server.backend, server.host, server.port
    settings.DEFAULT_FROM_EMAIL, settings.THUOCDO_MAIL_ON = "vanthu@nghean.gov.vn", True
    try:
        yield received
    finally:
        controller.stop()
