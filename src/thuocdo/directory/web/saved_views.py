"""Saved filters (bộ lọc đã lưu): keep those of a page, see all of them, rename, share, delete and take back."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Person, SavedView
from thuocdo.directory.queries.saved_views import address, by_token, kept_by
from thuocdo.directory.services.saved_views import Terms
from thuocdo.directory.web.asking import person_of
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.pages import page_words


@login_required
@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """Everything that the person kept, by page; what colleagues share; what was deleted lately."""
    person = person_of(request)
    own, shared, deleted = kept_by(person) if person is not None else ([], [], [])
    undo = next((view for view in deleted if str(view.pk) == request.GET.get("da-xoa", "")), None)
    return render(
        request,
        "directory/saved_views.html",
        {
            "pages": [
                (page, page_words(page), [_row(request, one) for one in rows])
                for page, rows in groupby(own, attrgetter("page"))
            ],
            "deleted": [(view, page_words(view.page)) for view in deleted],
            "shared": [_row(request, view) for view in shared], "undo": undo,
            "choices": SavedView.Shared.choices,
        },
    )  # fmt: skip


def _row(request: HttpRequest, view: SavedView) -> dict[str, Any]:
    link = reverse("directory:saved_view_link", args=[view.token]) if view.token else ""
    shown = request.build_absolute_uri(link) if link else ""
    return {"view": view, "url": address(view), "link": shown, "page": page_words(view.page)}


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a page; back to the page, which now shows the view as open. A refusal says why."""
    page = request.POST.get("page", "")
    view = services.save_view(
        page=page, query=request.POST.get("query", ""), terms=_terms(request), by=person_of(request), at=clock.now()
    )
    messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": view.name})
    return redirect(address(view))


def _terms(request: HttpRequest) -> Terms:
    return Terms(
        name=request.POST.get("name", ""), shared=request.POST.get("shared", "own"),
        is_default=request.POST.get("is_default") == "1",
    )  # fmt: skip


@login_required
@require_POST
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, make the usual one; with `only=query` keep the filters now chosen and nothing else."""
    view = _own(request, pk)
    at, by = clock.now(), person_of(request)
    if request.POST.get("only") == "query":
        terms = Terms(name=view.name, shared=view.shared, is_default=view.is_default)
        view = services.change_view(view=view, terms=terms, query=request.POST.get("query", ""), by=by, at=at)
        messages.success(request, _("Đã lưu điều kiện mới vào “%(name)s”.") % {"name": view.name})
        return redirect(address(view))
    try:
        services.change_view(view=view, terms=_terms(request), by=by, at=at)
        messages.success(request, _("Đã lưu thay đổi."))
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    return redirect("directory:saved_views")


@login_required
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view; the page then offers to take it back."""
    services.delete_view(view=_own(request, pk), by=person_of(request), at=clock.now())
    return redirect(f"{reverse('directory:saved_views')}?da-xoa={pk}")


@login_required
@require_POST
def restore_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deleted view back."""
    view = services.restore_view(view=_own(request, pk), by=person_of(request), at=clock.now())
    messages.success(request, _("Đã lấy lại bộ lọc “%(name)s”.") % {"name": view.name})
    return redirect("directory:saved_views")


def _own(request: HttpRequest, pk: int) -> SavedView:
    """A view of the person; that of somebody else does not exist."""
    person: Person | None = person_of(request)
    return get_object_or_404(SavedView, pk=pk, person=person.pk if person else 0)


@login_required
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a link that was passed on: the page opens with these filters, for whoever may open the page."""
    view = by_token(token)
    if view is None:
        raise Http404(_("Bộ lọc này đã bị xóa, hoặc không còn được chia sẻ bằng đường liên kết."))
    return redirect(f"{view.page}?{view.query}" if view.query else view.page)
