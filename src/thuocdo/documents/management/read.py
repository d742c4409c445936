"""`thuocdo read`: what an official document says, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from thuocdo.kernel.errors import Refused

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
    """Read the file and print the result; Refused when it cannot be read. A bundle is read paper by paper."""
    from thuocdo.documents.reading import read_path
    from thuocdo.documents.reading.explain import explained
    from thuocdo.documents.reading.formats.bundles import bundle_kind
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of

    if bundle_kind(data := read_bytes_of(args.file, LIMIT)):
        sys.stdout.write(json.dumps(of_bundle(data, args.file.name), ensure_ascii=False, indent=2) + "\n")
        return 0
    reading = read_path(args.file)
    printed = explained(reading) if args.explain else json.dumps(reading.to_json(), ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(printed)
    return 0


def of_bundle(data: bytes, name: str) -> dict[str, Any]:
    """Every paper of a bundle as it reads, and the parts that were set aside with their reasons."""
    from thuocdo.documents.reading import read_bytes
    from thuocdo.documents.reading.formats.bundles import SetAside, open_bundle

    bundle = open_bundle(data, name)
    papers: list[dict[str, Any]] = []
    aside = list(bundle.set_aside)
    for member in bundle.members:
        try:
            papers.append({"name": member.name, **read_bytes(member.data, member.name).to_json()})
        except Refused as refusal:
            aside.append(SetAside(member.name, refusal))
    return {
        "bundle": bundle.kind,
        "envelope": bundle.envelope,
        "papers": papers,
        "set_aside": [{"name": one.name, "code": one.refusal.code, "why": one.refusal.message} for one in aside],
    }
