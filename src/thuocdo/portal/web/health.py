"""How the installation is (sức khỏe hệ thống): for operators a page with everything, for load balancers one word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thuocdo.core import clock, health
from thuocdo.core.health import FAILED, OK, WARNING, Looked
from thuocdo.core.health.work import schedules
from thuocdo.core.models import JobRun, Trouble

REFRESH = "tu-xem-lai"
REFRESH_SECONDS = 60
SHOWN_TROUBLES, SHOWN_FAILURES = 20, 10
# Load balancers ask often and several at once; between two looks the last answer stands (seconds).
STANDS = 3.0


@dataclass
class Group:
    """Checks of one kind, in the order of the table."""

    title: str
    looked: list[Looked] = field(default_factory=list)


@login_required
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """Every check with its remedy, scheduled jobs, troubles; `?tu-xem-lai=1` has the browser ask again each minute."""
    looked = list(health.look())
    refreshing = REFRESH in request.GET
    answer = render(
        request,
        "portal/health.html",
        {
            "groups": _groups(looked), "schedules": schedules(), "at": clock.real_now(), "refreshing": refreshing,
            "failed": [one for one in looked if one.finding.state == FAILED],
            "warned": [one for one in looked if one.finding.state == WARNING],
            "good": sum(one.finding.state == OK for one in looked), "troubles": Trouble.objects.all()[:SHOWN_TROUBLES],
            "failures": JobRun.objects.filter(outcome="failed")[:SHOWN_FAILURES],
        },
    )  # fmt: skip
    if refreshing:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


def _groups(looked: Iterable[Looked]) -> list[Group]:
    groups: dict[str, Group] = {}
    for one in looked:
        groups.setdefault(one.check.group, Group(one.check.group)).looked.append(one)
    return list(groups.values())


@dataclass
class _Last:
    """The last answer of this process, and when it was found."""

    well: bool = False
    at: float = float("-inf")


_last = _Last()


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can answer, 503 when it cannot (no database, tables not brought up to date, disk full)."""
    if monotonic() - _last.at >= STANDS:
        _last.well, _last.at = health.ready(), monotonic()
    status, word = (200, "ok") if _last.well else (503, "not ok")
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
