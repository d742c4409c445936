"""Saved filters of list pages (bộ lọc đã lưu) as the furniture needs them; who keeps them says the wiring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.module_loading import import_string

from thuocdo.ui.context import wired


@dataclass(frozen=True)
class Saved:
    """One saved view of a page: its name and address, whose it is, with whom it is shared, whether it is the usual."""

    key: int
    name: str
    url: str
    query: str
    own: bool
    is_default: bool
    shared: str
    is_shared: bool


class Elsewhere(Exception):
    """The page is to be opened with the person's usual filters; `RefusalMiddleware` sends there."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def saved_views(request: HttpRequest | None) -> Sequence[Saved]:
    """Views of the page that is being opened; none where nobody keeps any."""
    dotted = wired("SAVED_VIEWS", "")
    if request is None or not dotted:
        return []
    found: Sequence[Saved] = import_string(dotted)(request)
    return found


def go_to_usual(request: HttpRequest) -> None:
    """Raise `Elsewhere` when the page is opened without any filters and the person has a usual view of it."""
    if request.method != "GET" or request.META.get("QUERY_STRING"):
        return
    usual = next((one for one in saved_views(request) if one.is_default and one.query), None)
    if usual is not None:
        raise Elsewhere(usual.url)


# What belongs to one visit, not to the filters: page number, which view is open, marked rows.
PASSING = ("trang", "xem", "chon", "csrfmiddlewaretoken")


def filters_in(query: QueryDict) -> str:
    """The filters of an address without what belongs to one visit, and without what is empty."""
    kept = query.copy()
    for name in [name for name in kept if name in PASSING or not any(kept.getlist(name))]:
        del kept[name]
    return kept.urlencode()
