"""Lines of books in the columns of the official forms (Decree 30/2020, Appendix IV): on screen, paper and workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from thuocdo.chancery.models import Book, Entry
from thuocdo.chancery.queries.books import Followed
from thuocdo.directory import queries as directory
from thuocdo.documents.models import Document
from thuocdo.ui.xlsx import Cell, Column

# Title, width in characters, alignment.
GOING_OUT = (
    (_("Số, ký hiệu văn bản"), 18, "left"), (_("Ngày tháng văn bản"), 12, "center"),
    (_("Tên loại và trích yếu nội dung văn bản"), 44, "left"), (_("Người ký"), 18, "left"),
    (_("Nơi nhận văn bản"), 28, "left"), (_("Đơn vị, người nhận bản lưu"), 18, "left"),
    (_("Số lượng bản"), 9, "center"), (_("Ngày chuyển"), 12, "center"), (_("Ký nhận"), 12, "left"),
    (_("Ghi chú"), 22, "left"),
)  # fmt: skip
COMING_IN = (
    (_("Ngày đến"), 12, "center"), (_("Số đến"), 8, "center"), (_("Tác giả"), 24, "left"),
    (_("Số, ký hiệu văn bản"), 18, "left"), (_("Ngày tháng văn bản"), 12, "center"),
    (_("Tên loại và trích yếu nội dung văn bản"), 44, "left"), (_("Đơn vị hoặc người nhận"), 24, "left"),
    (_("Ngày chuyển"), 12, "center"), (_("Ký nhận"), 12, "left"), (_("Ghi chú"), 22, "left"),
)  # fmt: skip
FOLLOWING = (
    (_("Số đến"), 8, "center"), (_("Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản"), 48, "left"),
    (_("Đơn vị hoặc người nhận"), 24, "left"), (_("Thời hạn giải quyết"), 14, "center"),
    (_("Tiến độ giải quyết"), 20, "left"), (_("Số, ký hiệu văn bản trả lời"), 22, "left"),
    (_("Ghi chú"), 22, "left"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One line of a book with its cells in the order of the official columns."""

    entry: Entry
    cells: list[tuple[str, Cell]]


def columns_of(book: Book) -> list[Column]:
    """The ten columns of a book."""
    return _columns(GOING_OUT if book.direction == Book.Direction.OUT else COMING_IN)


def following_columns() -> list[Column]:
    """The seven columns of the follow-up book."""
    return _columns(FOLLOWING)


def _columns(table: Sequence[tuple[object, int, str]]) -> list[Column]:
    return [Column(title=str(title), width=width, align=align) for title, width, align in table]


def cells(entry: Entry) -> list[Cell]:
    """The ten cells of a line."""
    return _going_out(entry) if entry.book.direction == Book.Direction.OUT else _coming_in(entry)


def _going_out(entry: Entry) -> list[Cell]:
    paper = entry.document
    named = [*map(str, paper.addressees), *map(str, paper.recipients)] if paper else []
    recipients = entry.given_to or "; ".join(named)
    kept = entry.kept_by or (paper.archive if paper else "")
    return [
        symbol_of(entry), (paper.issued_on if paper else None) or entry.entered_on, _called(entry),
        paper.signer_name if paper else "", recipients, kept, entry.copies, entry.given_on, "", _note(entry),
    ]  # fmt: skip


def _coming_in(entry: Entry) -> list[Cell]:
    paper = entry.document
    return [
        entry.entered_on, entry.number, paper.issuer_name if paper else "", paper.number_symbol if paper else "",
        _day(paper), _called(entry), entry.given_to, entry.given_on, "", _note(entry),
    ]  # fmt: skip


def following_cells(line: Followed) -> list[Cell]:
    """The seven cells of a line of the follow-up book."""
    entry, paper = line.entry, line.entry.document
    named = ""
    if paper is not None:
        kind = paper.doc_type[:1].upper() + paper.doc_type[1:] if paper.doc_type else ""
        day = f"ngày {paper.issued_words}" if paper.issued_value else ""
        named = ", ".join(part for part in (f"{kind} {paper.number_symbol}".strip(), day, paper.issuer_name) if part)
    answers = "; ".join(answer.number_symbol or answer.title for answer in line.answers)
    return [entry.number, named, entry.given_to, entry.due_on, line.state.words, answers, entry.note]


def symbol_of(entry: Entry) -> str:
    """Number and symbol of a paper going out, of its draft while it is not issued, else the bare number."""
    if entry.document is not None and entry.document.number_symbol:
        return entry.document.number_symbol
    draft = getattr(entry, "draft", None)
    return (draft.number_symbol if draft is not None else "") or f"{entry.number:02d}"


def _called(entry: Entry) -> str:
    """Kind and subject of the paper, or of the draft that got the number."""
    paper = entry.document
    if paper is not None:
        kind = paper.doc_type[:1].upper() + paper.doc_type[1:]
        subject = paper.subject[:1].upper() + paper.subject[1:]
        return ". ".join(part for part in (kind, subject) if part) or paper.title
    draft = getattr(entry, "draft", None)
    return draft.title if draft is not None else ""


def _day(paper: Document | None) -> date | str | None:
    return (paper.issued_on or paper.issued_words) if paper is not None else None


def _note(entry: Entry) -> str:
    struck = f"Đã gạch: {entry.struck_why}" if entry.struck_at is not None else ""
    return "; ".join(part for part in (struck, entry.note) if part)


def heads_of(book: Book, on: date) -> list[str]:
    """The unit as printed on top of its book, a committee on two lines."""
    upper = directory.name_on(book.unit, on).upper()
    for short in ("UBND ", "ỦY BAN NHÂN DÂN "):
        if upper.startswith(short):
            return ["ỦY BAN NHÂN DÂN", upper.removeprefix(short)]
    return [upper]
