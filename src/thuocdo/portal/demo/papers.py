"""The five documents: received, confirmed by a named person and adopted, as in an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thuocdo.chancery import services as chancery
from thuocdo.chancery.services import Line
from thuocdo.core import clock
from thuocdo.core.paths import EXAMPLES
from thuocdo.directory.models import Person, Unit
from thuocdo.documents import services as documents
from thuocdo.documents.models import Document, Item
from thuocdo.documents.services import Paper
from thuocdo.work.models import Plan
from thuocdo.work.services.plans import adopt_document


@dataclass(frozen=True)
class Arrival:
    """One document of the demo: its file, when and to whom it came, who confirmed it."""

    file: str
    on: date
    received_by: str
    confirmed_by: str
    province: str
    left_out: tuple[str, ...] = ()


SAID_AGAIN = "Nội dung chung, đã cụ thể hóa thành dòng trong Phụ lục nên không theo dõi hai lần."


ARRIVALS = {
    row.file: row
    for row in (
        Arrival("cv-quy-hop-2024.txt", date(2024, 1, 17), "hoa", "hoa", "P40"),
        Arrival("qd-3667-nghe-an-2024.txt", date(2024, 12, 31), "hoa", "hoa", "P40", left_out=("II", "III")),
        Arrival("cv-thkh-thanh-hoa-2025.txt", date(2025, 1, 15), "dung", "dung", "P38"),
        Arrival("cv-hung-binh-2025-04.txt", date(2025, 4, 24), "lan", "chutich", "P40"),
        Arrival("cv-kstt-nghe-an-2025-07.txt", date(2025, 7, 9), "hoa", "hoa", "P40"),
    )
}


def take_in(arrival: Arrival, people: dict[str, Person]) -> Plan:
    """Receive, confirm and adopt one document on its day."""
    with clock.fixed(clock.at_day(arrival.on, 9)):
        document = receive(arrival, people[arrival.received_by])
        register(document, people[arrival.received_by])
        confirm(document, people[arrival.confirmed_by], left_out=arrival.left_out)
        document.refresh_from_db()
        return adopt_document(document=document, by=people[arrival.confirmed_by], at=clock.now())


def receive(arrival: Arrival, by: Person) -> Document:
    """Hand the file in, as on the page for receiving."""
    path = EXAMPLES / "seeds" / arrival.file
    paper = Paper(path.name, path.read_bytes(), "text/plain")
    province = Unit.objects.get(key=arrival.province)
    return documents.receive_document(paper=paper, by=by, at=clock.now(), province=province).document


def register(document: Document, by: Person) -> None:
    """Enter a paper of another agency in the book of papers coming in, on the day it came."""
    unit = document.received_unit
    if unit is not None and document.issuer_id != unit.pk:
        line = Line(given_to=by.full_name, given_on=clock.today())
        chancery.enter(document=document, unit=unit, on=clock.today(), line=line, by=by, at=clock.now())
    document.refresh_from_db()


def confirm(document: Document, by: Person, *, left_out: tuple[str, ...] = ()) -> None:
    """Decide every item by name and close the document; tasks of the parts in `left_out` are discarded, saying why."""
    waiting = list(document.items.filter(state="proposed"))
    again = [item for item in waiting if item.kind == "task" and _part(item) in left_out]
    for item in again:
        documents.discard_item(document=document, item=item, reason=SAID_AGAIN, by=by, at=clock.now())
    kept = [item for item in waiting if item not in again]
    reason = "Đã đối chiếu với văn bản gốc (minh họa)"
    documents.confirm_many(document=document, items=kept, by=by, at=clock.now(), reason=reason)
    document.refresh_from_db()
    documents.confirm_document(document=document, by=by, at=clock.now())


def _part(item: Item) -> str:
    return str(item.data.get("section") or "").partition(".")[0]
