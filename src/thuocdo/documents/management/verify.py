"""`thuocdo verify`: who signed a PDF, and whether the signatures hold."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

HELP = """Kiểm tra mọi chữ ký số của một tệp PDF (không cần cơ sở dữ liệu, không tải gì từ mạng).

Mã thoát 0: có chữ ký và mọi chữ ký hợp lệ; 1: không có chữ ký, hoặc có chữ ký không hợp lệ.

Ví dụ: thuocdo verify ke-hoach-da-ky.pdf --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp PDF")
    parser.add_argument("--trust", type=Path, help="thư mục chứng thư tin cậy: roots/ intermediates/ revoked/")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    """Print one finding a signature. Refused when the file is no PDF."""
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
        for one in findings:
            mark = "hợp lệ" if one.valid else "KHÔNG HỢP LỆ"
            print(f"{mark}: {one.signer} ({one.organisation or 'không ghi tổ chức'}), {one.signed_at}. {one.reason}")
    return 0 if findings and all(one.valid for one in findings) else 1
