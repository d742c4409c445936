"""List pages: what the address asks for (filters, order, page) is read safely, and every link keeps the rest of it.

A list is declared once, as a `Listing`; a view calls `LISTING.page(queryset, request)` and hands the `Page` to the
tags `filters`, `sort_head` and `pages`. No page counts its rows: one row more than fits tells whether there is a next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.saved_views import go_to_usual

Words = str | Promise
Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]
ORDER, PAGE, SIZE, VIEW = "sap-xep", "trang", "so-dong", "xem"
DEEPEST = 20_000


class Unreadable(ValueError):
    """A value of a filter that means nothing; the list is shown without it and says so."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One question of the filter form: `name` in the address, `lookup` on the rows or `apply(queryset, value)`."""

    name: str
    label: Words
    lookup: str = ""
    apply: Apply | None = None
    choices: Sequence[tuple[str, Words]] | Callable[[HttpRequest], Sequence[tuple[str, Words]]] = ()
    all_words: Words = ""
    placeholder: Words = ""
    type: str = "text"
    inputmode: str = ""

    def options(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Choices of this request as text, empty for a free field."""
        given = self.choices(request) if callable(self.choices) else self.choices
        return [(str(value), str(words)) for value, words in given]

    def read(self, text: str, options: Sequence[tuple[str, str]]) -> tuple[Any, str]:
        """The value for the rows and the words for the person; raises `Unreadable`.

        Where there are choices but none for this person, no value is one of them.
        """
        if not options and not self.choices:
            return text, text
        for value, words in options:
            if value == text:
                return value, words
        raise Unreadable

    def narrow(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows that answer the question."""
        return self.apply(rows, value) if self.apply else rows.filter(**{self.lookup: value})


@dataclass(frozen=True, kw_only=True)
class DateFilter(Filter):
    """A day, typed as 15/07/2025, 15-7-2025 or 2025-07-15."""

    placeholder: Words = "dd/mm/yyyy"
    inputmode: str = "numeric"

    def read(self, text: str, options: Sequence[tuple[str, str]]) -> tuple[date, str]:
        day = read_date(text)
        return day, vn_date(day)


@dataclass(frozen=True, kw_only=True)
class TextFilter(Filter):
    """Words sought without regard to marks or case, in a column of folded text (`lookup="folded__contains"`)."""

    type: str = "search"

    def read(self, text: str, options: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return fold(text), text


# Beyond these years lie slips of the hand, and the edges of the calendar on which nothing can be reckoned.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def read_date(text: str) -> date:
    """A day as people type it, of a year that official work can mean (1900 to 2200); raises `Unreadable`.

    >>> read_date("5/7/2025") == read_date("2025-07-05") == date(2025, 7, 5)
    True
    """
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise Unreadable


@dataclass(frozen=True)
class Listing:
    """Declaration of a list page: its filters, its orders (name -> columns, last one unique), its page sizes."""

    filters: Sequence[Filter] = ()
    sorts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = ""
    sizes: Sequence[int] = (20, 50, 100)
    keep: Sequence[str] = ()

    def page(
        self, rows: QuerySet[Any], request: HttpRequest, *, total: int | None = None,
        count: bool = False,
    ) -> Page:  # fmt: skip
        """Filter, order and cut the rows as the address asks; `total` when it is known, `count` to ask for it."""
        asked = self.read(request)
        narrowed = asked.narrow(rows)
        if count and total is None:
            total = narrowed.order_by().count()
        start = (asked.number - 1) * asked.size
        found = list(asked.ordered(narrowed)[start : start + asked.size + 1])
        return Page(asked, found[: asked.size], len(found) > asked.size, total)

    def read(self, request: HttpRequest) -> Asked:
        """What the address asks for; what it cannot mean is left out and named in `problems`.

        Opened without any filters, the page goes to the person's usual saved ones (`ui.saved_views`).
        """
        go_to_usual(request)
        query, problems = request.GET, []
        chosen: dict[str, tuple[Any, str, str]] = {}
        options = {item.name: item.options(request) for item in self.filters}
        for item in self.filters:
            text = query.get(item.name, "").strip()
            if not text:
                continue
            try:
                chosen[item.name] = (*item.read(text[:200], options[item.name]), text[:200])
            except Unreadable:
                problems.append(
                    _("Bỏ qua điều kiện “%(label)s”: không hiểu “%(value)s”.")
                    % {"label": item.label, "value": text[:60]}
                )
        order = self._order(query, problems)
        size = self._whole(query, SIZE, self.sizes[0], problems)
        if size not in self.sizes:
            problems.append(_("Mỗi trang chỉ có thể là %(sizes)s dòng.") % {"sizes": ", ".join(map(str, self.sizes))})
            size = self.sizes[0]
        number = max(1, min(self._whole(query, PAGE, 1, problems), DEEPEST // size))
        return Asked(self, query, chosen, order, number, size, tuple(problems), options)

    def _order(self, query: QueryDict, problems: list[str]) -> str:
        order = query.get(ORDER, "") or self.order
        if order and order.removeprefix("-") not in self.sorts:
            problems.append(_("Không sắp xếp được theo “%(value)s”.") % {"value": order[:60]})
            return self.order
        return order

    @staticmethod
    def _whole(query: QueryDict, name: str, usual: int, problems: list[str]) -> int:
        text = query.get(name, "")
        if not text:
            return usual
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            problems.append(_("Bỏ qua “%(name)s=%(value)s”: phải là một số.") % {"name": name, "value": text[:20]})
            return usual
        return int(text)


@dataclass(frozen=True)
class Asked:
    """What one address asks of a listing, already checked."""

    listing: Listing
    query: QueryDict
    chosen: Mapping[str, tuple[Any, str, str]]
    order: str
    number: int
    size: int
    problems: tuple[str, ...]
    options: Mapping[str, Sequence[tuple[str, str]]]

    def value(self, name: str) -> Any:
        """The checked value of a filter, nothing when it is not set."""
        return self.chosen[name][0] if name in self.chosen else None

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that pass every chosen filter."""
        for item in self.listing.filters:
            if item.name in self.chosen:
                rows = item.narrow(rows, self.chosen[item.name][0])
        return rows

    def ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in the chosen order; without declared orders, as they come."""
        if not self.order:
            return rows
        columns = self.listing.sorts[self.order.removeprefix("-")]
        turned = self.order.startswith("-")
        return rows.order_by(*[_turned(column) if turned else column for column in columns])

    def url(self, **changes: object) -> str:
        """This list with some parameters changed; an empty value removes one; the page number starts again."""
        query = QueryDict(mutable=True)
        known = {*(item.name for item in self.listing.filters), ORDER, SIZE, VIEW, *self.listing.keep}
        for name, value in {**{key: self.query.get(key, "") for key in self.query if key in known}, **changes}.items():
            if value not in ("", None):
                query[name] = str(value)
        return f"?{query.urlencode()}"


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


@dataclass(frozen=True)
class Input:
    """One control of the filter form."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]]
    all_words: str
    type: str
    inputmode: str
    placeholder: str


@dataclass(frozen=True)
class Chosen:
    """One filter in force, and the address without it."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """One link of the page list."""

    words: str
    url: str = ""
    current: bool = False
    rel: str = ""
    gap: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of one page and everything the bars around the table need."""

    asked: Asked
    rows: Sequence[Any]
    has_next: bool
    total: int | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def number(self) -> int:
        return self.asked.number

    @property
    def first(self) -> int:
        return (self.asked.number - 1) * self.asked.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def problems(self) -> tuple[str, ...]:
        return self.asked.problems

    @property
    def filtered(self) -> bool:
        return bool(self.asked.chosen)

    @property
    def inputs(self) -> list[Input]:
        """The controls of the filter form with what was asked in them."""
        return [
            Input(
                name=item.name, label=str(item.label), choices=self.asked.options[item.name], type=item.type,
                value=self.asked.chosen[item.name][2] if item.name in self.asked.chosen else "",
                all_words=str(item.all_words) or _("Tất cả"), inputmode=item.inputmode,
                placeholder=str(item.placeholder),
            )
            for item in self.asked.listing.filters
        ]  # fmt: skip

    @property
    def active(self) -> list[Chosen]:
        """The filters in force, each with the address that takes it off."""
        return [
            Chosen(str(item.label), self.asked.chosen[item.name][1], self.asked.url(**{item.name: ""}))
            for item in self.asked.listing.filters
            if item.name in self.asked.chosen
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: order, page size and the parameters of the page itself."""
        names = (ORDER, SIZE, VIEW, *self.asked.listing.keep)
        return [(name, str(self.asked.query[name])) for name in names if self.asked.query.get(name)]

    @property
    def clear_url(self) -> str:
        return self.asked.url(**{item.name: "" for item in self.asked.listing.filters})

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """Page sizes: how many, address, whether it is this one."""
        return [(size, self.asked.url(**{SIZE: size}), size == self.asked.size) for size in self.asked.listing.sizes]

    def sort_url(self, key: str) -> str:
        """The list in this order, turned around when it already is."""
        return self.asked.url(**{ORDER: f"-{key}" if self.asked.order == key else key})

    def sort_state(self, key: str) -> str:
        """Value of `aria-sort`: ascending, descending or nothing."""
        return {key: "ascending", f"-{key}": "descending"}.get(self.asked.order, "")

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        return self.asked.url(**({PAGE: number} if number > 1 else {}))

    @property
    def links(self) -> list[PageLink]:
        """Back, the first page and the pages around this one, on; nothing when there is only one."""
        now = self.asked.number
        if now == 1 and not self.has_next:
            return []
        links = [PageLink(_("Trước"), self.url(now - 1), rel="prev")] if now > 1 else []
        shown = sorted({1, *range(max(1, now - 2), now + (2 if self.has_next else 1)), *self._final()})
        for at, number in enumerate(shown):
            if at and number > shown[at - 1] + 1:
                links.append(PageLink("…", gap=True))
            links.append(PageLink(vn_number(number), self.url(number), current=number == now))
        return [*links, PageLink(_("Sau"), self.url(now + 1), rel="next")] if self.has_next else links

    def _final(self) -> set[int]:
        if self.total is None:
            return set()
        pages = -(-self.total // self.asked.size)
        return {pages} if pages * self.asked.size <= DEEPEST else set()


def any_of(*lookups: str) -> Apply:
    """A filter on several columns at once: a row counts when one of them matches."""

    def apply(rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        wanted = Q()
        for lookup in lookups:
            wanted |= Q(**{lookup: value})
        return rows.filter(wanted)

    return apply
