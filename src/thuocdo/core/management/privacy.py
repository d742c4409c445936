"""`thuocdo privacy`: what personal data are due for erasure, and erasing them now instead of tonight."""

from __future__ import annotations

import argparse
import json

SHOWN = 50
HELP = """Dữ liệu cá nhân: xem gì đã hết thời hạn lưu, và xóa ngay thay vì đợi đến đêm.

Ví dụ: thuocdo privacy due --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["due", "apply"], help="due: chỉ xem; apply: xóa những gì đến hạn")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    return _due(args.json) if args.verb == "due" else _apply(args.json)


def _due(as_json: bool) -> int:
    from thuocdo.core import clock, retention

    now = clock.now()
    counted = retention.counts(now)
    rows = list(retention.due(now))
    if as_json:
        told = [{"rule": one.rule.code, "thing": one.row._meta.label, "key": str(one.row.pk),
                 "since": one.since.isoformat(timespec="seconds")} for one in rows]  # fmt: skip
        print(json.dumps({"counts": counted, "due": told}, ensure_ascii=False, indent=2))
        return 0
    for rule, _keeper in retention.working_rules():
        mark = " (ví dụ, chưa xác nhận)" if rule.is_example else ""
        print(f"{rule.code}: {counted[rule.code]} dòng đến hạn. {rule.what}{mark}")
    for one in rows[:SHOWN]:
        print(f"  {one.rule.code}  {one.row._meta.label} {one.row.pk}, từ {one.since:%d/%m/%Y}")
    return 0


def _apply(as_json: bool) -> int:
    from thuocdo.core import clock, jobs, retention

    with jobs.run("core.apply_retention") as row:
        outcomes = retention.apply_due(clock.now())
        row.detail = "; ".join(map(str, outcomes))
    if as_json:
        print(json.dumps({one.rule.code: {"done": one.done, "kept_back": one.kept_back} for one in outcomes}))
        return 0
    for one in outcomes:
        print(f"{one.rule.code}: đã xóa {one.done}")
        for line in one.kept_back:
            print(f"  giữ lại {line}")
    return 0
