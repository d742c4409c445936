"""From a reading to rows: the head into the register's columns, every found thing into an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from thuocdo.documents.indexing import index_paper
from thuocdo.documents.models import Document, EarlierReading, Item
from thuocdo.documents.queries.places import issuer_unit, province_unit
from thuocdo.documents.queries.register import next_numbers
from thuocdo.documents.rules.dating import PrintedDate
from thuocdo.documents.rules.header import Head, head_of
from thuocdo.documents.rules.life import DocumentState, next_document_state
from thuocdo.documents.rules.shapes import LETTERS, data_of
from thuocdo.documents.services.citing import CitationLinks
from thuocdo.documents.services.twinning import Twins
from thuocdo.kernel.errors import Refused

Json = dict[str, Any]
KINDS = {
    "objectives": Item.Kind.OBJECTIVE,
    "targets": Item.Kind.TARGET,
    "tasks": Item.Kind.TASK,
    "shortcomings": Item.Kind.SHORTCOMING,
    "cited_documents": Item.Kind.CITATION,
}


class Filing:
    """Puts what was read into the rows of one paper."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def refuse(self, refusal: Refused, *, reader: str = "") -> None:
        """Keep the paper with the reason why it could not be read."""
        self.document.state = DocumentState.READING_FAILED
        self.document.refusal = {
            "code": refusal.code, "message": refusal.message, "remedy": refusal.remedy,
            "where": {name: str(value) for name, value in refusal.where.items()},
        }  # fmt: skip
        self.document.reader = reader
        self.document.save()
        index_paper(self.document)

    def file(self, reading: Any) -> None:
        """A first reading: columns, items in the order of the source, citations both ways."""
        self._keep(reading, DocumentState.PROPOSED)
        head = head_of(self.document.reading.get("metadata") or {}, reading.text)
        self.put_head(self._beside_register(head) if self.document.source_key else head)
        self.document.save()
        items = self._create(list(_found_in(self.document.reading)))
        self._link(items)
        index_paper(self.document, items)

    def file_again(self, reading: Any, *, at: datetime) -> tuple[int, int]:
        """A newer reading: only what no person touched is renewed; returns how many items came and went.

        The source text stays as it was when people have decided on spans of it, so a reading of another text is
        refused then.
        """
        document = self.document
        touched = document.items.filter(changes__isnull=False).exists()
        if touched and reading.text != document.text:
            raise Refused(
                "documents.other_text",
                "Bộ đọc mới chuyển tệp thành văn bản chữ khác trước, trong khi đã có mục được xác nhận theo bản cũ.",
                "Giữ bản đang có; nếu cần, thêm mục còn thiếu bằng tay.",
            )
        EarlierReading.objects.create(
            document=document, reader=document.reader, reading=document.reading, refusal=document.refusal,
            replaced_at=at,
        )  # fmt: skip
        self._keep(reading, next_document_state(document.state, "read_again"))
        if not document.number_symbol and not document.subject:
            self.put_head(head_of(document.reading.get("metadata") or {}, reading.text))
        document.save()
        came, went = self._renew(list(_found_in(document.reading)))
        self._link()
        index_paper(document)
        return came, went

    def put_head(self, head: Head) -> None:
        """Write the head into the columns, with the issuer as a unit where the directory is sure of it."""
        known = self._whose() if self.document.issuer_id else None
        for name, value in head.columns().items():
            setattr(self.document, name, value)
        # The register has looked up the issuer of its line on the same day already.
        if known != self._whose():
            self.document.issuer = issuer_unit(self.document)
        if self.document.province is None and self.document.issuer is not None:
            self.document.province = province_unit(self.document.issuer.province_key)

    def _whose(self) -> tuple[str, date]:
        return self.document.issuer_name, self.document.reference_on

    def _beside_register(self, head: Head) -> Head:
        """What was read, but for what the register that the paper was taken over from says of it."""
        document = self.document
        named = ("number_symbol", "doc_type", "subject", "issuer_name", "signer_name")
        said: Json = {name: value for name in named if (value := getattr(document, name))}
        if document.issued_value:
            said["printed"] = PrintedDate(document.issued_value, document.date_precision)
        return replace(head, **said)

    def _keep(self, reading: Any, state: str) -> None:
        document = self.document
        result = reading.to_json()
        document.text, document.pages = reading.text, [list(page) for page in reading.pages]
        document.reading, document.reader = result, str(result.get("reader", ""))
        document.state, document.refusal = state, None

    def _create(self, found: Sequence[tuple[str, Json]]) -> list[Item]:
        numbers = next_numbers(self.document)
        items = []
        for kind, read in found:
            items.append(_item_of(self.document, kind, read, f"{LETTERS[kind]}{numbers[kind]}"))
            numbers[kind] += 1
        return Item.objects.bulk_create(items)

    def _renew(self, found: list[tuple[str, Json]]) -> tuple[int, int]:
        """Withdraw untouched items that are no longer read, add what is new and lies on no item that stays."""
        items = list(self.document.items.all())
        untouched = {
            item.pk
            for item in self.document.items.filter(state=Item.State.PROPOSED, changes=None)
        }  # fmt: skip
        new = list(found)
        went = 0
        for item in items:
            same = next((pair for pair in new if pair[0] == item.kind and data_of(pair[1]) == data_of(item.read)), None)
            if same is not None:
                new.remove(same)
            elif item.pk in untouched:
                item.state, item.revision = Item.State.WITHDRAWN, item.revision + 1
                item.save(update_fields=["state", "revision"])
                went += 1
        kept = [item for item in items if item.state != Item.State.WITHDRAWN]
        new = [pair for pair in new if not any(_overlaps(pair, item) for item in kept)]
        self._create(new)
        return len(new), went

    def _link(self, items: Sequence[Item] | None = None) -> None:
        links = CitationLinks(self.document)
        links.refresh(items)
        links.claim_earlier()
        Twins(self.document).look()


def _found_in(reading: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Every found thing with its kind, in the order of the source; the paper's mention of itself is left out."""
    pairs = [
        (str(kind), read)
        for name, kind in KINDS.items()
        for read in reading.get(name) or ()
        if read.get("role") != "self"
    ]
    yield from sorted(pairs, key=lambda pair: _start(pair[1].get("spans")))


def _item_of(document: Document, kind: str, read: Json, label: str) -> Item:
    """A proposed item for one found thing; confidence is held between 0 and 1."""
    spans = [[int(a), int(b)] for a, b in read.get("spans") or () if 0 <= a < b <= len(document.text)]
    return Item(
        document=document, kind=kind, label=label, order=min(_start(spans), len(document.text)), read=read,
        data=data_of(read), spans=spans, confidence=min(1.0, max(0.0, float(read.get("confidence", 1.0)))),
        doubts=list(read.get("doubts") or ()),
    )  # fmt: skip


def _overlaps(pair: tuple[str, Json], item: Item) -> bool:
    """Whether a found thing lies (by more than half) where an item of the same kind already stands."""
    kind, read = pair
    if kind != item.kind:
        return False
    covered = sum(max(0, min(b, d) - max(a, c)) for a, b in read.get("spans") or () for c, d in item.spans)
    whole = sum(b - a for a, b in read.get("spans") or ())
    return bool(whole) and covered * 2 > whole


def _start(spans: Any) -> int:
    return min((int(span[0]) for span in spans or ()), default=10**9)
