"""What the ways of seeing a plan share: the filters, which go along from one to the other, and addresses of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thuocdo.ui.formatting import vn_date
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter
from thuocdo.work.models import Plan
from thuocdo.work.queries import Wanted
from thuocdo.work.ways import CARRIED
from thuocdo.work.web import lists, targets

FILTERS: tuple[Filter, ...] = (
    TextFilter(name="chu", label=_("Có chữ"), placeholder=_("gõ có dấu hoặc không dấu")),
    lists.FIELD, lists.UNIT, lists.STANDING,
    DateFilter(name="tu", label=_("Hạn từ ngày")),
    DateFilter(name="den", label=_("đến hết ngày")),
)  # fmt: skip


def listing(**more: Any) -> Listing:
    """A list page with the common filters; orders and sizes as each way of seeing has them."""
    return Listing(filters=FILTERS, **more)


def wanted(plan: Plan, asked: Asked) -> Wanted:
    """What the address asks for, as a filter of the plan's due instances."""
    unit = asked.value("don-vi")
    return Wanted(
        plan=plan.pk, units=(targets.unit_of(unit) or 0,) if unit else (), text=asked.value("chu") or "",
        fields=_one(asked, "linh-vuc"), standings=_one(asked, "tinh-trang"),
        due_from=asked.value("tu"), due_to=asked.value("den"),
    )  # fmt: skip


def _one(asked: Asked, name: str) -> tuple[str, ...]:
    value = asked.value(name)
    return (value,) if value else ()


def rows_url(plan: Plan, asked: Asked, **more: object) -> str:
    """The list of due instances behind a figure: the filters of the page, narrowed by what the figure counts.

    Underscores in names become hyphens; days are written as people read them.
    """
    chosen = {name: text for name, (_value, _words, text) in asked.chosen.items() if name in CARRIED}
    narrowed = {name.replace("_", "-"): _text(value) for name, value in more.items()}
    query: Mapping[str, str] = {"ke-hoach": str(plan.pk), **chosen, **narrowed}
    return f"{reverse('work:occurrences')}?{urlencode({name: text for name, text in query.items() if text})}"


def _text(value: object) -> str:
    return vn_date(value) if isinstance(value, date) else str(value or "")


def bare_page(asked: Asked, rows: Sequence[Any] = ()) -> Page:
    """The page object of a picture, for the filter form; a picture has no pages."""
    return Page(asked, rows, False)
