"""Lines of another system's register as papers: made once, completed later, given their file when it comes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from thuocdo.core import clock, outbox
from thuocdo.core.models import StoredFile
from thuocdo.directory.models import Person, Unit, UnitVersion
from thuocdo.documents import permissions
from thuocdo.documents.models import Citation, Document
from thuocdo.documents.queries.places import issuer_unit, province_unit
from thuocdo.documents.rules.dating import PrintedDate
from thuocdo.documents.rules.header import Head
from thuocdo.documents.rules.life import DocumentState
from thuocdo.documents.rules.numbers import number_key
from thuocdo.documents.services.citing import CitationLinks
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

NEW, CHANGED, SAME = "new", "changed", "same"
# Columns that a line of a register says; a paper that was read keeps what it says itself.
SAID = (
    "number_symbol", "number_key", "doc_type", "subject", "issuer_name", "issued_on", "issued_value", "date_precision",
    "signer_name", "urgency", "recipients",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """What a register says of one paper; `key` tells it apart in its system."""

    key: str
    number_symbol: str = ""
    doc_type: str = ""
    subject: str = ""
    issuer_name: str = ""
    issued_on: date | None = None
    signer_name: str = ""
    urgency: str = ""
    recipients: tuple[str, ...] = ()
    arrived_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Columns of the paper that the line says, empty ones left out."""
        printed = PrintedDate(self.issued_on.isoformat(), "day") if self.issued_on else PrintedDate("", "")
        head = Head(
            number_symbol=self.number_symbol, doc_type=self.doc_type, subject=self.subject,
            issuer_name=self.issuer_name, printed=printed, signer_name=self.signer_name,
        ).columns()  # fmt: skip
        said = {**head, "urgency": self.urgency, "recipients": list(self.recipients)}
        return {name: said[name] for name in SAID if said[name]}


