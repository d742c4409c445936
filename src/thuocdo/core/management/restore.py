"""`thuocdo restore`: put a backup into an empty database, and check it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thuocdo.core.restore import Restored

HELP = """Phục hồi từ bản sao lưu vào cơ sở dữ liệu rỗng, rồi kiểm tra từng bảng, từng tệp, chuỗi nhật ký.

Ví dụ: thuocdo restore thuocdo.zip
       thuocdo restore thuocdo.zip --into thuocdo_thu"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="bản sao lưu do `thuocdo backup` làm")
    parser.add_argument("--into", default="", help="tên cơ sở dữ liệu khác trên cùng máy chủ: rỗng, hoặc chưa có")
    parser.add_argument(
        "--force", action="store_true", help="thay cơ sở dữ liệu đang có; bản cũ được đổi tên và giữ lại"
    )
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    from config import boot

    boot.with_database()
    from thuocdo.core import restore

    done = restore.restore(args.file, into=args.into, force=args.force)
    if not args.into:
        boot.prepared(quiet=True)
    print(json.dumps(done.summary(), ensure_ascii=False) if args.json else _words(done))
    return 0 if done.chain_ok else 1


def _words(done: Restored) -> str:
    told = done.manifest
    lines = [
        f"Đã phục hồi bản lúc {told.made_at} vào cơ sở dữ liệu {done.database}.",
        f"  {len(told.tables)} bảng, {told.rows} dòng: số dòng và mã băm đúng bản kê",
        f"  {len(told.files)} tệp: ghi {done.files_written}, đã có sẵn {done.files_there}",
        f"  nhật ký: {done.chain}",
        "  thời gian: " + ", ".join(f"{name} {seconds:.1f} giây" for name, seconds in done.seconds.items()),
    ]
    if done.kept_as:
        lines.append(f"  cơ sở dữ liệu cũ còn nguyên, tên mới {done.kept_as}")
    if told.missing:
        lines.append(f"  CHÚ Ý: {len(told.missing)} tệp không có trong bản sao lưu: " + "; ".join(told.missing[:5]))
    if done.anchors_aside:
        lines.append(f"  {len(done.anchors_aside)} mốc neo sau lúc sao lưu được để riêng trong thư mục anchors")
    lines.append("Mọi người phải đăng nhập lại. Chạy `thuocdo check` trước khi mở cho mọi người.")
    return "\n".join(lines)
