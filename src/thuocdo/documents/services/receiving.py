"""Receiving papers: the file is kept, read, and its content proposed; a newer reader may read it again."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thuocdo.core import audit, clock, files
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Unit
from thuocdo.documents import permissions
from thuocdo.documents.models import Document, Holder
from thuocdo.documents.queries.places import ReceivingPlace, province_unit, receiving_place
from thuocdo.documents.reading import read_bytes
from thuocdo.documents.reading.formats.naming import file_name
from thuocdo.documents.reading.loading import takes_long
from thuocdo.documents.rules.life import DocumentState
from thuocdo.documents.screening import counting, refuse_stamped
from thuocdo.documents.services.filing import Filing
from thuocdo.documents.services.picturing import Pictures
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc, squeeze

log = logging.getLogger(__name__)
RECEIVE_LOCK = 7_216_002


@dataclass(frozen=True)
class Received:
    """What came of receiving: the paper, and whether it is new; the same bytes twice are the same paper."""

    document: Document
    is_new: bool
    message: str


@dataclass(frozen=True)
class Paper:
    """What is handed in: a file by content, or pasted text as a text file."""

    name: str
    data: bytes
    content_type: str = ""

    @classmethod
    def pasted(cls, text: str, title: str = "") -> Paper:
        """Text from the clipboard; Refused `documents.empty` when there is nothing but spaces."""
        if not squeeze(text):
            raise Refused("documents.empty", "Chưa có chữ nào được dán.", "Dán nội dung văn bản, hoặc chọn tệp.")
        name = squeeze(title)[:120].replace("/", "-") or "Văn bản dán"
        return cls(f"{name}.txt", nfc(text).encode(), "text/plain")


@counting
@decision("documents.receive_document", ask=permissions.abilities)
def receive_document(
    *, paper: Paper, by: Any, at: datetime, province: Unit | None = None, unit: Unit | None = None
) -> Received:
    """Take a paper into the register (tiếp nhận văn bản), read it and propose its content.

    `unit` receives it (who calls has asked for the right there), without it that of the person's first position that
    may; another unit that hands in what is known already holds it from then on and may read it. What cannot be read is
    kept with the refusal. Refused `files.empty`, `files.too_large` and, for a stamp of state secrets,
    `documents.state_secret` keep nothing; the latter is counted.
    """
    files.refuse_too_large(len(paper.data), paper.name)
    digest = hashlib.sha256(paper.data).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RECEIVE_LOCK, digest])
    known = Document.objects.filter(sha256=digest).select_related("received_unit").first()
    if known is not None:
        _hold(known, unit or _place(by, at).unit, at=at)
        audit.changed(thing=known, why="Cùng một tệp đã có trong sổ")
        day = known.received_at.astimezone(clock.ZONE).strftime("%d/%m/%Y")
        return Received(known, False, f"Tệp này đã nhận ngày {day}, không tạo bản thứ hai: {known.title}.")
    read = None if takes_long(paper.data, paper.name) else _read(paper.data, paper.name)
    document = _new(paper, digest, by=by, at=at, province=province, unit=unit)
    document.save()
    if read is not None:
        _file(document, read, paper.data)
    # What waits may turn out to be secret, and nothing takes a name out of the audit again.
    told = {} if read is None else {"sha256": digest, "reader": document.reader, "file": document.file_name}
    audit.changed(thing=document, after={"state": str(document.state), **told})
    return Received(document, True, _words(document))


@decision("documents.read_waiting", about="document", ask=permissions.abilities)
def read_waiting(*, document: Document, by: Any, at: datetime) -> Document:
    """Read a paper that was too slow to read while its sender waited; one that was read meanwhile stays as it is."""
    if document.state != DocumentState.WAITING:
        return document
    with document.original.content.open("rb") as content:
        data = content.read()
    _file(document, _read(data, document.file_name), data)
    told = {"sha256": document.sha256, "reader": document.reader, "file": document.file_name}
    audit.changed(before={"state": DocumentState.WAITING}, after={"state": document.state, **told})
    return document


@decision("documents.read_again", about="document", ask=permissions.abilities)
def read_again(*, document: Document, by: Any, at: datetime) -> Document:
    """Read the kept file with the present reader (đọc lại); decisions of people stay, the earlier reading is kept."""
    with document.original.content.open("rb") as content:
        data = content.read()
    before = {"state": str(document.state), "reader": document.reader}
    reading = _reading(data, document.file_name)
    refuse_stamped(reading.text)
    if document.state == DocumentState.READING_FAILED:
        Filing(document).file(reading)
        came, went = document.items.count(), 0
    else:
        came, went = Filing(document).file_again(reading, at=at)
    Pictures(document).keep(data)
    audit.changed(
        before=before, after={"state": str(document.state), "reader": document.reader, "came": came, "went": went}
    )
    return document


def _place(by: Any, at: datetime) -> ReceivingPlace:
    person = by if isinstance(by, Person) else None
    return receiving_place(person, on=at.astimezone(clock.ZONE).date())


def _hold(known: Document, unit: Unit | None, *, at: datetime) -> None:
    """A unit that has the same bytes may read the paper, whatever else becomes of a delivery of it."""
    if unit is None or unit.pk == known.received_unit_id:
        return
    row, is_new = Holder.objects.get_or_create(
        document=known, unit=unit, defaults={"why": Holder.RECEIVED, "since": at}
    )
    if not is_new and row.why == "delivered":
        row.why = Holder.RECEIVED
        row.save(update_fields=["why"])


def _new(paper: Paper, digest: str, *, by: Any, at: datetime, province: Unit | None, unit: Unit | None) -> Document:
    name = file_name(paper.name)
    stored = files.store(paper.data, name=name, content_type=paper.content_type)
    person = by if isinstance(by, Person) else None
    place = _place(by, at) if unit is None else ReceivingPlace(unit, province_unit(unit.province_key))
    return Document(
        file=stored, file_name=name, sha256=digest, state=DocumentState.WAITING, received_at=at, received_by=person,
        received_unit=place.unit, province=province or place.province,
    )  # fmt: skip


def _read(data: bytes, name: str) -> Any:
    """What came of reading: the reading, or why there is none. Refused `documents.state_secret` by its stamp."""
    try:
        reading = _reading(data, name)
    except Refused as refusal:
        return refusal
    refuse_stamped(reading.text)
    return reading


def _file(document: Document, read: Any, data: bytes) -> None:
    if isinstance(read, Refused):
        Filing(document).refuse(read)
    else:
        Filing(document).file(read)
        Pictures(document).keep(data)


def _reading(data: bytes, name: str) -> Any:
    """The reading; a defect of the reader is logged and told like any other paper that cannot be read."""
    try:
        return read_bytes(data, name)
    except Refused:
        raise
    except Exception as error:
        log.exception("reader failed on %s", name)
        raise Refused(
            "documents.reader_failed",
            f"Bộ đọc gặp lỗi khi đọc tệp “{name}” ({type(error).__name__}). Tệp vẫn được giữ nguyên vẹn.",
            "Báo quản trị kèm tên tệp; khi có bản đọc mới, bấm “Đọc lại”. Trong lúc chờ có thể dán nội dung bằng tay.",
        ) from error


def _words(document: Document) -> str:
    if document.state == DocumentState.WAITING:
        return (
            "Đã nhận tệp. Đọc loại tệp này mất thời gian nên máy đọc sau ít phút; trang văn bản tự cho biết khi xong."
        )
    if document.state == DocumentState.READING_FAILED:
        return "Đã giữ tệp nhưng chưa đọc được nội dung."
    return f"Đã đọc xong: {document.items.count()} mục chờ người xác nhận."
