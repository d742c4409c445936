"""How a paper of a unit is numbered: the series it falls in, its symbol, the number that would come next."""

from __future__ import annotations

from datetime import date

from thuocdo.chancery.models import Book, NumberingTable
from thuocdo.chancery.packs.numbering import delivered
from thuocdo.chancery.rules.numbering import Kind, Numbering, Policy, Series, parse
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit, UnitVersion
from thuocdo.kernel.errors import Refused

# Tables that were read, by key: a row never changes, so that a new load is a new key.
_tables: dict[int, Numbering] = {}


def numbering() -> Numbering:
    """The numbering in force, that of the latest load; before any load, as delivered. One query."""
    key = NumberingTable.objects.values_list("pk", flat=True).first()
    if key is None:
        return delivered()
    if key not in _tables:
        _tables[key] = parse(NumberingTable.objects.get(pk=key).content)
    return _tables[key]


def policy_of(unit: Unit, on: date) -> Policy:
    """How numbers of a unit are given on a day."""
    return numbering().policy(unit.key, on)


def series_for(unit: Unit, on: date, *, direction: str, doc_type: str = "") -> Series:
    """The series of a paper of this kind, going out, or the one of everything coming in."""
    policy = policy_of(unit, on)
    return policy.coming_in if direction == Book.Direction.IN else policy.series_of(numbering().kind(doc_type))


def symbol_for(
    unit: Unit, doc_type: str, department: str = "", *, on: date | None = None, number: int | None = None
) -> str:
    """Number and symbol of a paper (số, ký hiệu), as "3667/QĐ-UBND"; "/QĐ-UBND" while it has no number.

    `doc_type` is the code or the name of a kind; `department` the letters of who drafted it or of the field, which
    only a letter carries ("176/UBND-KSTT"). The agency's letters are those of the directory on the day. Refused
    `chancery.no_symbol` where the directory has none, `chancery.unknown_kind`.
    """
    day = on or clock.today()
    kind = numbering().kind(doc_type)
    groups = [kind.symbol, agency_symbol(unit, day), "" if kind.symbol else department.strip()]
    written = "" if number is None else policy_of(unit, day).written(number)
    return f"{written}/{'-'.join(group for group in groups if group)}"


def agency_symbol(unit: Unit, on: date) -> str:
    """The letters of an agency in numbers (chữ viết tắt tên cơ quan), the first where the directory knows several."""
    version = _version(unit, on)
    symbol = version.symbol.split("|")[0].strip() or numbering().bodies.get(version.kind, "")
    if not symbol:
        raise Refused(
            "chancery.no_symbol",
            f"Danh mục chưa có ký hiệu văn bản của {version.name} nên chưa ghi được số, ký hiệu.",
            "Bổ sung “Ký hiệu trong số văn bản” ở trang của đơn vị.",
        )
    return symbol


def _version(unit: Unit, on: date) -> UnitVersion:
    found = directory.version_on(unit, on)
    if found is None:
        raise Refused(
            "chancery.no_unit_that_day",
            f"Ngày {on:%d/%m/%Y} không có {directory.name_on(unit, on)} nên không lấy số được.",
            "Chọn đơn vị kế thừa, hoặc ngày khác.",
        )  # fmt: skip
    return found


def kind_named(doc_type: str) -> Kind:
    """The kind of paper by its code or name. Refused `chancery.unknown_kind`."""
    return numbering().kind(doc_type)


def next_number(unit: Unit, on: date, *, direction: str, doc_type: str = "") -> int:
    """The number that comes next in the book, proposed on pages; another may take it before."""
    series = series_for(unit, on, direction=direction, doc_type=doc_type)
    book = Book.objects.filter(unit=unit, year=on.year, direction=direction, series=series.code).first()
    return (book.last_number if book is not None else 0) + 1