@dataclass
class Register:
    """One register of a unit in another system: takes lines over as papers of the unit.

    `source` names system, unit and direction. The caller holds the transaction, the right and the audit. `touched` are
    papers whose words are to be indexed.
    """

    source: str
    unit: Unit
    outgoing: bool
    by: Person | None
    at: datetime
    touched: dict[int, Document] = field(default_factory=dict)
    _issuers: dict[tuple[str, int], Unit | None] = field(default_factory=dict)
    _changes: list[date] = field(default_factory=list)
    _province: list[Unit | None] = field(default_factory=list)
    _given: dict[int, Document] = field(default_factory=dict)
    _elsewhere: dict[str, Document] = field(default_factory=dict)
    _cited: set[str] = field(default_factory=set)
    _by_key: dict[str, Document] = field(default_factory=dict)
    _by_file: dict[str, Document] = field(default_factory=dict)
    _by_number: dict[tuple[str, date | None], list[Document]] = field(default_factory=dict)

    def look_up(self, lines: Sequence[RegisterLine], digests: Sequence[str] = ()) -> None:
        """Find what is here of these lines and files, for `known`, `take` and `give_file`; four statements."""
        rows = Document.objects.select_related("province", "issuer").defer("reading", "pages")
        taken = rows.filter(source=self.source, source_key__in=[line.key for line in lines])
        self._by_key = {document.source_key: document for document in taken}
        numbers = {number_key(line.number_symbol) for line in lines if line.issued_on} - {""}
        keys = {number_key(line.number_symbol) for line in lines} - {""}
        waiting = Citation.objects.filter(number_key__in=keys, cited=None)
        self._cited = set(waiting.order_by().values_list("number_key", flat=True))
        here = Document.objects.filter(sha256__in=[one for one in digests if one])
        self._elsewhere = {one.sha256 or "": one for one in here.defer("text", "reading", "pages")}
        mine = rows.filter(received_unit=self.unit, source_key="")
        mine = mine.filter(Q(sha256__in=[one for one in digests if one]) | Q(number_key__in=numbers))
        self._by_file, self._by_number = {}, {}
        for document in mine:
            self._by_file[document.sha256 or ""] = document
            self._by_number.setdefault((document.number_key, document.issued_on), []).append(document)

    def known(self, line: RegisterLine, sha256: str = "") -> Document | None:
        """The paper of a line that is here: taken over before, or received before by its file or its number and day.

        A register of papers going out names no issuer: only papers of the unit, or of nobody, are its own.
        """
        if line.key in self._by_key:
            return self._by_key[line.key]
        same = self._by_file.get(sha256) if sha256 else None
        if same is not None and (not self.outgoing or same.issuer_id in (None, self.unit.pk)):
            return same
        twins = self._by_number.get((number_key(line.number_symbol), line.issued_on), ())
        return next((one for one in twins if self._fits(one, line)), None)

    def _fits(self, document: Document, line: RegisterLine) -> bool:
        """Whether the issuer of a paper with the number and day of a line can be that of the line."""
        if self.outgoing and document.issuer_id != self.unit.pk:
            return document.issuer_id is None and not document.issuer_name
        return _same_issuer(document.issuer_name, line.issuer_name)

    def take_back(self, kept: Set[int]) -> None:
        """After a line was rolled back: only papers with these keys are still touched; look the lines up again."""
        self.touched = {key: document for key, document in self.touched.items() if key in kept}
        self._given = {key: document for key, document in self._given.items() if key in kept}

    def outcome(self, line: RegisterLine, document: Document | None) -> str:
        """What taking the line over does: a new paper, changed columns, or nothing."""
        if document is None:
            return NEW
        return CHANGED if not document.source_key or self._differing(line, document) else SAME

    def take(self, line: RegisterLine, document: Document | None) -> Document:
        """Make the paper of a line, or bring the known one up to it."""
        if document is None:
            return self._made(line)
        for name, value in self._differing(line, document).items():
            setattr(document, name, value)
        document.source, document.source_key = self.source, line.key
        self._finish(document)
        return document

    def give_file(self, document: Document, file: StoredFile) -> bool:
        """Complete a line of a register with its file, to be read by the worker; whether it was new to the paper.

        Refused `documents.file_of_another`, `documents.has_other_file`, before anything is written.
        """
        digest = file.sha256
        if document.sha256 == digest:
            return False
        if document.sha256:
            raise Refused(
                "documents.has_other_file", f"Văn bản đã có tệp khác ({document.file_name}); không thay tệp gốc.",
                "Nhận tệp này như một văn bản riêng nếu cần.",
            )  # fmt: skip
        other = self._elsewhere.get(digest)
        if other is not None:
            words = "Tệp này đã có trong sổ của đơn vị khác."
            if permissions.abilities(self.by, other):
                words = f"Tệp này đã là của văn bản khác: {other.number_symbol or other.pk}."
            raise Refused("documents.file_of_another", words, "Xem lại cột tên tệp của dòng này.")
        document.file = file
        document.file_name, document.sha256, document.state = file.name, digest, DocumentState.WAITING
        document.save(update_fields=["file", "file_name", "sha256", "state"])
        self._elsewhere[digest] = self._given[document.pk] = self.touched[document.pk] = document
        return True

    def tell(self) -> None:
        """Have the worker read the files that were given since it was told last."""
        outbox.emit_each("documents.complete_line", at=self.at, things=self._given.values())
        self._given = {}

    def _made(self, line: RegisterLine) -> Document:
        day = line.arrived_on or line.issued_on or self.at.astimezone(clock.ZONE).date()
        document = Document(
            source=self.source, source_key=line.key, state=DocumentState.REGISTERED, received_unit=self.unit,
            received_by=self.by, received_at=min(clock.at_day(day), self.at), province=self._of_unit(),
            **line.columns(),
        )  # fmt: skip
        self._finish(document)
        if document.number_key in self._cited:
            CitationLinks(document).claim_earlier()
        return document

    def _finish(self, document: Document) -> None:
        document.folded = Head(
            number_symbol=document.number_symbol, subject=document.subject, issuer_name=document.issuer_name,
            doc_type=document.doc_type,
        ).columns()["folded"]  # fmt: skip
        # Whose a paper is that was read here, its own head says and a person has confirmed.
        if document.state == DocumentState.REGISTERED:
            document.issuer = self._issuer(document)
        document.save()
        self.touched[document.pk] = document

    def _differing(self, line: RegisterLine, document: Document) -> Mapping[str, Any]:
        """Columns that the line says otherwise; of a paper that was read, only those that are empty there."""
        only_empty = document.state != DocumentState.REGISTERED
        return {
            name: value
            for name, value in line.columns().items()
            if getattr(document, name) != value and not (only_empty and getattr(document, name))
        }

    def _issuer(self, document: Document) -> Unit | None:
        if self.outgoing:
            return self.unit
        key = (fold(document.issuer_name), bisect_right(self._days_of_change(), document.reference_on))
        if key not in self._issuers:
            self._issuers[key] = issuer_unit(document)
        return self._issuers[key]

    def _days_of_change(self) -> list[date]:
        """Days on which some unit begins, changes or ends: between them a name means the same unit."""
        if not self._changes:
            spans = UnitVersion.objects.order_by().values_list("valid__startswith", "valid__endswith").distinct()
            self._changes = sorted({day for span in spans for day in span if day is not None}) or [date.min]
        return self._changes

    def _of_unit(self) -> Unit | None:
        if not self._province:
            self._province.append(province_unit(self.unit.province_key))
        return self._province[0]


def _same_issuer(one: str, other: str) -> bool:
    """Whether two names can be of one agency; either may be missing, or be written short."""
    return not one or not other or _short(one) == _short(other)


def _short(name: str) -> str:
    return fold(name).replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd")
