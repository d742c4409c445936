"""Numbers of an imported register: taken over as they were given; gaps are told and never filled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.queries.books import book_title
from thuocdo.chancery.queries.importing import Where
from thuocdo.chancery.queries.numbers import numbering, policy_of
from thuocdo.chancery.rules.numbering import LETTER
from thuocdo.chancery.rules.register_lines import Line, book_day, book_number
from thuocdo.documents.models import Document, Holder
from thuocdo.kernel.errors import Refused

# The first day for which the pack knows how series are made; older books follow the same rules.
FIRST_POLICY = date(2020, 3, 5)
MOST_GAPS = 20


class ImportedNumbers:
    """The books that an import writes into."""

    def __init__(self, where: Where, *, by: Any, at: datetime) -> None:
        self.where, self.by, self.at = where, by, at
        self._books: dict[tuple[int, str], Book] = {}
        self._kinds: dict[tuple[date, str], str] = {}
        self._grown: set[Book] = set()

    def enter(self, line: Line, document: Document) -> tuple[str, str] | None:
        """Enter a paper under the number that the line gives; what is wrong and what to do where that cannot be.

        Not within a savepoint: a book that is opened here must not be taken away again by a line that fails. A line
        that fails unexpectedly leaves nothing in its book, and the error goes on.
        """
        number, day = book_number(line, self.where.direction), book_day(line, self.where.direction)
        if number is None or day is None:
            return None
        book = self._book(day, document.doc_type)
        with transaction.atomic():
            fault = self._entered(book, number, line, document, day)
        if fault is None and number > book.last_number:
            book.last_number = number
            self._grown.add(book)
        return fault

    def keep(self) -> None:
        """Write the last numbers of the books that have grown; they are locked since they were asked for."""
        Book.objects.bulk_update(self._grown, ["last_number"])
        self._grown.clear()

    def _entered(self, book: Book, number: int, line: Line, document: Document, day: date) -> tuple[str, str] | None:
        same = Q(number=number) | Q(document=document, struck_at=None)
        rows = list(Entry.objects.filter(same, book=book).order_by())
        known = next((row for row in rows if row.number == number), None)
        if known is not None:
            if known.document_id == document.pk:
                return None
            return (
                f"Số {number} của {book_title(book)} đã là của văn bản khác.",
                "Xem lại số; văn bản vẫn ở trong danh mục.",
            )
        if rows:
            return (f"Văn bản đã có số khác trong {book_title(book)}.", "Xem dòng đó trong sổ.")
        self._add(book, number, line, document, day)
        return None

    def _add(self, book: Book, number: int, line: Line, document: Document, day: date) -> None:
        Entry.objects.create(
            book=book, number=number, document=document, entered_on=day, entered_at=self.at, entered_by=self.by,
            given_to=line.text("given_to") or line.text("recipients"), given_on=line.day("given_on"),
            kept_by=line.text("kept_by"), copies=int(line.text("copies") or 0) or None, due_on=line.day("due_on"),
            note=line.text("note"),
        )  # fmt: skip
        why = "issued" if self.where.outgoing else "entered"
        # A holder that is known stays as it is.
        Holder.objects.bulk_create(
            [Holder(document=document, unit=book.unit, why=why, since=self.at)], ignore_conflicts=True
        )

    def _book(self, day: date, doc_type: str) -> Book:
        """The book of the series and year, locked to the end of the transaction."""
        kind = (day, doc_type)
        if kind not in self._kinds:
            self._kinds[kind] = self._series(day, doc_type)
        series = self._kinds[kind]
        key = (day.year, series)
        if key not in self._books:
            made, _new = Book.objects.get_or_create(
                unit=self.where.unit, year=day.year, direction=self.where.direction, series=series
            )
            locked = Book.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
            self._books[key] = locked.get(pk=made.pk)
        return self._books[key]

    def _series(self, day: date, doc_type: str) -> str:
        policy = policy_of(self.where.unit, max(day, FIRST_POLICY))
        if not self.where.outgoing:
            return policy.coming_in.code
        try:
            return policy.series_of(numbering().kind(doc_type)).code
        except Refused:
            return policy.series_of(numbering().kind(LETTER)).code

    def gaps(self) -> list[dict[str, Any]]:
        """Numbers that nobody has in the books of this register, below their last: how many, and the first of them as
        ranges ("1–12")."""
        books = Book.objects.filter(unit=self.where.unit, direction=self.where.direction).order_by("year", "series")
        told = []
        for book in books:
            ranges = self._missing(book)
            if ranges:
                first = [str(low) if low == high else f"{low}–{high}" for low, high, _all, _ranges in ranges]
                told.append(
                    {"book": book_title(book), "year": book.year, "count": int(ranges[0][2]), "first": first,
                     "more": ranges[0][3] > len(first)}
                )  # fmt: skip
        return told

    @staticmethod
    def _missing(book: Book) -> list[tuple[int, int, int, int]]:
        """The first ranges that are missing, each with how many numbers and ranges are missing in all."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT low, high, sum(high - low + 1) OVER (), count(*) OVER () FROM (SELECT lag(number, 1, 0)"
                " OVER (ORDER BY number) + 1 low, number - 1 high FROM (SELECT number FROM chancery_entry"
                " WHERE book_id = %s UNION SELECT %s + 1) taken) gaps WHERE high >= low ORDER BY low LIMIT %s",
                [book.pk, book.last_number, MOST_GAPS],
            )
            found: list[tuple[int, int, int, int]] = cursor.fetchall()
            return found
