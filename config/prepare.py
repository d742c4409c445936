"""`thuocdo prepare`: make everything ready without starting."""

from __future__ import annotations

import argparse

HELP = """Chuẩn bị bảng dữ liệu, danh mục, tệp tĩnh mà chưa khởi động.

Ví dụ: thuocdo prepare"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--static-only", action="store_true", help="chỉ gom tệp giao diện, không mở cơ sở dữ liệu")


def run(args: argparse.Namespace) -> int:
    from config import boot

    if args.static_only:
        boot.with_settings()
    else:
        boot.with_database()
        boot.prepared()
    boot.collect_static()
    return 0
