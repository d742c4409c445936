"""`thuocdo handover`: give the work of units that ended to their successors."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import Any

HELP = """Chuyển nhiệm vụ của cơ quan đã sáp nhập, giải thể cho cơ quan kế tục.

Ví dụ: thuocdo handover --on 2025-07-01 --dry-run --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on", required=True, metavar="DATE", help="ngày YYYY-MM-DD mà các cơ quan cũ không còn tồn tại"
    )
    parser.add_argument("--dry-run", action="store_true", help="chỉ tính và in, không ghi gì")
    parser.add_argument("--json", action="store_true", help="in JSON: counts và lines")


def run(args: argparse.Namespace) -> int:
    """Hand over up to a day; with `--dry-run` everything is computed and rolled back. Bad date: `Refused`."""
    report = _report(_day(args.on), dry_run=args.dry_run)
    if args.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return 0
    print("Tính thử, chưa ghi gì:" if args.dry_run else "Đã chuyển giao:")
    for name, number in report["counts"].items():
        print(f"  {name}: {number}")
    if len(report["lines"]) > SHOWN:
        print(f"  (in {SHOWN} dòng đầu trong {len(report['lines'])}; dùng --json để có đủ)", file=sys.stderr)
    for line in report["lines"][:SHOWN]:
        ends = f"{line['from']} → {line['to'] or '—'}"
        print(f"  {ends}: {line['task'][:80]} ({line['effect']}, {line['occurrences']} kỳ hạn)")
    return 0


SHOWN = 40


def _day(text: str) -> date:
    from thuocdo.kernel.errors import Refused

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("work.bad_date", f"“{text}” không phải ngày có trong lịch.", "Ghi dạng 2025-07-01.") from error


def _report(on: date, *, dry_run: bool) -> dict[str, Any]:
    from django.db import transaction

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.work import queries, services

    with transaction.atomic():
        handover = services.hand_over_merged_units(on=on, by=SYSTEM, at=clock.now())
        lines = [row.to_json() for row in queries.handover_rows(handover)]
        transaction.set_rollback(dry_run)
    return {"on": on.isoformat(), "dry_run": dry_run, "counts": handover.counts, "lines": lines}
