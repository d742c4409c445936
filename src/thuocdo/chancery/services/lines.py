"""One book under its lock: lines are added one after the other, so that numbers have neither gaps nor twins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.queries.numbers import series_for
from thuocdo.core import audit, clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Unit
from thuocdo.documents.models import Document, Holder
from thuocdo.kernel.errors import Refused


@dataclass(frozen=True)
class Line:
    """What a line of a book says besides number and paper: columns of the official registers.

    `given_to` who gets the paper (or the addressees), `kept_by` who keeps the archive copy, `copies` how many,
    `due_on` the day by which a paper that came in must be dealt with, `done_on` when it was without an answer.
    """

    given_to: str = ""
    given_on: date | None = None
    kept_by: str = ""
    copies: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""


class LockedBook:
    """The book of a unit's series for the year of a day, opened when it is not there yet, locked to the end.

    Refused `chancery.no_unit_that_day`, `chancery.day_to_come`.
    """

    def __init__(self, unit: Unit, on: date, *, direction: str, doc_type: str = "", at: datetime) -> None:
        if directory.version_on(unit, on) is None:
            raise Refused(
                "chancery.no_unit_that_day",
                f"Ngày {on:%d/%m/%Y} không có {directory.name_on(unit, on)} nên không vào sổ cho đơn vị này.",
                "Chọn đơn vị kế thừa, hoặc ngày khác.",
            )
        if on > at.astimezone(clock.ZONE).date():
            raise Refused("chancery.day_to_come", f"Ngày {on:%d/%m/%Y} chưa đến.", "Ghi ngày hôm nay hoặc trước đó.")
        self.on, self.at = on, at
        series = series_for(unit, on, direction=direction, doc_type=doc_type).code
        made, _new = Book.objects.get_or_create(unit=unit, year=on.year, direction=direction, series=series)
        # Not a lock on the key: what others hang on the same unit or book does not wait for it.
        self.book = Book.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=made.pk)

    def refuse_going_back(self) -> None:
        """Numbers of papers going out go with the days. Refused `chancery.earlier_than_last`."""
        last = self.book.entries.order_by("-number").first()
        if last is not None and last.entered_on > self.on:
            raise Refused(
                "chancery.earlier_than_last",
                f"Số {last.number} đã lấy ngày {last.entered_on:%d/%m/%Y}; số sau không ghi ngày sớm hơn.",
                f"Ghi ngày từ {last.entered_on:%d/%m/%Y} trở đi.",
            )

    def add(self, document: Document | None, line: Line, *, by: Any) -> Entry:
        """The next line; the unit holds the paper from now on. Refused `chancery.already_numbered`."""
        book = self.book
        if document is not None:
            self._refuse_twice(document)
        book.last_number += 1
        book.save(update_fields=["last_number"])
        entry = Entry.objects.create(
            book=book, number=book.last_number, document=document, entered_on=self.on, entered_at=self.at,
            entered_by=by if isinstance(by, Person) else None, **vars(line),
        )  # fmt: skip
        if document is not None:
            why = "entered" if book.direction == Book.Direction.IN else "issued"
            Holder.objects.get_or_create(
                document=document, unit=book.unit, defaults={"why": why, "since": self.at}
            )  # fmt: skip
        told = {"book": str(book), "number": entry.number, "day": self.on.isoformat(), "given_to": line.given_to}
        audit.changed(thing=entry, after=told)
        return entry

    def _refuse_twice(self, document: Document) -> None:
        known = Entry.objects.filter(
            document=document, struck_at=None, book__unit=self.book.unit, book__direction=self.book.direction
        ).first()  # fmt: skip
        if known is not None:
            raise Refused(
                "chancery.already_numbered",
                f"Văn bản này đã có số {known.number} trong sổ, ngày {known.entered_on:%d/%m/%Y}.",
                "Mở dòng đó trong sổ; nếu vào nhầm thì gạch dòng rồi vào lại.",
            )
