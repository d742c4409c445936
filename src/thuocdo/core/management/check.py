"""`thuocdo check`: is this installation ready for work."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

HELP = """Kiểm tra cài đặt: cơ sở dữ liệu, gói dữ kiện, nhật ký, việc nền, cấu hình.

Ví dụ: thuocdo check"""

Finding = tuple[bool, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="in JSON")


def _database() -> Finding:
    from django.db import connection

    version = connection.cursor().connection.info.server_version
    return version >= 150000, f"PostgreSQL {version // 10000}.{version % 10000} (cần 15 trở lên)"


def _packs() -> Finding:
    from thuocdo.core import packs
    from thuocdo.core.models import PackLoad

    stale = []
    for loader in packs.loaders():
        last = PackLoad.objects.filter(loader=loader.NAME).first()
        if last is None or last.sha256 != packs.content_hash(loader):
            stale.append(loader.NAME)
    return not stale, f"gói chưa nạp bản mới: {', '.join(stale)}" if stale else "gói dữ kiện đúng bản trên đĩa"


def _audit() -> Finding:
    from thuocdo.core import audit

    verdict = audit.verify()
    return verdict.ok, f"nhật ký {verdict.rows} dòng" + ("" if verdict.ok else f", gãy ở dòng {verdict.first_bad}")


def _audit_role() -> Finding:
    from thuocdo.core import grants

    found = grants.guard()
    return found.ok, " ".join(part for part in (f"{found.detail}.", found.remedy) if part)


def _jobs() -> Finding:
    from thuocdo.core import jobs

    late = jobs.due_jobs()
    return not late, f"việc nền chưa chạy đúng lịch: {', '.join(late)}" if late else "việc nền chạy đúng lịch"


CHECKS: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "packs": _packs,
    "audit": _audit,
    "audit_role": _audit_role,
    "jobs": _jobs,
}


def run(args: argparse.Namespace) -> int:
    findings = {name: check() for name, check in CHECKS.items()}
    if args.json:
        told = {name: {"ok": ok, "detail": text} for name, (ok, text) in findings.items()}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for ok, text in findings.values():
            print(("  đạt  " if ok else "  LỖI  ") + text)
    return 0 if all(ok for ok, _ in findings.values()) else 1
