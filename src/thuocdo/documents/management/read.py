"""`thuocdo read`: what an official document says, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.documents.reading.formats.bundles import Member

HELP = """Đọc một văn bản: thông tin mô tả, văn bản viện dẫn, chỉ tiêu, nhiệm vụ, hạn chế (không cần cơ sở dữ liệu).

In JSON ra đầu ra chuẩn; tệp không đọc được thì báo một dòng lý do và thoát với mã 2.

Ví dụ:
  thuocdo read ke-hoach.docx > ke-hoach.json
  thuocdo read cong-van.pdf --explain
  thuocdo read cong-van.pdf --explain --json | jq .items.tasks"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="văn bản: .docx .doc .rtf .odt .pdf .xlsx .xls .ods .csv .html .md .txt; gói: .zip .eml .edxml",
    )
    parser.add_argument(
        "--explain", action="store_true", help="giải thích từng bước: các khối, quyết định, quy tắc tìm ra từng mục"
    )
    parser.add_argument("--json", action="store_true", help="với --explain: in lời giải thích dạng JSON")


def run(args: argparse.Namespace) -> int:
    """Read the file and print the result; Refused when it cannot be read. A bundle is read paper by paper."""
    from thuocdo.documents.reading import read_bytes
    from thuocdo.documents.reading.formats.bundles import bundle_kind
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of

    data, name = read_bytes_of(args.file, LIMIT), args.file.name
    if args.explain:
        explain(data, name, as_json=args.json)
    elif bundle_kind(data):
        printed(of_bundle(data, name))
    else:
        printed(read_bytes(data, name).to_json())
    return 0


def printed(told: Any) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def explain(data: bytes, name: str, *, as_json: bool) -> None:
    """Print how a file was read, or each paper of a bundle and why the others were set aside."""
    from thuocdo.documents.reading.explain import explained
    from thuocdo.documents.reading.explanation import explanation
    from thuocdo.documents.reading.formats.bundles import SetAside, bundle_kind, open_bundle
    from thuocdo.documents.reading.loading import load_file

    if not bundle_kind(data):
        told = explanation(load_file(data, name), name)
        printed(told) if as_json else sys.stdout.write(explained(told))
        return
    bundle = open_bundle(data, name)
    papers, aside = [], list(bundle.set_aside)
    for member in bundle.members:
        try:
            papers.append(explanation(load_file(member.data, member.name), _way(member)))
        except Refused as refusal:
            aside.append(SetAside(_way(member), refusal))
    refusals = [{"name": one.name, "code": one.refusal.code, "why": one.refusal.message} for one in aside]
    if as_json:
        printed({"bundle": bundle.kind, "envelope": bundle.envelope, "papers": papers, "set_aside": refusals})
        return
    sys.stdout.write("\n".join(explained(paper) for paper in papers))
    for one in refusals:
        sys.stdout.write(f"CÁCH LY {one['name']} [{one['code']}] {one['why']}\n")


def _way(member: Member) -> str:
    """A member's name behind the way to it through nested bundles."""
    return " › ".join((*member.path, member.name))


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
