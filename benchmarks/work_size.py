"""Work at size: 150 agencies x 500 tasks x 12 months (900,000 due instances), and a tenth of it beside it.

Goals: plan page p95 under 200 ms, home under 150 ms, overview under 300 ms, laying out a whole year under 20 s. The
databases are kept for the next run under `var/`; `THUOCDO_BENCH_TASKS` sets another number of tasks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace

from benchmarks.measure import ROOT, Result, timed

TASKS = int(os.environ.get("THUOCDO_BENCH_TASKS", "500"))
UNITS = 150
LAY_OUT_GOAL = 20
PAGES: dict[str, tuple[str, int | None]] = {
    "home, owner of the cycle": ("/", 150),
    "home, department": ("/|minh", 150),
    "plan, six columns": ("/ke-hoach/{plan}/", 200),
    "plan, one field, overdue": ("/ke-hoach/{plan}/?linh-vuc=procedures&tinh-trang=overdue", 200),
    "list of plans": ("/ke-hoach/", 200),
    "overview": ("/tong-quan/", 300),
    "due instances, first page": ("/ky-han/", 200),
    "due instances, overdue": ("/ky-han/?tinh-trang=overdue", 200),
    "due instances of an agency": ("/ky-han/?don-vi=NA.SNV", 200),
    "task of 150 agencies": ("/nhiem-vu/{task}/", 200),
    "agency": ("/co-quan/NA.SNV/", 200),
    "calendar": ("/lich/", 200),
}


def run() -> list[Result]:
    """The large size in this process; the small one, for growth, in another, since a process has one database."""
    results = [*_small(), *_measured(TASKS)]
    return results


def _small() -> list[Result]:
    if os.environ.get("THUOCDO_BENCH_TASKS"):
        return []
    environment = {**os.environ, "THUOCDO_BENCH_TASKS": str(max(1, TASKS // 10))}
    code = (
        "from benchmarks import work_size; from dataclasses import asdict; import json;"
        "[print('RESULT', json.dumps(asdict(row))) for row in work_size.run()]"
    )
    import json

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    lines = [line.partition(" ")[2] for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    return [Result(**json.loads(line)) for line in lines]


def _measured(tasks: int) -> list[Result]:
    from benchmarks import database

    folder = ROOT / "var" / f"bench-work-{tasks}"
    made = folder / "made"
    database.ready(folder=folder, keep=made.exists())
    from config import boot
    from thuocdo.core import clock

    results = []
    with clock.fixed(clock.at_day(database.TODAY)):
        if not made.exists():
            database.year()
            results.append(_laid_out(tasks))
            made.touch()
        boot.settle()
        return results + [_asked(name, *PAGES[name]) for name in PAGES]


def _laid_out(tasks: int) -> Result:
    """A plan whose every task is owed by 150 agencies each month, put in force as an approved draft would be."""
    from django.db import connection, transaction

    from benchmarks import database
    from thuocdo.core import clock, packs
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory.models import Unit
    from thuocdo.work.jobs import fold_tallies
    from thuocdo.work.models import Plan, ReformField
    from thuocdo.work.rules.plan_content import Named, TaskContent
    from thuocdo.work.services.drafting import TaskWriter
    from thuocdo.work.services.giving import Giver
    from thuocdo.work.services.history import Act
    from thuocdo.work.services.phrases import Phrases
    from thuocdo.work.services.scheduling import Scheduler

    found = Unit.objects.filter(key__startswith="NA.", nature="agency", versions__valid__contains=database.TODAY)
    units = tuple(found.order_by("versions__level", "key").values_list("key", flat=True)[:UNITS])
    issuer = Unit.objects.get(key="NA.UBND")
    begin = database.TODAY.replace(month=1, day=1)
    plan = Plan.objects.create(
        kind="plan", title="Kế hoạch đo tốc độ", year=2025, issuer=issuer, province_key=issuer.province_key,
        state="in_force", as_at=begin, starts_on=begin, ends_on=begin.replace(year=2026), in_force_on=begin,
    )  # fmt: skip
    fields = list(ReformField.objects.values_list("code", flat=True))
    rule = {
        "kind": "recurring",
        "recurrence": ["monthly"],
        "op": "by",
        "day_of_month": 12,
        "text": "ngày 12 hằng tháng",
    }
    contents = [
        TaskContent(
            text=f"Nhiệm vụ đo tốc độ số {n}", number=str(n), row=n, section="I", field=fields[n % len(fields)],
            outputs=("Báo cáo",), lead=(Named("Các cơ quan, đơn vị", units),),
            deadlines=({**rule, "day_of_month": 5 + n % 20, "text": f"ngày {5 + n % 20} hằng tháng"},),
        )
        for n in range(1, tasks + 1)
    ]  # fmt: skip
    phrases = Phrases(on=plan.as_at, within=issuer, sure=1)
    written = TaskWriter(plan, phrases, act=Act(SYSTEM, clock.now())).write(contents)
    start = time.perf_counter()
    with transaction.atomic():
        counts = Giver(plan, phrases, Scheduler(plan, database.TODAY)).give(written, on=plan.as_at)
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE work_occurrence SET state = 'accepted', submitted_at = due_on, submitted_by_name = 'Lan',"
            " decided_at = due_on, decided_by_name = 'Hoa', on_time = id %% 10 > 0, late_days = CASE WHEN id %% 10 > 0"
            " THEN 0 ELSE 3 END WHERE plan_id = %s AND due_on < %s AND id %% 20 > 1",
            [plan.pk, database.TODAY],
        )
    fold_tallies()
    packs.refresh_statistics()
    size = f"{counts['occurrences']} rows"
    return Result("laying out the year", size, round(taken, 2), "s", goal=LAY_OUT_GOAL)


def _asked(name: str, pattern: str, goal: int | None) -> Result:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from thuocdo.directory.models import Account
    from thuocdo.work.models import Occurrence, Plan

    address, _, who = pattern.partition("|")
    plan = Plan.objects.get(title="Kế hoạch đo tốc độ")
    address = address.format(plan=plan.pk, task=plan.tasks.get(order=1).pk)
    client = Client(HTTP_HOST="127.0.0.1")
    account = Account.objects.get(username=who or "hoa")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    statements = len(queries)
    measured = timed(name, "", lambda: client.get(address), goal_ms=goal)
    return replace(measured, size=f"{Occurrence.objects.count()} rows, {statements} SQL")
