"""One compulsory reason on a page of its own: a tick of a product is taken back, a block has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.queries.why import not_allowed
from thuocdo.work import permissions, services
from thuocdo.work.models import Block, Occurrence, Product
from thuocdo.work.web import lists
from thuocdo.work.web.answers import tried
from thuocdo.work.web.sharing_forms import ReasonForm


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that something was delivered (rút ghi nhận sản phẩm)."""
    found = _found(request, Product, pk)
    words = {
        "head": _("Rút ghi nhận sản phẩm"), "button": _("Rút ghi nhận"), "about": found.expected,
        "done": _("Đã rút ghi nhận; lý do còn trong lịch sử."),
    }  # fmt: skip
    return _page(
        request, found, "withdraw_product", words,
        lambda reason, **given: services.withdraw_product(product=found, why=reason, **given),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def end_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nothing stands in the way any more (hết vướng mắc)."""
    found = _found(request, Block, pk)
    words = {
        "head": _("Hết vướng mắc"), "button": _("Đã hết vướng mắc"), "about": found.text,
        "done": _("Đã kết thúc vướng mắc."),
    }  # fmt: skip
    return _page(
        request, found, "end_block", words,
        lambda reason, **given: services.end_block(block=found, why=reason, **given),
    )  # fmt: skip


def _found(request: HttpRequest, model: Any, pk: int) -> Any:
    seen = model.objects.filter(permissions.visible_to(lists.person_of(request), model), pk=pk).values("pk")
    rows = model.objects.select_related("occurrence__plan", "occurrence__task")
    return get_object_or_404(rows, pk__in=seen)


def _page(
    request: HttpRequest, found: Any, verb: str, words: dict[str, str], run: Callable[..., object]
) -> HttpResponse:
    person = lists.person_of(request)
    if verb not in permissions.rights(person, found):
        raise not_allowed(person, f"{permissions.ROOM}{verb}", found)
    if request.method == "GET":
        return _drawn(request, found, ReasonForm(), words)
    form = ReasonForm(request.POST)
    if form.is_valid() and tried(form, lambda: run(form.cleaned_data["reason"], by=person, at=clock.now())):
        messages.success(request, words["done"])
        return redirect(_back(found.occurrence))
    return _drawn(request, found, form, words, status=422)


def _drawn(
    request: HttpRequest, found: Any, form: ReasonForm, words: dict[str, str], status: int = 200
) -> HttpResponse:
    context = {"form": form, "back": _back(found.occurrence), "kept": [], **words}
    return render(request, "work/one_form.html", context, status=status)


def _back(occurrence: Occurrence) -> str:
    return f"{reverse('work:obligation', args=[occurrence.obligation_id])}?ky={occurrence.pk}#ky"
