"""What the register's address asks for: words, fields, days, an order, a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.documents import queries
from thuocdo.documents.models import Document, Item
from thuocdo.documents.packs.spellings import speller
from thuocdo.documents.rules.asked import Asked, asked, days_of, typed
from thuocdo.kernel.text import nfc
from thuocdo.ui.tables import Asked as Address
from thuocdo.ui.tables import DateFilter, Filter, Listing, Page

WORDS, STATE, KIND, YEAR, FIRST, LAST, ITEMS, TYPING = "tim", "trang-thai", "loai", "nam", "tu", "den", "muc", "go"
# Fields of the form by the name of the field in the index.
FIELDS = {"number": "so", "subject": "trich-yeu", "issuer": "co-quan", "signer": "nguoi-ky"}
ITEM_KINDS = (
    (Item.Kind.TASK, gettext_lazy("Nhiệm vụ")), (Item.Kind.TARGET, gettext_lazy("Chỉ tiêu")),
    (Item.Kind.SHORTCOMING, gettext_lazy("Tồn tại, hạn chế")),
)  # fmt: skip
URGENT, BOOK, FORCE = "khan", "trong-so", "thu-hoi"
BOOKS = (("in", gettext_lazy("Sổ văn bản đến")), ("out", gettext_lazy("Sổ văn bản đi")))
FORCES = (("thu-hoi", gettext_lazy("Đã thu hồi")), ("con", gettext_lazy("Không bị thu hồi")))
NEWEST_FIRST, LATEST_CAME_FIRST = "-ngay", "-nhan"


def _facts(request: HttpRequest) -> tuple[list[str], list[str]]:
    """Years and types of papers that the person may see, asked once a request."""
    known: tuple[list[str], list[str]] | None = getattr(request, "_papers_known", None)
    if known is None:
        known = queries.years_and_types(getattr(request, "person", None))
        request._papers_known = known  # type: ignore[attr-defined]
    return known


def _type_choices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, name[:1].upper() + name[1:]) for name in _facts(request)[1]]


def _year_choices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(year, year) for year in _facts(request)[0]]


LISTING = Listing(
    filters=(
        Filter(
            name=WORDS, label=gettext_lazy("Tìm"), type="search",
            placeholder=gettext_lazy('Số, trích yếu, nội dung; "cụm từ"; -bỏ chữ này'),
        ),
        Filter(name=KIND, label=gettext_lazy("Loại"), choices=_type_choices),
        Filter(name=STATE, label=gettext_lazy("Trạng thái"), choices=Document.State.choices),
        Filter(name=YEAR, label=gettext_lazy("Năm"), choices=_year_choices),
        Filter(name="so", label=gettext_lazy("Số, ký hiệu"), placeholder="3667/QĐ-UBND"),
        Filter(name="trich-yeu", label=gettext_lazy("Trích yếu có chữ")),
        Filter(name="co-quan", label=gettext_lazy("Cơ quan ban hành")),
        Filter(name="nguoi-ky", label=gettext_lazy("Người ký")),
        DateFilter(name=FIRST, label=gettext_lazy("Từ ngày")),
        DateFilter(name=LAST, label=gettext_lazy("Đến hết ngày")),
        Filter(name=URGENT, label=gettext_lazy("Độ khẩn"), choices=Document.Urgency.choices[1:]),
        Filter(name=BOOK, label=gettext_lazy("Trong sổ"), choices=BOOKS),
        Filter(name=FORCE, label=gettext_lazy("Thu hồi"), choices=FORCES),
        Filter(name=ITEMS, label=gettext_lazy("Chỉ tìm trong"), choices=ITEM_KINDS, all_words=gettext_lazy("Toàn văn")),
    ),
    sorts={name: () for name in ("nhan", "ngay", "so", "co-quan")},
)  # fmt: skip
# Controls that always show; the others stand behind "more conditions".
ALWAYS = (WORDS, KIND, STATE, YEAR)


@dataclass(frozen=True)
class Search:
    """A page of the register with what was asked, and what is known of how many there are."""

    page: Page
    found: queries.Found
    words: Asked

    @property
    def inputs(self) -> tuple[list[Any], list[Any]]:
        """Controls that always show, and the others."""
        listed = self.page.inputs
        return [one for one in listed if one.name in ALWAYS], [one for one in listed if one.name not in ALWAYS]

    @property
    def is_open(self) -> bool:
        """Whether one of the other controls is in use."""
        return any(one.value for one in self.inputs[1])

    @property
    def query(self) -> str:
        """What is asked as part of an address, for keeping it under a name."""
        return self.page.asked.url().removeprefix("?")


def search(request: HttpRequest, person: Any, *, limit: int = 0) -> Search:
    """The page that the address asks for; `limit` for more rows than a page has."""
    address = LISTING.read(request)
    words = _words(address, typing=TYPING in request.GET)
    first, last = _days(address, words)
    order = address.order or (LATEST_CAME_FIRST if words.is_empty and not (first or last) else NEWEST_FIRST)
    size = limit or address.size
    wanted = queries.Wanted(
        words=words, facets=_facets(address, words), first=first, last=last, order=order, limit=size,
        offset=0 if limit else (address.number - 1) * size,
    )  # fmt: skip
    found = queries.find(person, wanted)
    shown = [] if limit else words.shown
    rows = queries.results(person, found, shown, places=bool(words.clauses))
    counted = None if found.more_than or (words.is_empty and not address.chosen) else found.count
    asked_for = replace(address, order=order, problems=(*address.problems, *map(_unclear, words.unclear)))
    return Search(Page(asked_for, rows, found.has_next, counted), found, words)


def _words(address: Address, *, typing: bool) -> Asked:
    """The line of the box together with what stands in the fields of the form."""
    line = str(address.value(WORDS) or "")
    where = str(address.value(ITEMS) or "")
    fields = typed({field: str(address.value(name) or "") for field, name in FIELDS.items()})
    # The line comes last, so that its last word may go on while somebody types.
    return asked(f"{fields} {line}".strip(), speller(), where=where, typing=typing)


def _facets(address: Address, words: Asked) -> tuple[str, ...]:
    kinds = {nfc(str(value)).lower() for value in (address.value(KIND), words.kind) if value}
    names = (("s:", STATE), ("y:", YEAR), ("g:", URGENT), ("b:", BOOK), ("f:", FORCE))
    given = [(mark, address.value(name)) for mark, name in names]
    return (*(f"t:{kind}" for kind in sorted(kinds)), *(f"{mark}{value}" for mark, value in given if value))


def _days(address: Address, words: Asked) -> tuple[date | None, date | None]:
    """The first and the last day that form, line and year leave; of a year, the papers are looked for in its days."""
    year = days_of(str(address.value(YEAR) or "")) or (None, None)
    first = [day for day in (address.value(FIRST), words.first, year[0]) if day]
    last = [day for day in (address.value(LAST), words.last, year[1]) if day]
    return max(first, default=None), min(last, default=None)


def _unclear(said: str) -> str:
    return _("Không hiểu “%(said)s”.") % {"said": said[:60]}
