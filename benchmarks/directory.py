"""Units through time: the tree of the whole country on any date under 150 ms, the lineage of any unit under 30 ms.

Trees are asked for on days before and after each large change; lineages of a sample of all units of all periods and of
those with the most predecessors and successors, each over its whole history, and judged by the slowest of them.
"""

from __future__ import annotations

import statistics
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.measure import Result, percentile, timed

if TYPE_CHECKING:
    from django.test import Client

    from thuocdo.directory.models import Unit

TREE_MS, LINEAGE_MS, PAGE_MS = 150, 30, 150
DAYS = [date(2024, 1, 1), date(2024, 12, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 20)]
FIRST, LAST = date(2023, 4, 1), date(2026, 11, 20)
EVERY, MOST_JOINED = 40, 60
A_LOAD = timedelta(minutes=10)
COUNTRY = "/co-quan/?loai=territory&tinh=vn&ngay=30/06/2025"
PAGES = {
    "page: whole country, first rows": COUNTRY,
    "page: whole country, page 100": f"{COUNTRY}&trang=100",
    "page: search in the whole country": "/co-quan/?loai=territory&tinh=vn&tim=hoa",
    "page: life with 14 predecessors": "/co-quan/C00070.n/vong-doi/",
}


def run() -> list[Result]:
    """Trees, lineages, restating and pages, on the real units of the country."""
    from benchmarks import database

    database.ready()
    from config import boot
    from thuocdo.core import clock
    from thuocdo.directory import queries

    recorded = queries.first_recorded()
    boot.settle()
    with clock.fixed(clock.at_day(LAST)):
        return [*_trees(recorded + A_LOAD if recorded else None), *_lineages(), _restating(), *_pages()]


def _trees(believed_at: datetime | None) -> list[Result]:
    from thuocdo.directory import queries

    def size(nodes: list[queries.Node]) -> str:
        return f"{sum(1 for top in nodes for _ in top.walk())} units"

    results = []
    for on in DAYS:
        told = size(queries.tree(on))
        results.append(
            timed(f"tree of the country, {on:%d/%m/%Y}", told, lambda on=on: queries.tree(on), goal_ms=TREE_MS)
        )
    on = date(2025, 6, 30)
    act = lambda: queries.tree(on, believed_at=believed_at)  # noqa: E731
    results.append(timed("the same as believed on a day", size(act()), act, goal_ms=TREE_MS))
    return results


def _sample() -> list[Unit]:
    """Every fortieth unit of all periods, and those with the most successions."""
    from django.db.models import Count

    from thuocdo.directory.models import Unit

    units = list(Unit.objects.order_by("key"))[::EVERY]
    joined = Unit.objects.annotate(n=Count("successions_in", distinct=True) + Count("successions_out", distinct=True))
    return units + list(joined.order_by("-n")[:MOST_JOINED])


def _lineages() -> list[Result]:
    """The slowest lineage stands in the column of the 95th percentile: the claim is about any unit."""
    from thuocdo.directory import queries

    units = _sample()
    results = []
    for name, start, end in (("forward", FIRST, LAST), ("backward", LAST, FIRST)):
        taken = []
        queries.lineage(units[0], start, end)
        for unit in units:
            best = float("inf")
            for _ in range(3):
                began = time.perf_counter()
                queries.lineage(unit, start, end)
                best = min(best, (time.perf_counter() - began) * 1000)
            taken.append(best)
        results.append(
            Result(
                name=f"lineage {name}, slowest of the sample", size=f"{len(units)} units",
                median=round(statistics.median(taken), 2), p95=round(percentile(taken, 1), 2), unit="ms",
                goal=LINEAGE_MS,
            )
        )  # fmt: skip
    return results


def _restating() -> Result:
    """Figures of all communes of the country restated to the units of the next day."""
    from decimal import Decimal

    from thuocdo.directory import queries

    old = [node.unit_id for top in queries.tree(date(2025, 6, 30)) for _, node in top.walk() if node.level == "xa"]
    figures = {unit: Decimal(1) for unit in old}
    return timed(
        "restating the figures of all communes", f"{len(old)} units",
        lambda: queries.restated(figures, date(2025, 6, 30), date(2025, 7, 1)), times=7,
    )  # fmt: skip


def _client() -> Client:
    """A browser of somebody who may look at the directory, and nothing more."""
    from django.test import Client

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import queries, services

    at = clock.now()
    person = services.create_person(full_name="Người đo", by=SYSTEM, at=at)
    terms = services.Terms(title="Chuyên viên", role="unit_officer", start=date(2025, 7, 1))
    services.appoint(person=person, unit=queries.unit_by_key("NA.SNV"), terms=terms, by=SYSTEM, at=at)
    account = services.open_account(person=person, username="do", password="mật khẩu để đo 2026", by=SYSTEM, at=at)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _pages() -> list[Result]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    results = []
    for name, address in PAGES.items():
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        size = f"{len(statements)} SQL"
        results.append(timed(name, size, lambda address=address: client.get(address), goal_ms=PAGE_MS))
    return results
