"""`thuocdo packs load`: compare the packs with the database and take them over."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from thuocdo.core.paths import PACKS

HELP = """Nạp các gói dữ kiện (đơn vị, cơ quan, lịch, vai trò).

Ví dụ: thuocdo packs load --dry-run"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["load"], help="load: so sánh rồi nạp")
    parser.add_argument("--dry-run", action="store_true", help="chỉ so sánh, không ghi gì")
    parser.add_argument("--root", type=Path, default=PACKS, help="thư mục gói (mặc định packs/)")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    from thuocdo.core import packs

    results = packs.load(args.root, dry_run=args.dry_run)
    if args.json:
        print(json.dumps({name: asdict(diff) for name, diff in results.items()}, ensure_ascii=False, indent=2))
    else:
        for name, diff in results.items():
            counts = f"thêm {diff.added}, đổi {diff.changed}, bỏ {diff.removed}, giữ nguyên {diff.unchanged}"
            print(f"{name}: {counts}, lỗi {len(diff.problems)}")
            for line in [*diff.samples, *map(str, diff.problems[:20])]:
                print(f"  {line}")
    return 1 if any(diff.problems for diff in results.values()) else 0
