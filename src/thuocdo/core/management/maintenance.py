"""`thuocdo maintenance`: switch the read-only mode on and off."""

from __future__ import annotations

import argparse
import getpass
import json
import time
from datetime import date, datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.core.maintenance import ReadOnly

HELP = """Bật, tắt, xem chế độ bảo trì: mọi trang vẫn xem được, không ghi gì mới.

Ví dụ: thuocdo maintenance on --why "Nâng cấp máy chủ" --until 22:30"""
# How long to wait for what was being written when the mode was switched on (seconds).
PATIENCE = 30
BUSY = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND xact_start < %s"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["on", "off", "status"], help="on: bật; off: tắt; status: xem")
    parser.add_argument("--why", default="", help="lý do, hiện trên mọi trang (bắt buộc khi bật)")
    parser.add_argument("--until", default="", help="dự kiến xong lúc nào: 22:30, hoặc 2025-07-15T22:30")
    parser.add_argument("--json", action="store_true", help="in JSON")


def read_until(text: str, today: date) -> datetime | None:
    """The instant that people write as 22:30 (today) or 2025-07-15T22:30. Raises `Refused`."""
    from thuocdo.core.clock import ZONE

    if not text:
        return None
    try:
        if len(text) <= len("22:30"):
            return datetime.combine(today, clock_time.fromisoformat(text.zfill(5)), ZONE)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "maintenance.bad_until", f"Không hiểu giờ “{text}”.", "Ghi dạng 22:30, hoặc 2025-07-15T22:30."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def run(args: argparse.Namespace) -> int:
    from thuocdo.core import maintenance

    left = 0
    if args.verb == "on":
        left = _switch_on(args)
    elif args.verb == "off":
        _switch_off()
    mode = maintenance.current(fresh=True)
    print(_as_json(mode) if args.json else _as_words(mode))
    if left:
        print(f"Còn {left} việc ghi đã bắt đầu trước lúc bật và chưa xong; chạy `thuocdo check` để xem.")
    return 1 if left else 0


def _switch_on(args: argparse.Namespace) -> int:
    """Switch on and wait until every process has seen it; returns how many transactions still write."""
    from django.db import connection

    from thuocdo.core import audit, clock, maintenance, services

    at = clock.now()
    console = audit.System("console", f"Bảng lệnh máy chủ ({getpass.getuser()})")
    services.start_maintenance(why=args.why, until=read_until(args.until, at.date()), by=console, at=at)
    time.sleep(maintenance.LOOK_SECONDS)
    ended = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        seen_by_all = cursor.fetchone()[0]
    while True:
        with connection.cursor() as cursor:
            cursor.execute(BUSY, [seen_by_all])
            busy = int(cursor.fetchone()[0])
        if not busy or time.monotonic() > ended:
            return busy
        time.sleep(0.2)


def _switch_off() -> None:
    from thuocdo.core import audit, clock, services
    from thuocdo.core.models import Maintenance

    mode = Maintenance.objects.first()
    if mode is None:
        raise Refused("core.not_read_only", "Chế độ bảo trì không bật.", "Không có gì để tắt.")
    console = audit.System("console", f"Bảng lệnh máy chủ ({getpass.getuser()})")
    services.end_maintenance(mode=mode, by=console, at=clock.now())


def _as_json(mode: ReadOnly | None) -> str:
    if mode is None:
        return json.dumps({"on": False})
    told = {"on": True, "since": mode.since.isoformat(), "until": mode.until and mode.until.isoformat()}
    return json.dumps({**told, "why": mode.why, "by": mode.by_name}, ensure_ascii=False)


def _as_words(mode: ReadOnly | None) -> str:
    if mode is None:
        return "Chế độ bảo trì: tắt."
    until = f", dự kiến đến {mode.until_words}" if mode.until else ""
    return f"Chế độ bảo trì: bật từ {mode.since:%H:%M %d/%m/%Y}{until}. Lý do: {mode.why} ({mode.by_name})"
