"""`thuocdo people`: enter a person with a post and an account; take people over from a workbook, and write one."""

from __future__ import annotations

import argparse
import csv
import getpass
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.directory.rules.accounts_known import SheetPlan
    from thuocdo.directory.services.importing import OneTime

HELP = """Người dùng: thêm một người, nhập nhiều người từ tệp Excel, xuất danh sách.

Ví dụ: thuocdo people add --name "Trần Thị Hoa" --username hoa --unit NA.SNV --title "Chuyên viên" --role cycle_owner
       thuocdo people export danh-sach.xlsx
       thuocdo people import danh-sach.xlsx --dry-run"""
SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|import|export")
    add = verbs.add_parser("add", help="thêm một người; mật khẩu được hỏi, hoặc đọc từ dòng đầu của đầu vào")
    add.add_argument("--name", required=True, help="họ và tên")
    add.add_argument("--username", required=True, help="tên đăng nhập, chữ thường")
    add.add_argument("--unit", required=True, help="mã đơn vị, ví dụ NA.SNV (xem thuocdo units resolve)")
    add.add_argument("--title", required=True, help="chức vụ như trong quyết định")
    add.add_argument("--role", required=True, help="vai trò trong packs/national/roles.yaml")
    add.add_argument("--start", type=date.fromisoformat, help="ngày bắt đầu (YYYY-MM-DD), mặc định hôm nay")
    add.add_argument("--head", action="store_true", help="là người đứng đầu đơn vị")
    take = verbs.add_parser("import", help="nhập người, vị trí, tài khoản từ tệp .xlsx theo mẫu")
    take.add_argument("file", help="tệp .xlsx")
    take.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ đổi gì")
    take.add_argument("--partial", action="store_true", help="nhập các dòng đúng, bỏ lại các dòng có lỗi")
    take.add_argument("--passwords", help="tệp .csv mới để ghi mật khẩu dùng một lần; cần khi có tài khoản mới")
    take.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    give = verbs.add_parser("export", help="xuất mẫu đã điền người hiện có, dữ liệu cá nhân đã che")
    give.add_argument("file", help="tệp .xlsx sẽ ghi")


def run(args: argparse.Namespace) -> int:
    return {"add": _add, "import": _import, "export": _export}[args.verb](args)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = getpass.getpass("Mật khẩu: "), getpass.getpass("Gõ lại: ")
    if first != again:
        raise Refused("people.passwords_differ", "Hai lần gõ mật khẩu không giống nhau.", "Chạy lại lệnh.")
    return first


def _add(args: argparse.Namespace) -> int:
    from django.db import transaction

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import services
    from thuocdo.directory.models import Unit

    unit = Unit.objects.filter(key=args.unit).first()
    if unit is None:
        raise Refused("people.unknown_unit", f"Không có đơn vị “{args.unit}”.", "Tra mã bằng `thuocdo units resolve`.")
    password, at = _password(), clock.now()
    terms = services.Terms(title=args.title, role=args.role, start=args.start or at.date(), is_head=args.head)
    with transaction.atomic():
        person = services.create_person(full_name=args.name, by=SYSTEM, at=at)
        services.appoint(person=person, unit=unit, terms=terms, by=SYSTEM, at=at)
        services.open_account(person=person, username=args.username, password=password, by=SYSTEM, at=at)
    print(f"Đã thêm {person.full_name}, đăng nhập bằng “{args.username.lower()}”.")
    return 0


def _import(args: argparse.Namespace) -> int:
    """Exit 0 when done or when nothing is wrong, 1 when lines have faults and stay behind."""
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import services
    from thuocdo.directory.queries.importing import sheet_plan

    path, at = Path(args.file), clock.now()
    data = _read(path)
    plan = sheet_plan(SYSTEM, data, path.name, at.date())
    counts, made = plan.counts, None
    if not args.dry_run and counts["added"] + counts["changed"] and (args.partial or not counts["refused"]):
        _refuse_without_place(plan, args.passwords)
        workbook = services.Workbook(name=path.name, data=data, mark=plan.mark, partial=args.partial)
        made = services.import_accounts(workbook=workbook, by=SYSTEM, at=at)
        if args.passwords:
            _write_passwords(Path(args.passwords), getattr(made, "one_time", []))
    if args.json:
        print(json.dumps({**_told(plan), "import": made.pk if made else None}, ensure_ascii=False, indent=2))
    else:
        _print(plan, done=made is not None)
    return 1 if counts["refused"] else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("people.no_file", f"Không đọc được tệp “{path}”.", "Kiểm tra tên và quyền của tệp.") from error


def _refuse_without_place(plan: SheetPlan, place: str | None) -> None:
    """New accounts need somewhere to write their passwords, before anything is done."""
    if not any(one.account == "open" and not one.line.faults for one in plan.lines):
        return
    if not place:
        raise Refused(
            "people.passwords_needed", "Tệp mở tài khoản mới nên cần chỗ ghi mật khẩu dùng một lần.",
            "Thêm --passwords mat-khau.csv (tệp chưa có).",
        )  # fmt: skip
    if Path(place).exists():
        raise Refused("people.passwords_exist", f"Tệp “{place}” đã có.", "Ghi vào một tệp mới.")


def _write_passwords(path: Path, rows: Sequence[OneTime]) -> None:
    """The passwords, readable by the owner of the file only."""
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        path.chmod(0o600)
        writer = csv.writer(file)
        writer.writerow(["Họ và tên", "Đơn vị", "Tên đăng nhập", "Mật khẩu dùng một lần"])
        writer.writerows([row.person, row.unit, row.username, row.password] for row in rows)


def _told(plan: SheetPlan) -> dict[str, Any]:
    return {
        "counts": plan.counts, "unknown_columns": list(plan.unknown_heads),
        "faults": [
            {"row": one.line.number, "column": column, "message": message}
            for one in plan.lines
            for column, message in _faults(one.line)
        ],
    }  # fmt: skip


def _faults(line: Any) -> list[tuple[str, str]]:
    from thuocdo.directory.rules.accounts_sheet import BY_KEY

    return [(BY_KEY[fault.column].head if fault.column else "", fault.message) for fault in line.faults]


def _print(plan: SheetPlan, *, done: bool) -> None:
    counts = plan.counts
    print(
        f"{'Đã nhập' if done else 'Xem trước, chưa đổi gì'}: thêm {counts['added']}, đổi {counts['changed']}, "
        f"giữ nguyên {counts['unchanged']}, lỗi {counts['refused']}"
    )
    told = _told(plan)["faults"]
    for fault in told[:SHOWN]:
        place = f"dòng {fault['row']}" + (f", {fault['column']}" if fault["column"] else "")
        print(f"  {place}: {fault['message']}")
    if len(told) > SHOWN:
        print(f"  và {len(told) - SHOWN} lỗi nữa (--json in đủ)")


def _export(args: argparse.Namespace) -> int:
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import workbooks
    from thuocdo.directory.queries.accounts_sheet import choices, current_lines

    on = clock.today()
    lines = current_lines(SYSTEM, on)
    content = workbooks.template(lines, choices(SYSTEM, on), note=f"Danh sách tài khoản ngày {on:%d/%m/%Y}.")
    try:
        Path(args.file).write_bytes(content)
    except OSError as error:
        raise Refused("people.no_file", f"Không ghi được tệp “{args.file}”.", "Kiểm tra thư mục và quyền.") from error
    print(f"Đã ghi {len(lines)} dòng vào {args.file}.")
    return 0
