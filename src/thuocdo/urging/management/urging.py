"""`thuocdo urging`: take the day's steps now, or show the ladder and the last runs."""

from __future__ import annotations

import argparse
import json
from typing import Any

HELP = """Đôn đốc: chạy lượt trong ngày, hoặc xem các bậc và các lượt gần đây.

Ví dụ: thuocdo urging show --json
       thuocdo urging run"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["run", "show"], help="run: chạy lượt hôm nay; show: xem bậc, lượt đã chạy")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    """Run or show; a run that has been taken today changes nothing and says so."""
    told = _run() if args.act == "run" else _show()
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    for line in told["lines"]:
        print(line)
    return 0


def _run() -> dict[str, Any]:
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.urging import services
    from thuocdo.urging.models import Run

    day = clock.today()
    before = Run.objects.filter(day=day).exists()
    made = services.take_steps(by=SYSTEM, at=clock.now())
    words = f"{day:%d/%m/%Y}: {made.steps} bước, {made.people} người được báo"
    if not made.working:
        words = f"{day:%d/%m/%Y}: ngày nghỉ, không đôn đốc"
    if before:
        words += " (đã chạy trước đó, không làm gì thêm)"
    return {"day": day.isoformat(), "steps": made.steps, "people": made.people, "again": before, "lines": [words]}


def _show() -> dict[str, Any]:
    from thuocdo.core import clock
    from thuocdo.urging.models import Run, RungRun
    from thuocdo.urging.queries.policy import ladder_of, provinces_at_work

    lines, ladders = [], {}
    last = Run.objects.first()
    for province in provinces_at_work() or [""]:
        ladder = ladder_of(province, clock.today())
        ladders[province] = [rung.code for rung in ladder.rungs]
        counts = {row.rung: row for row in RungRun.objects.filter(run=last, province_key=province)} if last else {}
        lines.append(f"{province or 'Chung'}: bậc áp dụng từ {ladder.valid_from:%d/%m/%Y}")
        for rung in ladder.rungs:
            row = counts.get(rung.code)
            seen = f"{row.standing} việc đang đứng, {row.steps} việc mới đến" if row else "chưa chạy"
            lines.append(f"  {rung.code:<16} {rung.name}: {seen}")
    runs = [f"{run.day:%d/%m/%Y}: {run.steps} bước, {run.people} người" for run in Run.objects.all()[:7]]
    lines += ["Các lượt gần đây:", *[f"  {one}" for one in runs]] if runs else ["Chưa có lượt nào."]
    return {"ladders": ladders, "last": last.day.isoformat() if last else None, "lines": lines}
