"""`thuocdo check`: is this installation well and ready for work; the same checks as on the page of health."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thuocdo.core.health import Looked

HELP = """Kiểm tra cài đặt: cơ sở dữ liệu, danh mục, nhật ký, việc nền, sao lưu, đĩa, cấu hình.

Ví dụ: thuocdo check"""
WORDS = {"ok": "  đạt   ", "warning": "  ĐỂ Ý ", "failed": "  LỖI   "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    from config import boot

    # Not brought up to date first: whether it is, is one of the things to see.
    boot.with_database()
    from thuocdo.core import clock, health
    from thuocdo.core.progress import bar

    if _has_tables():
        clock.set_from_database()
    table = health.checks()
    looked: list[Looked] = []
    with bar("Kiểm tra", len(table)) as step:
        for check in table:
            looked += health.look(thorough=True, only=[check])
            step()
    if args.json:
        print(json.dumps({one.check.name: _told(one) for one in looked}, ensure_ascii=False))
    else:
        for one in looked:
            print(_line(one))
    return 1 if health.worst(looked) == health.FAILED else 0


def _has_tables() -> bool:
    from django.db import connection

    return "core_clocksetting" in connection.introspection.table_names()


def _told(one: Looked) -> dict[str, Any]:
    found = one.finding
    return {
        "ok": found.state != "failed", "state": found.state, "detail": found.seen, "remedy": found.remedy,
        "since": found.since and found.since.isoformat(), "label": one.check.label, "ms": one.milliseconds,
    }  # fmt: skip


def _line(one: Looked) -> str:
    remedy = f" {one.finding.remedy}" if one.finding.remedy else ""
    return f"{WORDS[one.finding.state]}{one.check.label}: {one.finding.seen}.{remedy}"
