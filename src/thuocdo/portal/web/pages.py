"""Small pages: search, help."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock
from thuocdo.portal.queries.search import search
from thuocdo.portal.web.asking import person_of

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
def help_page(request: HttpRequest) -> HttpResponse:
    """Keys, words and whom to ask (trợ giúp)."""
    return render(request, "portal/help.html")
