"""`thuocdo audit`: check the audit chain, anchor it, export it, print what its database role needs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.core.progress import bar
from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.core.chain import Verdict

HELP = """Nhật ký: kiểm tra chuỗi, lấy mốc đối chiếu, xuất ra tệp, in lệnh phân quyền cơ sở dữ liệu.

Ví dụ: thuocdo audit verify --json
       thuocdo audit anchor --out moc-2025-07.json
       thuocdo audit export --out nhat-ky-2025.jsonl.gz --from 2025-01-01 --to 2025-12-31
       thuocdo audit verify --file nhat-ky-2025.jsonl.gz --anchor moc-2025-07.json   (không cần cơ sở dữ liệu)
       thuocdo audit grants > quyen.sql"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|anchor|export|grants")
    verify = verbs.add_parser("verify", help="tính lại chuỗi trong cơ sở dữ liệu, hoặc trong một tệp đã xuất")
    verify.add_argument("--file", type=Path, help="tệp đã xuất (.jsonl, .jsonl.gz); không mở cơ sở dữ liệu")
    verify.add_argument(
        "--anchor", action="append", default=[], metavar="TỆP|MÃ", help="mốc giữ ở nơi khác; ghi được nhiều lần"
    )
    anchor = verbs.add_parser("anchor", help="lấy mốc ở dòng cuối, in mã đối chiếu")
    anchor.add_argument("--out", type=Path, help="ghi mốc vào tệp này thay cho thư mục anchors/")
    export = verbs.add_parser("export", help="xuất các dòng ra tệp để kiểm tra ở nơi khác")
    export.add_argument("--out", type=Path, required=True, help="tệp .jsonl hoặc .jsonl.gz")
    export.add_argument(
        "--from", dest="first", default="", metavar="DÒNG|NGÀY", help="từ dòng, hoặc từ ngày 2025-01-01"
    )
    export.add_argument("--to", dest="last", default="", metavar="DÒNG|NGÀY", help="đến hết dòng, hoặc đến hết ngày")
    export.add_argument(
        "--details", action="store_true", help="cả giá trị trước, sau, lý do, địa chỉ (dữ liệu cá nhân)"
    )
    grants = verbs.add_parser("grants", help="in SQL cho vai trò cơ sở dữ liệu chỉ được thêm vào nhật ký")
    grants.add_argument("--role", default="thuocdo_app", help="tên vai trò (mặc định thuocdo_app)")
    for verb in (verify, anchor, export):
        verb.add_argument("--json", action="store_true", help="in JSON")


def needs_database(args: argparse.Namespace) -> bool:
    """A file is checked without any database; so are the grants printed."""
    return not (args.verb == "grants" or (args.verb == "verify" and args.file))


def run(args: argparse.Namespace) -> int:
    return {"verify": _verify, "anchor": _anchor, "export": _export, "grants": _grants}[args.verb](args)


def _verify(args: argparse.Namespace) -> int:
    from thuocdo.core import exports

    given = [exports.read_anchor(text) for text in args.anchor]
    if args.file:
        with bar("Đang kiểm tra tệp") as step:
            verdict = exports.verify(args.file, given, step=step)
    else:
        from thuocdo.core import anchors, audit

        known = [*given, *audit.known_anchors(), *anchors.kept_files()]
        with bar("Đang tính lại chuỗi nhật ký", audit.last_number()) as step:
            verdict = audit.verify(anchors=known, step=step)
    print(json.dumps(asdict(verdict), ensure_ascii=False) if args.json else _words(verdict))
    return 0 if verdict.ok else 1


def _words(verdict: Verdict) -> str:
    if not verdict.ok:
        return f"Chuỗi nhật ký KHÔNG giữ được: {verdict.detail}"
    lines = [f"Chuỗi nhật ký liền mạch: {verdict.rows} dòng, mã cuối {verdict.last_hash[:16]}."]
    if verdict.first_row > 1:
        lines.append(f"Bắt đầu từ dòng {verdict.first_row}: các dòng trước đó không có trong tệp.")
    if verdict.anchors_fitting:
        lines.append(f"Khớp {verdict.anchors_fitting} mốc đối chiếu.")
    else:
        lines.append("Không có mốc đối chiếu nào: việc viết lại cả chuỗi không thể phát hiện được.")
    if verdict.anchors_unreached:
        lines.append(f"{verdict.anchors_unreached} mốc nằm trước dòng đầu của tệp, không đối chiếu được.")
    if verdict.unchecked:
        lines.append(f"{verdict.unchecked} dòng (kiểu ghi cũ) không kèm nội dung nên chỉ kiểm tra được chỗ nối.")
    return "\n".join(lines)


def _anchor(args: argparse.Namespace) -> int:
    from thuocdo.core import anchors, clock

    row = anchors.make(clock.now())
    path, code = anchors.write(row, args.out), anchors.of(row).code
    if args.json:
        print(json.dumps({"seq": row.seq, "hash": row.hash, "code": code, "file": str(path)}, ensure_ascii=False))
    else:
        print(f"Mốc nhật ký lúc {row.at.astimezone(clock.ZONE):%d/%m/%Y %H:%M}: dòng {row.seq}\n  mã đối chiếu {code}")
        print(f"  tệp {path}\nGiữ mã hoặc tệp này ở nơi khác: dán vào văn bản, thư, hoặc in ra ký.")
    return 0


def _export(args: argparse.Namespace) -> int:
    from thuocdo.core import anchors, clock

    first, last = _bound(args.first, start=True), _bound(args.last, start=False)
    try:
        with bar("Đang xuất nhật ký") as step:
            count = anchors.export(
                args.out, first=first or 1, last=last, details=args.details, at=clock.now(), step=step
            )
    except OSError as error:
        raise Refused("audit.not_written", f"Không ghi được {args.out}: {error.strerror}.", "Chọn chỗ khác.") from error
    if args.json:
        print(json.dumps({"rows": count, "first": first or 1, "details": args.details, "file": str(args.out)}))
    else:
        what = "cả giá trị và lý do" if args.details else "không kèm giá trị, lý do, địa chỉ"
        print(f"Đã xuất {count} dòng ({what}) vào {args.out}.")
    return 0


def _bound(text: str, *, start: bool) -> int | None:
    """The number of a row from the option: as given, or the first or last row of a day."""
    from django.db.models import Max, Min

    from thuocdo.core import clock
    from thuocdo.core.models import AuditRow

    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "audit.bad_bound", f"“{text}” không phải số dòng, cũng không phải ngày.", "Viết 9007 hoặc 2025-07-01."
        ) from error
    if start:
        first = AuditRow.objects.filter(at__gte=clock.start_of(day)).aggregate(n=Min("seq"))["n"]
        return int(first) if first else sys.maxsize
    return int(AuditRow.objects.filter(at__lt=clock.end_of(day)).aggregate(n=Max("seq"))["n"] or 0)


def _grants(args: argparse.Namespace) -> int:
    from thuocdo.core import grants

    print(grants.script(args.role))
    return 0
