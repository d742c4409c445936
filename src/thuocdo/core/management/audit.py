"""`thuocdo audit verify`: check the audit chain."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

HELP = """Kiểm tra chuỗi nhật ký có bị sửa, xóa, đổi thứ tự không.

Ví dụ: thuocdo audit verify --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["verify"], help="verify: tính lại toàn bộ chuỗi")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    from thuocdo.core import audit

    verdict = audit.verify()
    if args.json:
        print(json.dumps(asdict(verdict)))
    elif verdict.ok:
        print(f"Chuỗi nhật ký liền mạch: {verdict.rows} dòng, mã cuối {verdict.last_hash[:16]}.")
    else:
        print(f"Chuỗi nhật ký gãy ở dòng {verdict.first_bad}: dòng này đã bị sửa, hoặc dòng trước nó bị xóa.")
    return 0 if verdict.ok else 1
