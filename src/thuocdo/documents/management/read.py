"""`thuocdo read`: what an official document says, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HELP = """Đọc một văn bản: thông tin mô tả, văn bản viện dẫn, chỉ tiêu, nhiệm vụ, hạn chế (không cần cơ sở dữ liệu).

In JSON ra đầu ra chuẩn; tệp không đọc được thì báo một dòng lý do và thoát với mã 2.

Ví dụ:
  thuocdo read ke-hoach.docx > ke-hoach.json
  thuocdo read cong-van.pdf --explain"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="văn bản: .docx .doc .rtf .odt .pdf .xlsx .xls .ods .html .md .txt; gói: .zip .eml .edxml",
    )
    parser.add_argument("--explain", action="store_true", help="in cho người xem: các khối, quyết định và lý do")


def run(args: argparse.Namespace) -> int:
    """Read the file and print the result; Refused when it cannot be read."""
    from thuocdo.documents.reading import read_path
    from thuocdo.documents.reading.explain import explained

    reading = read_path(args.file)
    printed = explained(reading) if args.explain else json.dumps(reading.to_json(), ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(printed)
    return 0
