"""`thuocdo plans`: the tasks of a plan as a workbook, out and in again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.work.models import Plan

HELP = """Kế hoạch ra Excel và vào lại: xuất phụ lục nhiệm vụ, nhập bảng đã sửa.

Ví dụ: thuocdo plans export ke-hoach.xlsx --plan 12
       thuocdo plans import ke-hoach.xlsx --plan 12 --dry-run
       thuocdo plans import ke-hoach.xlsx --plan 12"""
SHOWN = 20
WORDS = {
    "added": "thêm",
    "changed": "thay đổi",
    "same": "giữ nguyên",
    "fault": "lỗi",
    "vanished": "không còn trong tệp",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="export|import")
    out = verbs.add_parser("export", help="xuất phụ lục nhiệm vụ ra tệp Excel nhập lại được")
    taking = verbs.add_parser("import", help="nhập bảng vào dự thảo; kế hoạch đang thực hiện thì lập đợt điều chỉnh")
    for one in (out, taking):
        one.add_argument("file", type=Path, metavar="FILE", help="tệp Excel")
        one.add_argument("--plan", type=int, required=True, metavar="SỐ", help="số của kế hoạch trong địa chỉ trang")
    taking.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ đổi gì, không ghi gì")
    taking.add_argument("--partial", action="store_true", help="nhập các dòng đúng, bỏ lại các dòng có lỗi")
    taking.add_argument("--remove", action="store_true", help="bỏ các nhiệm vụ không còn trong tệp")
    taking.add_argument("--fits", action="store_true", help="đã xem: các cột đúng như tên của chúng")


def run(args: argparse.Namespace) -> int:
    """Export or import; Refused for a plan that is not there and a file that cannot be read."""
    from thuocdo.work.models import Plan

    plan = Plan.objects.filter(pk=args.plan).select_related("issuer", "document").first()
    if plan is None:
        raise Refused("sheet.no_plan", f"Không có kế hoạch số {args.plan}.", "Xem số trong địa chỉ trang kế hoạch.")
    return _export(plan, args.file) if args.verb == "export" else _import(plan, args)


def _export(plan: Plan, path: Path) -> int:
    from thuocdo.work import queries
    from thuocdo.work.queries.sheets import tasks_in_force
    from thuocdo.work.sheet_forms import plan_book

    tasks = list(tasks_in_force(plan))
    content = plan_book(plan, tasks, {one.code: one.name for one in queries.fields()}, whole=True)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refused("sheet.no_file", f"Không ghi được {path}: {error.strerror}.", "Xem lại đường dẫn.") from error
    sys.stdout.write(f"{path}: {len(tasks)} nhiệm vụ\n")
    return 0


def _import(plan: Plan, args: argparse.Namespace) -> int:
    from django.db import transaction

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.work.services import sheets as services

    with transaction.atomic():
        book = services.Workbook(args.file.name, _bytes(args.file))
        made = services.check_plan_sheet(plan=plan, workbook=book, by=SYSTEM, at=clock.now())
        _tell(made.counts, made.lines, [*made.columns["notes"], *map(_slipped, made.columns["misfits"])])
        nothing = not any(made.counts[name] for name in WORDS if name != "same")
        if args.dry_run or nothing:
            transaction.set_rollback(True)
            sys.stdout.write("Không có gì thay đổi.\n" if nothing else "Chỉ xem, chưa ghi gì.\n")
            return 0
        agreed = services.Agreement(
            digest=made.columns["digest"], partial=args.partial, remove=args.remove, fits=args.fits
        )
        services.import_plan_sheet(run=made, agreed=agreed, by=SYSTEM, at=clock.now())
    sys.stdout.write("Đã nhập.\n")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("sheet.no_file", f"Không đọc được {path}: {error.strerror}.", "Xem lại đường dẫn.") from error


def _slipped(one: Mapping[str, Any]) -> str:
    return f"Cột “{one['head']}”: {one['wrong']}/{one['of']} ô giống {one['look']}, ví dụ “{one['sample']}”."


def _tell(counts: Mapping[str, int], lines: Sequence[Mapping[str, Any]], notes: Sequence[str]) -> None:
    out = sys.stdout
    out.write(", ".join(f"{counts[name]} {words}" for name, words in WORDS.items()) + "\n")
    for note in notes:
        out.write(f"{note}\n")
    faults = [(line["line"], f"{fault['message']} {fault['remedy']}") for line in lines for fault in line["faults"]]
    _rows(faults, "lỗi")
    _rows([(line["line"], f"lưu ý: {words}") for line in lines for words in line.get("notes", ())], "lưu ý")


def _rows(found: Sequence[tuple[int, str]], what: str) -> None:
    """The first of what is to say of rows, and how many more there are."""
    for row, words in found[:SHOWN]:
        sys.stdout.write(f"  dòng {row}: {words}\n")
    if len(found) > SHOWN:
        sys.stdout.write(f"  và {len(found) - SHOWN} {what} khác\n")
