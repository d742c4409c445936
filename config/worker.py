"""`thuocdo worker`: carries out queued and scheduled jobs; `thuocdo serve` starts one."""

from __future__ import annotations

import argparse

HELP = """Chạy các việc nền trong hàng đợi và theo lịch.

Ví dụ: thuocdo worker"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")


def run(args: argparse.Namespace) -> int:
    from config import boot
    from thuocdo.core import jobs

    boot.take_serving_role()
    jobs.work(once=args.once)
    return 0
