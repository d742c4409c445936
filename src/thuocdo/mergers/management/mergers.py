"""`thuocdo mergers`: check a mapping file, print the mapping of the packs, carry out what is due, name what is left."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

HELP = """Sắp xếp đơn vị: kiểm tra tệp ánh xạ, xuất ánh xạ từ danh mục, thực hiện đợt đến ngày.

Ví dụ: thuocdo mergers check anh-xa.csv --on 2025-07-01 --province P40 --json"""
SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="kiểm tra một tệp ánh xạ, không ghi gì; kết thúc bằng 1 khi có lỗi")
    check.add_argument("file", metavar="FILE", help="tệp CSV")
    export = verbs.add_parser("export", help="in ánh xạ của danh mục cho một ngày, dạng CSV")
    for one in (check, export):
        one.add_argument("--on", required=True, metavar="DATE", help="ngày đầu tiên theo cơ cấu mới, YYYY-MM-DD")
        one.add_argument("--province", required=True, metavar="KEY", help="mã tỉnh, thành phố, ví dụ P40")
    due = verbs.add_parser("due", help="thực hiện các đợt đã duyệt đến ngày, như việc nền vẫn làm")
    left = verbs.add_parser("left", help="đơn vị đã kết thúc mà chưa có đợt được duyệt; kết thúc bằng 1 khi còn")
    for one in (check, due, left):
        one.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    """One of the verbs; bad input raises `Refused`."""
    return int({"check": _check, "export": _export, "due": _due, "left": _left}[args.verb](args))


def _day(text: str) -> date:
    from thuocdo.kernel.errors import Refused

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("mergers.bad_date", f"“{text}” không phải ngày có trong lịch.", "Ghi dạng 2025-07-01.") from error


def _data(name: str) -> bytes:
    from thuocdo.kernel.errors import Refused

    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Refused(
            "mergers.no_file", f"Không đọc được tệp {name}: {error.strerror}.", "Kiểm tra đường dẫn."
        ) from error


def _check(args: argparse.Namespace) -> int:
    """Print every problem of a file as it would show on the page; 1 when there are faults."""
    from thuocdo.directory.queries import unit_by_key
    from thuocdo.mergers import queries
    from thuocdo.mergers.models import Merger
    from thuocdo.mergers.rules import reading

    province = unit_by_key(args.province)
    sheet = reading.read(_data(args.file))
    draft = Merger(province_key=province.key, effective_on=_day(args.on), source=Merger.Source.FILE,
                   reading_problems=[problem.to_json() for problem in sheet.problems])  # fmt: skip
    problems, _seen = queries.checked(draft, sheet.rows)
    errors = sum(problem.is_error for problem in problems)
    if args.json:
        told: dict[str, Any] = {
            "rows": len(sheet.rows), "encoding": sheet.encoding, "errors": errors, "warnings": len(problems) - errors,
            "problems": [problem.to_json() for problem in problems],
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 1 if errors else 0
    print(f"{len(sheet.rows)} dòng ({sheet.encoding}): {errors} lỗi, {len(problems) - errors} cảnh báo")
    for problem in problems[:SHOWN]:
        place = ", ".join(part for part in (problem.place, problem.unit) if part)
        print(f"  {'LỖI' if problem.is_error else 'cảnh báo'}  {place or '-'}: {problem.message}")
    if len(problems) > SHOWN:
        print(f"  (in {SHOWN} trong {len(problems)}; dùng --json để có đủ)", file=sys.stderr)
    return 1 if errors else 0


def _export(args: argparse.Namespace) -> int:
    """Print the mapping that the directory gives for a day, with a description of every unit that begins then."""
    from thuocdo.directory.queries import unit_by_key
    from thuocdo.kernel.errors import Refused
    from thuocdo.mergers import queries
    from thuocdo.mergers.rules import reading

    on, province = _day(args.on), unit_by_key(args.province)
    rows = queries.described(queries.rows_from_packs(province.key, on), on)
    if not rows:
        raise Refused("mergers.nothing_in_packs", f"Danh mục không ghi thay đổi đơn vị nào ngày {on:%d/%m/%Y}.",
                      "Kiểm tra ngày và mã tỉnh.")  # fmt: skip
    sys.stdout.write(reading.write(rows))
    return 0


def _due(args: argparse.Namespace) -> int:
    """Carry out approved mergers whose day has come, in the ledger of jobs."""
    from thuocdo.core import jobs

    row = jobs.run_job("mergers.carry_out")
    told = row.detail if row is not None else "Việc nền khác đang thực hiện; xem lại sau ít phút."
    print(json.dumps({"detail": told}, ensure_ascii=False) if args.json else told)
    return 0


def _left(args: argparse.Namespace) -> int:
    """Name the units that ended without an approved merger and still hold something."""
    from thuocdo.core import clock
    from thuocdo.mergers import queries

    found = queries.ended_without_approval(clock.today())
    if args.json:
        rows = [{"unit": one.key, "name": one.name, "province": one.province, "ended_on": one.ended_on.isoformat(),
                 "obligations": one.obligations, "people": one.people} for one in found]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    for one in found if not args.json else ():
        print(f"{one.key:<20} {one.name}: từ {one.ended_on:%d/%m/%Y}, {one.obligations} việc, {one.people} người")
    if not found and not args.json:
        print("Không còn đơn vị nào kết thúc mà chưa có đợt sắp xếp được duyệt.")
    return 1 if found else 0
