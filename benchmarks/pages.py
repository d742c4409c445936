"""Pages on the real plan of 2025: over 10,000 due instances, some 450 agencies; goal p95 under 150 ms.

Measured in one process from request to rendered page, without a network; `size` names rows and SQL statements.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.measure import Result, timed

GOAL_MS = 150
PAGES = {
    "home, owner of the cycle": "/",
    "list of plans": "/ke-hoach/",
    "plan, six columns": "/ke-hoach/{plan}/",
    "plan, searched": "/ke-hoach/{plan}/?chu=giai+ngan",
    "occurrences, first page": "/ky-han/",
    "occurrences, overdue": "/ky-han/?tinh-trang=overdue",
    "task of 453 agencies": "/nhiem-vu/{task}/",
    "calendar": "/lich/",
    "overview": "/tong-quan/",
    "agency": "/co-quan/{unit}/",
    "documents": "/van-ban/",
    "units": "/co-quan/",
    "search": "/tim/?tim=ke+hoach",
}


def run() -> list[Result]:
    """Twenty requests for each page after two unmeasured ones."""
    from benchmarks import database

    database.ready()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from config import boot
    from thuocdo.core import clock
    from thuocdo.work.models import Occurrence, Plan

    with clock.fixed(clock.at_day(database.TODAY)):
        account = database.year()
        plan = Plan.objects.get(year=2025, kind="plan")
        task = plan.tasks.get(number="1")
        names = {"plan": plan.pk, "task": task.pk, "unit": "NA.SNV"}
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        rows = Occurrence.objects.count()
        results = []
        boot.settle()
        for name, pattern in PAGES.items():
            address = pattern.format(**names)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(address)
            statements = len(queries)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            measured = timed(name, "", lambda address=address: client.get(address), goal_ms=GOAL_MS)
            results.append(replace(measured, size=f"{rows} rows, {statements} SQL"))
        return results
