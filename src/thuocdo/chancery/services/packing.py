"""Packing a paper as edXML: its head as the register knows it, agencies with their identifiers, its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from thuocdo.chancery.edxml.building import build_package
from thuocdo.chancery.edxml.content import (
    NEW,
    NOT_STEERING,
    PRIORITY,
    RECALL,
    STEERING,
    Agency,
    Attached,
    Business,
    Head,
    Package,
    Staff,
    document_id,
    halves,
)
from thuocdo.chancery.edxml.signing import signed
from thuocdo.chancery.services.keys import Keys
from thuocdo.core import clock, files
from thuocdo.core.models import StoredFile
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document
from thuocdo.documents.signing import FileKey
from thuocdo.kernel.errors import Refused

CONTENT_TYPES = {
    "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}  # fmt: skip
# Kinds that steer (SteeringType 2): with a due date, the receiving system makes a task of them.
STEERS = frozenset({"chỉ thị", "công điện", "kế hoạch", "chương trình"})
LONGEST_SUBJECT = 500


class Sides:
    """The two sides of a message as it names them."""

    @staticmethod
    def agency(unit: Unit, on: date) -> Agency:
        """A unit as the axis knows it: its identifier, full name and address on a day."""
        version = directory.version_on(unit, on)
        if version is None:
            return Agency("", directory.name_on(unit, on))
        name = version.full_name or version.name
        return Agency(version.edoc_code, name, name, version.address)

    @staticmethod
    def staff(by: Any) -> Staff:
        """Who sends, by name; no telephone, no mailbox: those are a person's own."""
        return Staff("Văn thư", by.full_name) if isinstance(by, Person) else Staff()


class Packing:
    """A paper that one unit sends over the document axis at an instant. Refused where its head is not complete."""

    def __init__(self, document: Document, sender: Unit, *, at: datetime) -> None:
        self.unit = sender
        self.document, self.at = document, at.astimezone(clock.ZONE)
        self.sender = Sides.agency(sender, self.at.date())
        self.number, self.notation = halves(document.number_symbol)
        self.refuse_without_code([(self.sender.name, self.sender.code)])
        if document.issued_on is None:
            raise Refused(
                "edxml.no_date", "Văn bản chưa có ngày ban hành đầy đủ nên chưa lập được gói liên thông.",
                "Bổ sung ngày ban hành rồi gửi.",
            )  # fmt: skip
        self.dated: date = document.issued_on
        self.key = document_id(self.sender.code, self.dated, document.number_symbol)

    @staticmethod
    def refuse_without_code(named: Sequence[tuple[str, str]]) -> None:
        """Refused `edxml.no_code` with the names of agencies that have no identifier."""
        missing = [name for name, code in named if not code.strip()]
        if missing:
            raise Refused(
                "edxml.no_code", f"Chưa có mã định danh điện tử của: {'; '.join(missing)}.",
                "Ghi mã ở trang của cơ quan (danh mục đơn vị), hoặc gửi bằng cách khác.",
            )  # fmt: skip

    def package(self, to: Sequence[tuple[str, str]], *, due_on: date | None, by: Any) -> tuple[StoredFile, str]:
        """The package of a new paper, kept as a file, and the identifier of the paper."""
        document = self.document
        with document.original.content.open("rb") as content:
            data = content.read()
        extension = document.file_name.rpartition(".")[2].lower()
        content_type = CONTENT_TYPES.get(extension, "application/octet-stream")
        attached = Attached(document.file_name, data, content_type, document.subject or document.title)
        made = Package(
            self._head(to, due_on), self.at.replace(tzinfo=None),
            Business(NEW, "Văn bản điện tử mới", staff=Sides.staff(by)), (attached,),
        )  # fmt: skip
        return self._kept(made, "goi"), self.key

    def recall(self, to: Sequence[tuple[str, str]], *, reason: str, by: Any) -> StoredFile:
        """The message that takes a sent paper back."""
        about = Business(RECALL, reason, self.key, Sides.staff(by))
        return self._kept(Package(self._head(to, None), self.at.replace(tzinfo=None), about), "thu-hoi")

    def _kept(self, made: Package, what: str) -> StoredFile:
        name = f"{what}-{self.number}-{self.dated:%Y%m%d}.edxml".replace("/", "-")
        return files.store(self._sealed(build_package(made)), name=name, content_type="application/xml")

    def _sealed(self, data: bytes) -> bytes:
        """The message with the signature of the unit, where the server keeps a key of it in a file."""
        key = Keys().of_unit(self.unit)
        return (
            data if key is None or not isinstance(key.key, FileKey) else signed(data, key.key.data, key.key.passphrase)
        )

    def _head(self, to: Sequence[tuple[str, str]], due_on: date | None) -> Head:
        document, role = self.document, self.document.signing_role
        steers = bool(due_on) or document.doc_type.lower() in STEERS
        return Head(
            sender=self.sender, to=tuple(Agency(code, name, name) for name, code in to), number=self.number,
            notation=self.notation, place=_place(document), dated=self.dated,
            type_name=document.doc_type[:1].upper() + document.doc_type[1:],
            subject=(document.subject or document.title)[:LONGEST_SUBJECT], document_id=self.key,
            competence=str(role.get("order") or ""), position=str(role.get("title") or ""),
            signer=document.signer_name, due_on=due_on, places=tuple(str(one) for one in document.recipients),
            steering=STEERING if steers else NOT_STEERING, priority=PRIORITY.get(document.urgency, "0"),
            pages=len(document.pages), sphere=document.circulation,
        )  # fmt: skip


def _place(document: Document) -> str:
    """The place printed before the day ("Nghệ An"), as it was read."""
    return str((document.reading.get("metadata") or {}).get("place") or "")
