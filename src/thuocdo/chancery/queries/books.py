"""The books of a unit: which there are, their lines in the official columns, papers that wait for a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Book, Entry, SecretCount
from thuocdo.chancery.queries.numbers import numbering
from thuocdo.chancery.rules.registering import Dealing, dealing, last_day_to_enter
from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document, Relation
from thuocdo.kernel.calendar import WorkingCalendar, read_calendar

IN, OUT = Book.Direction.IN, Book.Direction.OUT


@cache
def working_calendar() -> WorkingCalendar:
    """The working calendar of the packs."""
    return read_calendar(PACKS / "national" / "calendar.csv")


def visible_books(person: Any) -> QuerySet[Book]:
    """Books that a person may look at, with how many lines they have and the day of the last one."""
    return (
        Book.objects.filter(permissions.at_units(person, permissions.VIEW_BOOKS))
        .select_related("unit")
        .annotate(line_count=Count("entries"), last_on=Max("entries__entered_on"))
        .order_by("-year", "unit__key", "direction", "series")
    )


def units_where(person: Any, verb: str) -> list[tuple[Unit, str]]:
    """Units of today at which a person has a verb by a position there, with their names: for choices on pages."""
    standing, today = permissions.Standing(person), clock.today()
    own = {post.unit for post in standing.has(verb, "own")}
    names = directory.names_on(own, today)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=own, versions__valid__contains=today)}
    return [(units[key], names.get(key, "")) for key in sorted(units, key=lambda key: names.get(key, ""))]


def lines(book: Book) -> QuerySet[Entry]:
    """Lines of a book with their papers and drafts; one statement."""
    return book.entries.select_related("document", "entered_by", "struck_by", "draft", "book").defer(
        "document__text", "document__reading", "document__pages"
    )


def entry_of(person: Any, pk: int) -> Entry | None:
    """One line of a book that the person may look at."""
    books = permissions.at_units(person, permissions.VIEW_BOOKS, "book__unit")
    found = Entry.objects.filter(books, pk=pk)
    return found.select_related("book__unit", "document", "entered_by", "struck_by").first()


def entries_of(document: Document, person: Any) -> list[Entry]:
    """Lines about a paper in books that the person may look at."""
    books = permissions.at_units(person, permissions.VIEW_BOOKS, "book__unit")
    return list(Entry.objects.filter(books, document=document).select_related("book__unit").order_by("entered_at"))


def waiting_papers(person: Any) -> QuerySet[Document]:
    """Papers that units of the person received from others and have not entered in their book."""
    units = [unit.pk for unit, _name in units_where(person, permissions.ENTER)]
    entered = Entry.objects.filter(
        document=OuterRef("pk"), struck_at=None, book__direction=IN, book__unit=OuterRef("received_unit")
    )
    return (
        Document.objects.filter(papers.visible_to(person), received_unit__in=units, withdrawn_at=None)
        .filter(Q(issuer=None) | ~Q(issuer=F("received_unit")))
        .exclude(Exists(entered))
        .defer("text", "reading", "pages")
        .order_by("received_at", "pk")
    )


def enter_by(document: Document) -> date:
    """The last day on which a received paper is entered in time."""
    return last_day_to_enter(document.received_at.astimezone(clock.ZONE).date(), working_calendar())


def is_late(entry: Entry) -> bool:
    """Whether a paper that came in was entered later than the next working day."""
    entered = entry.entered_at.astimezone(clock.ZONE).date()
    return entry.book.direction == IN and entered > last_day_to_enter(entry.entered_on, working_calendar())


def followed(person: Any) -> QuerySet[Entry]:
    """Lines of papers that came in, with the papers that answer them and that the person may read: two statements."""
    books = permissions.at_units(person, permissions.VIEW_BOOKS, "book__unit")
    answers = Relation.objects.filter(kind=Relation.Kind.ANSWERS, state=Relation.State.CONFIRMED)
    answers = answers.filter(document__in=Document.objects.filter(papers.visible_to(person)).values("pk"))
    light = ("document__text", "document__reading", "document__pages")
    return (
        Entry.objects.filter(books, book__direction=IN, struck_at=None)
        .select_related("book__unit", "document")
        .defer(*light)
        .prefetch_related(
            Prefetch("document__relations_to_it", answers.select_related("document").defer(*light), to_attr="answers")
        )
    )


@dataclass(frozen=True)
class Followed:
    """One line of the follow-up book: the entry, the papers that answer it, how far the dealing is."""

    entry: Entry
    answers: list[Document]
    state: Dealing


def follow_up(entries: Iterable[Entry], today: date) -> list[Followed]:
    """Lines of the follow-up book (sổ theo dõi giải quyết văn bản đến) of these entries."""
    found = []
    for entry in entries:
        answers = [relation.document for relation in getattr(entry.document, "answers", [])]
        days = [paper.issued_on for paper in answers if paper.issued_on is not None]
        done = min([*days, *([entry.done_on] if entry.done_on else [])], default=None)
        found.append(Followed(entry, answers, dealing(entry.due_on, done, today)))
    return found


def secret_counts(person: Any) -> QuerySet[SecretCount]:
    """How many papers of state secrets units of the person were offered, by day."""
    return SecretCount.objects.filter(permissions.at_units(person, permissions.VIEW_BOOKS)).select_related("unit")


def book_title(book: Book) -> str:
    """What a book is called, by its direction and series."""
    if book.direction == IN:
        return _("Sổ đăng ký văn bản đến năm %(year)s") % {"year": book.year}
    name = numbering().series_name(book.series)
    return _("Sổ đăng ký văn bản đi năm %(year)s: %(series)s") % {"year": book.year, "series": name}
