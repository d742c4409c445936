"""The audit: how fast rows are written and checked, and how fast its list answers on a million rows."""

from __future__ import annotations

import logging
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from benchmarks.measure import Result, seconds_of, timed

CHECKED, LISTED = 200_000, 1_000_000
PEOPLE, GOAL_MS = 600, 150
ACTIONS = {
    "work.note_progress": 40, "work.submit_occurrence": 20, "work.accept_occurrence": 15, "directory.sign_in": 12,
    "documents.confirm_item": 8, "work.return_occurrence": 2, "documents.receive_document": 1, "work.ask_extension": 1,
    "directory.appoint": 0.1, "core.load_pack": 0.01,
}  # fmt: skip
THINGS = {"work": "work.occurrence", "directory": "directory.account", "documents": "documents.document", "core": ""}


def made_up(count: int, *, after: tuple[int, str], seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of a chain that continues after a row, as two years of a province would leave them."""
    from datetime import date

    from thuocdo.core import chain, clock

    chance = random.Random(seed)
    names, weights = list(ACTIONS), list(ACTIONS.values())
    seq, previous = after
    at = clock.start_of(date(2024, 1, 1)) + timedelta(minutes=seq)
    for number, action in enumerate(chance.choices(names, weights, k=count), start=seq + 1):
        at += timedelta(seconds=chance.randrange(120))
        who, thing = chance.randrange(PEOPLE), chance.randrange(60_000)
        row: dict[str, Any] = {
            "seq": number, "at": at, "actor_key": f"person:{who}", "actor_name": f"Nguyễn Thị Số {who}",
            "position": "Chuyên viên, Sở Nội vụ", "address": f"10.1.{who % 40}.{who % 250}",
            "request_id": f"{chance.getrandbits(128):032x}", "action": action,
            "outcome": "refused" if chance.random() < 0.002 else "done", "thing_type": THINGS[action.split(".")[0]],
            "thing_key": str(thing), "thing_name": f"Kỳ báo cáo tháng {thing % 12 + 1}, xã Bạch Ngọc {thing}",
            "before": {"state": "open"}, "after": {"state": "submitted", "note": "Đã gửi báo cáo kèm theo"},
            "why": "Đúng tiến độ, đủ tài liệu kiểm chứng", "form": chain.SPLIT,
            "salt": f"{chance.getrandbits(128):032x}", "previous_hash": previous,
        }  # fmt: skip
        row["details_hash"] = chain.digest(chain.details_text(row))
        row["hash"] = previous = chain.digest(chain.row_text(row))
        yield row


def fill(count: int) -> None:
    """Bring the audit to so many rows."""
    from django.db import connection
    from psycopg.types.json import Jsonb

    from thuocdo.core import audit, chain
    from thuocdo.core.models import AuditRow

    last = AuditRow.objects.order_by("-seq").values_list("seq", "hash").first() or (0, chain.FIRST_HASH)
    columns = ", ".join(f'"{name}"' for name in audit.COLUMNS)
    with connection.cursor() as cursor, cursor.copy(f"COPY core_auditrow ({columns}) FROM STDIN") as copy:
        for row in made_up(count - last[0], after=last):
            row["before"], row["after"] = Jsonb(row["before"]), Jsonb(row["after"])
            copy.write_row([row[name] for name in audit.COLUMNS])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_auditrow")


def _decisions() -> Result:
    """How long one decision takes that changes nothing but the audit and the outbox."""
    from datetime import date

    from thuocdo.core import audit, clock
    from thuocdo.core.decision import DECISIONS, decision
    from thuocdo.core.models import ClockSetting

    @decision("benchmark.act", about="setting")
    def act(*, setting: ClockSetting, by: Any, at: Any) -> None:
        audit.changed(before={"day": setting.day}, after={"day": setting.day}, why="Đo tốc độ ghi")

    setting = ClockSetting.objects.create(day=date(2025, 7, 15))
    taken = seconds_of(lambda: act(setting=setting, by=audit.SYSTEM, at=clock.now()), times=1000, warm=100)
    setting.delete()
    del DECISIONS["benchmark.act"]
    return Result(name="one decision with its row", size=f"{len(taken)} decisions",
                  median=round(statistics.median(taken) * 1000, 2), unit="ms", goal=10)  # fmt: skip


def _verifying() -> list[Result]:
    import tempfile
    from pathlib import Path

    from thuocdo.core import anchors, audit, clock, exports

    results = []
    start = time.perf_counter()
    verdict = audit.verify()
    taken = time.perf_counter() - start
    assert verdict.ok and verdict.rows >= CHECKED
    results.append(_speed("the chain is verified", verdict.rows, taken))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl.gz"
        start = time.perf_counter()
        count = anchors.export(path, details=True, at=clock.now())
        results.append(_speed("rows are exported with details", count, time.perf_counter() - start))
        start = time.perf_counter()
        assert exports.verify(path).ok
        results.append(_speed("the exported file is verified", count, time.perf_counter() - start))
    return results


def _speed(name: str, rows: int, taken: float) -> Result:
    """Microseconds a row; a million rows in two minutes are 120."""
    return Result(name=name, size=f"{rows} rows, {rows / taken:.0f}/s", median=round(taken / rows * 1e6, 1), unit="µs",
                  goal=120)  # fmt: skip


QUESTIONS = {
    "newest page": "",
    "a page in the middle": "?truoc=500000",
    "one person": "?nguoi=so+17",
    "a group of decisions": "?viec=people",
    "a month a year ago": "?tu=01/03/2024&den=31/03/2024",
    "one person in a month": "?nguoi=so+17&tu=01/03/2024&den=31/03/2024",
    "refused": "?ket-qua=refused",
    "an address that never came": "?ma=192.0.2.1",
    "a request": "?ma=" + "0" * 32,
    "one thing": "?doi-tuong=work.occurrence:777",
    "words in names that are there": "?doi-tuong=bach+ngoc",
    "words in names that are not": "?doi-tuong=khong+co+nhu+the",
    "a kind that never came": "?loai=mergers.merger",
}


def _pages() -> list[Result]:
    """The list as an inspector asks for it, from request to rendered page."""
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.test import Client

    from thuocdo.core import clock
    from thuocdo.core.clock import now
    from thuocdo.directory.models import Account, Person, Position, Unit

    person = Person.objects.create(full_name="Người Đo", folded="nguoi do", created_at=now())
    unit = Unit.objects.create(key="DO.THU", nature="agency", province_key="P40")
    Position.objects.create(person=person, unit=unit, title="Thanh tra", role="inspector", valid=DateRange(None, None))
    account = Account.objects.create(username="nguoi-do", person=person, created_at=now())
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    results = []
    logging.disable(logging.INFO)
    with clock.fixed(clock.now()):
        for name, query in QUESTIONS.items():
            answer = client.get(f"/nhat-ky/{query}")
            assert answer.status_code == 200, (name, answer.status_code)
            shown = answer.content.decode().count("<tr><td")

            def ask(query: str = query) -> object:
                return client.get(f"/nhat-ky/{query}")

            results.append(timed(f"audit: {name}", f"{shown} of {LISTED} rows", ask, goal_ms=GOAL_MS, times=10))
    return results


def run() -> list[Result]:
    """Writing, checking and listing, in a database of its own."""
    from benchmarks import database

    database.ready(with_packs=False)
    results = [_decisions()]
    fill(CHECKED)
    results += _verifying()
    fill(LISTED)
    return results + _pages()
