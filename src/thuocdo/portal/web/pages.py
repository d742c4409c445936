"""Small pages: search, the page of one agency, help."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.portal.queries import agency as agencies
from thuocdo.portal.queries.search import search
from thuocdo.portal.web.asking import day_of, person_of, rows_url

LONGEST = 120


@login_required
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """One box over tasks, plans, papers and agencies; `?tim=` with or without marks."""
    text = request.GET.get("tim", "").strip()[:LONGEST]
    found = search(person_of(request), text, clock.today())
    return render(request, "portal/search.html", {"found": found, "text": text})


@login_required
@require_safe
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """One agency on a day (`?ngay=`): what it owes, what is late and why, where its work came from and went.

    Who may not see work (who administers) gets what the directory knows about the agency.
    """
    on = day_of(request) or clock.today()
    found = agencies.visible_unit(person_of(request), key)
    if found is None:
        return _facts_page(request, agencies.known_unit(person_of(request), key), on)
    page = agencies.agency(found, on)
    parts = [
        {"code": code, "count": count, "href": rows_url(don_vi=key, tinh_trang=code)}
        for code, count in page.work.counts.parts()
    ]
    return render(
        request,
        "portal/unit.html",
        {
            "agency": page, "unit": found, "on": on, "parts": parts, "is_today": on == clock.today(),
            "facts": directory.unit_facts(found, on), "rows_url": rows_url(don_vi=key),
            "late_url": rows_url(don_vi=key, tinh_trang="overdue"),
        },
    )  # fmt: skip


def _facts_page(request: HttpRequest, found: Unit | None, on: date) -> HttpResponse:
    if found is None:
        raise Http404(_("Không có cơ quan này, hoặc cơ quan không thuộc tỉnh mà bạn công tác."))
    facts, people = directory.unit_facts(found, on), agencies.people_of(found, on)
    return render(request, "portal/unit_facts.html", {"unit": found, "on": on, "facts": facts, "people": people})


@login_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, words and whom to ask (trợ giúp)."""
    return render(request, "portal/help.html")
