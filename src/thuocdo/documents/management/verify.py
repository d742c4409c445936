"""`thuocdo verify`: who signed a PDF, and whether the signatures hold."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thuocdo.documents.signing import Finding

HELP = """Kiểm tra mọi chữ ký số của một tệp PDF (không cần cơ sở dữ liệu, không tải gì từ mạng).

Mã thoát 0: có chữ ký và mọi chữ ký hợp lệ; 1: không có chữ ký, hoặc có chữ ký không hợp lệ hay chưa đủ căn cứ.

Ví dụ: thuocdo verify ke-hoach-da-ky.pdf --json"""
COVERS = {"whole": "toàn bộ tệp", "revision": "toàn bộ tệp như lúc ký", "part": "một phần tệp"}
SOURCES = {"timestamp": "dấu thời gian", "claimed": "giờ máy người ký", "": "không rõ"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp PDF")
    parser.add_argument("--trust", type=Path, help="thư mục chứng thư tin cậy: roots/ intermediates/ revoked/")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    """Print what was found of each signature. Refused when the file is no PDF."""
    from thuocdo.core import clock
    from thuocdo.core.paths import PACKS
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of
    from thuocdo.documents.signing import load_trust, verify

    store = load_trust(args.trust or PACKS / "national" / "trust")
    findings = verify(read_bytes_of(args.file, LIMIT), store, now=clock.real_now())
    if args.json:
        print(json.dumps([one.to_json() for one in findings], ensure_ascii=False, indent=2))
    elif not findings:
        print("Tệp không có chữ ký số nào (dòng “đã ký lên văn bản này” in trong trang chỉ là chữ).")
    else:
        print("\n\n".join(_told(one) for one in findings))
    return 0 if findings and all(one.valid for one in findings) else 1


def _told(one: Finding) -> str:
    from thuocdo.documents.signing.words import VERDICTS

    lines = [
        f"{VERDICTS[one.verdict]}: {one.signer or '–'} ({one.organisation or 'không ghi tổ chức'})",
        f"  {one.reason}", *(f"  {note}" for note in one.notes),
        f"  Lúc ký: {one.signed_at or '–'} ({SOURCES[one.time_source]})",
        f"  Bao {COVERS[one.covers]}; mức {one.level or '–'}",
        f"  Tin cậy: {' ← '.join(one.chain) or '–'}", *(f"  Sau khi ký: {change}" for change in one.changes),
    ]  # fmt: skip
    return "\n".join(lines)
