"""`thuocdo backup`: make a backup, check one, or rehearse the restoring of one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.core.archive import Manifest

HELP = """Sao lưu cơ sở dữ liệu và tệp trong lúc đang chạy; kiểm tra bản sao lưu; diễn tập phục hồi.

Ví dụ: thuocdo backup thuocdo.zip
       thuocdo backup --verify thuocdo.zip
       thuocdo backup --drill"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="tệp .zip sẽ ghi, hoặc thư mục (tự đặt tên theo giờ)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--verify", action="store_true", help="chỉ đọc và kiểm tra tệp, không cần cơ sở dữ liệu")
    what.add_argument("--drill", action="store_true", help="phục hồi thử vào cơ sở dữ liệu tạm, kiểm tra, rồi xóa")
    parser.add_argument("--with-secret-key", action="store_true", help="kèm khóa bí mật; cất tệp như cất mật khẩu")
    parser.add_argument("--keep", type=int, default=0, help="khi ghi vào thư mục: chỉ giữ chừng này bản mới nhất")
    parser.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    from config import boot

    if args.file is None and not args.drill:
        raise Refused("backup.no_file", "Chưa ghi tên tệp.", "Ví dụ: thuocdo backup thuocdo.zip")
    if args.verify:
        boot.with_settings()
        return _verify(args)
    boot.with_database()
    return _drill(args) if args.drill else _make(args)


def _make(args: argparse.Namespace) -> int:
    from thuocdo.core import backup

    made = backup.make(args.file, with_secret_key=args.with_secret_key)
    removed = backup.keep(made.path.parent, args.keep) if args.keep and args.file.is_dir() else []
    told = {**made.summary(), "removed": [path.name for path in removed]}
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"Đã sao lưu vào {made.path}: {made.bytes / 1e6:.1f} MB trong {made.seconds:.1f} giây.")
        print(_contents(made.manifest))
    return 1 if made.manifest.missing or not made.manifest.audit.ok else 0


def _contents(told: Manifest) -> str:
    """What a backup holds, and what it could not take."""
    from thuocdo.core import archive

    lines = [
        f"  {len(told.tables)} bảng, {told.rows} dòng, {len(told.files)} tệp; nhật ký đến dòng {told.audit.seq}",
        f"  dấu của bản sao lưu: {archive.fingerprint(told)}",
    ]
    if not told.audit.ok:
        lines.append("  CHÚ Ý: chuỗi nhật ký đã gãy từ trước; chạy `thuocdo audit verify`.")
    if told.missing:
        lines.append(f"  CHÚ Ý: {len(told.missing)} tệp không đưa vào được:")
        lines += [f"    {name}" for name in told.missing[:20]]
    return "\n".join(lines)


def _verify(args: argparse.Namespace) -> int:
    from thuocdo.core import archive
    from thuocdo.core.progress import bar

    with archive.opened(args.file) as (_file, manifest):
        parts = len(manifest.tables) + len(manifest.files)
    with bar("Kiểm tra", parts) as step:
        manifest = archive.check(args.file, step)
    told = {
        "ok": True, "file": str(args.file), "made_at": manifest.made_at, "rows": manifest.rows,
        "tables": len(manifest.tables), "files": len(manifest.files), "missing": manifest.missing,
        "fingerprint": archive.fingerprint(manifest), "program": manifest.program, "secret_key": manifest.secret_key,
    }  # fmt: skip
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{args.file} nguyên vẹn: bản lúc {manifest.made_at}, chương trình {manifest.program.get('version')}.")
        print(_contents(manifest))
    return 0


def _drill(args: argparse.Namespace) -> int:
    from django.conf import settings

    from thuocdo.core import backup, databases, jobs, restore

    address = settings.THUOCDO_DRILL_DATABASE_URL
    server = databases.at(address) if address else databases.ours()
    with jobs.run("core.backup_drill") as row:
        if args.file is not None:
            done = restore.drill(args.file, server)
        else:
            with backup.for_a_while() as path:
                done = restore.drill(path, server)
        row.detail = done.words()
    print(json.dumps(done.summary(), ensure_ascii=False) if args.json else f"Diễn tập phục hồi đạt: {done.words()}.")
    return 0 if done.chain_ok else 1
