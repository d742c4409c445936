"""Keeping filters of list pages under a name (lưu bộ lọc): save, rename, share, make usual, delete, take back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Position, SavedView
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.ui.saved_views import filters_in

LONGEST_NAME, LONGEST_QUERY, LONGEST_PAGE, MOST_OF_A_PAGE = 120, 2000, 200, 50
VERBS = frozenset({"change_view", "delete_view", "restore_view"})
NOT_THERE = "Bộ lọc này đã bị xóa."


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Name, with whom it is shared, whether it is the usual one of its page."""

    name: str
    shared: str = SavedView.Shared.OWN
    is_default: bool = False


def _own(person: Person | None, view: object) -> frozenset[str]:
    """Everybody saves views for themselves; a view is changed by whose it is."""
    if not isinstance(person, Person):
        return frozenset()
    if view is None:
        return frozenset({"save_view"})
    return VERBS if isinstance(view, SavedView) and view.person_id == person.pk else frozenset()


@decision("directory.save_view", ask=_own)
def save_view(*, page: str, query: str, terms: Terms, by: Actor | None, at: datetime) -> SavedView:
    """Keep the filters of a page under a name; a name that is taken is refused.

    Refused `directory.no_such_page`, `view_without_name`, `view_too_long`, `too_many_views`, `view_name_taken`.
    """
    assert isinstance(by, Person)
    there = SavedView.objects.filter(person=by, page=_page(page), deleted_at=None).count()
    if there >= MOST_OF_A_PAGE:
        raise Refused(
            "directory.too_many_views", f"Đã lưu {MOST_OF_A_PAGE} bộ lọc cho trang này.", "Xóa bộ lọc không dùng nữa."
        )
    view = SavedView(person=by, page=page, query=_query(query), saved_at=at)
    _set(view, terms, by, at)
    audit.changed(after=_said(view))
    return view


@decision("directory.change_view", about="view", ask=_own)
def change_view(
    *, view: SavedView, terms: Terms, query: str | None = None, by: Actor | None, at: datetime
) -> SavedView:
    """Rename a view, share it, make it the usual one, or keep other filters in it; refused as `save_view` is."""
    assert isinstance(by, Person)
    if view.deleted_at is not None:
        raise Refused("directory.view_deleted", NOT_THERE, "Lấy lại rồi sửa.")
    before = _said(view)
    if query is not None:
        view.query = _query(query)
    _set(view, terms, by, at)
    audit.changed(before=before, after=_said(view))
    return view


@decision("directory.delete_view", about="view", ask=_own)
def delete_view(*, view: SavedView, by: Actor | None, at: datetime) -> SavedView:
    """Take a view out of the lists; it can be taken back. Deleting it again changes nothing."""
    if view.deleted_at is None:
        before = _said(view)
        view.deleted_at, view.is_default = at, False
        view.save(update_fields=["deleted_at", "is_default"])
        audit.changed(before=before)
    return view


@decision("directory.restore_view", about="view", ask=_own)
def restore_view(*, view: SavedView, by: Actor | None, at: datetime) -> SavedView:
    """Take a deleted view back; a name that was taken meanwhile gets a number."""
    assert isinstance(by, Person)
    if view.deleted_at is None:
        return view
    taken = set(SavedView.objects.filter(person=by, page=view.page, deleted_at=None).values_list("name", flat=True))
    name, number = view.name, 2
    while name in taken:
        name, number = f"{view.name[: LONGEST_NAME - 5]} ({number})", number + 1
    view.name, view.deleted_at = name, None
    view.save(update_fields=["name", "deleted_at"])
    audit.changed(after=_said(view))
    return view


def _set(view: SavedView, terms: Terms, by: Person, at: datetime) -> None:
    view.name = _name(terms.name)
    view.shared = terms.shared if terms.shared in SavedView.Shared.values else SavedView.Shared.OWN
    view.unit_id = _unit_of(by, at) if view.shared == SavedView.Shared.UNIT else None
    if view.shared == SavedView.Shared.LINK and not view.token:
        view.token = secrets.token_urlsafe(18)
    if view.shared != SavedView.Shared.LINK:
        view.token = None
    view.is_default = terms.is_default
    try:
        with transaction.atomic():
            others = SavedView.objects.filter(person=by, page=view.page, is_default=True).exclude(pk=view.pk)
            if view.is_default:
                others.update(is_default=False)
            view.save()
    except IntegrityError as error:
        if "one_saved_view_a_name" not in str(error):
            raise
        raise Refused(
            "directory.view_name_taken", f"Bạn đã có bộ lọc tên “{view.name}” ở trang này.",
            "Đặt tên khác, hoặc sửa bộ lọc đã có.", where={"field": "name"},
        ) from error  # fmt: skip


def _name(text: str) -> str:
    name = squeeze(text)
    if not name:
        raise Refused("directory.view_without_name", "Bộ lọc chưa có tên.", "Đặt tên, ví dụ “Việc quá hạn của sở”.")
    if len(name) > LONGEST_NAME:
        raise Refused("directory.view_too_long", f"Tên bộ lọc dài quá {LONGEST_NAME} chữ cái.", "Đặt tên ngắn hơn.")
    return name


def _page(page: str) -> str:
    """The path of a page of this program; anything else is refused."""
    try:
        if not page.startswith("/") or page.startswith("//") or len(page) > LONGEST_PAGE:
            raise Resolver404
        resolve(page)
    except Resolver404:
        raise Refused(
            "directory.no_such_page",
            "Không có trang nào ở địa chỉ này để lưu bộ lọc.",
            "Mở trang danh sách rồi lưu lại.",
        ) from None
    return page


def _query(text: str) -> str:
    """The filters without what belongs to one visit."""
    kept = filters_in(QueryDict(text[: LONGEST_QUERY * 4].removeprefix("?")))
    if len(kept) > LONGEST_QUERY:
        raise Refused("directory.view_too_long", "Điều kiện lọc dài quá, không lưu được.", "Bỏ bớt điều kiện.")
    return kept


def _unit_of(person: Person, at: datetime) -> int:
    """The unit where the person works that day; refused without one."""
    posts = Position.objects.filter(person=person, valid__contains=at.date()).order_by("-is_head", "pk")
    unit: int | None = posts.values_list("unit", flat=True).first()
    if unit is None:
        raise Refused(
            "directory.view_without_unit", "Bạn không giữ vị trí ở cơ quan nào để chia sẻ.", "Chọn cách chia sẻ khác."
        )
    return unit


def _said(view: SavedView) -> dict[str, object]:
    return {"name": view.name, "page": view.page, "shared": view.shared, "default": view.is_default}
