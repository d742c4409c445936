"""`thuocdo units`: count territories, follow a unit, restate figures, resolve a phrase of a document."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.directory.queries import Resolution, Share

HELP = """Đơn vị theo thời gian: đếm, phả hệ, quy số liệu về đơn vị ngày khác, nhận ra tên gọi trong văn bản.

Ví dụ: thuocdo units count --on 2025-07-01 --level xa --within P40 --json
       thuocdo units lineage D420 --on 2025-06-30 --to 2025-07-01 --json
       thuocdo units count --on 2025-07-01 --level xa --believed-on 2025-08-01
       thuocdo units restate so-lieu.csv --on 2025-06-30 --to 2025-07-01   (hai cột: unit_id, figure)
       thuocdo units resolve "Các Sở, ban, ngành cấp tỉnh" --on 2025-01-05 --within P40 --json"""

EXTENTS = {
    "whole": "toàn bộ", "part": "một phần", "part_area": "một phần diện tích", "part_population": "một phần dân số",
    "part_area_all_population": "một phần diện tích, toàn bộ dân số", "unknown": "chưa rõ",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="count|lineage|restate|resolve")
    count = verbs.add_parser("count", help="đếm đơn vị hành chính có hiệu lực trong ngày")
    count.add_argument("--level", required=True, choices=["tinh", "huyen", "xa"], help="cấp")
    count.add_argument("--within", metavar="UNIT_ID", help="trong đơn vị này, ví dụ P40")
    lineage = verbs.add_parser("lineage", help="đơn vị đã thành gì, hoặc từ đâu mà có")
    lineage.add_argument("unit", metavar="UNIT_ID")
    lineage.add_argument("--to", required=True, metavar="DATE", help="ngày đích; sớm hơn --on thì tra ngược")
    restate = verbs.add_parser("restate", help="số liệu của đơn vị cũ quy về đơn vị của một ngày sau; tổng không đổi")
    restate.add_argument("file", metavar="FILE.csv", type=Path, help="CSV hai cột: unit_id, figure")
    restate.add_argument("--to", required=True, metavar="DATE", help="ngày đích")
    restate.add_argument("--by", choices=["population", "area"], default="", help="ước tính tỷ lệ chưa rõ (ví dụ)")
    resolve = verbs.add_parser("resolve", help="tên, tên gọi khác hoặc nhóm cơ quan thành đơn vị")
    resolve.add_argument("phrase", metavar="PHRASE")
    resolve.add_argument("--within", required=True, metavar="UNIT_ID", help="nơi ban hành văn bản, ví dụ P40, D420")
    for verb in (count, lineage, restate):
        verb.add_argument("--believed-on", metavar="DATE", help="theo những gì đã ghi nhận đến hết ngày này")
    for verb in (count, lineage, restate, resolve):
        verb.add_argument("--on", required=True, metavar="DATE", help="ngày, dạng 2025-07-01")
        verb.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    on = _day(args.on)
    verbs = {"count": _count, "lineage": _lineage, "restate": _restate, "resolve": _resolve}
    return int(verbs[args.verb](args, on))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "directory.bad_date", f"“{text}” không phải một ngày có thật.", "Viết dạng 2025-07-01."
        ) from error


def _believed_at(args: argparse.Namespace) -> datetime | None:
    from thuocdo.directory import queries

    return queries.end_of_belief(_day(args.believed_on)) if args.believed_on else None


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _count(args: argparse.Namespace, on: date) -> int:
    from thuocdo.directory import queries

    within = queries.unit_by_key(args.within) if args.within else None
    number = queries.count(on, args.level, within, believed_at=_believed_at(args))
    if args.json:
        _print({"count": number})
    else:
        print(f"{number} đơn vị cấp {args.level} ngày {on:%d/%m/%Y}")
    return 0


def _lineage(args: argparse.Namespace, on: date) -> int:
    from thuocdo.directory import queries

    unit, to = queries.unit_by_key(args.unit), _day(args.to)
    believed_at = _believed_at(args)
    shares = queries.lineage(unit, on, to, believed_at=believed_at)
    if args.json:
        _print([_share(share) for share in shares])
        return 0
    print(f"{queries.name_on(unit, on, believed_at=believed_at)} ({unit.key}), {on:%d/%m/%Y} → {to:%d/%m/%Y}:")
    for share in shares:
        weight = "chưa rõ tỷ lệ" if share.weight is None else f"{share.weight * 100:.0f} %"
        print(f"  {share.unit.key:<20} {share.name} ({EXTENTS.get(share.extent, share.extent)}, {weight})")
    if not shares:
        print("  không có đơn vị nào")
    return 0


def _share(share: Share) -> dict[str, Any]:
    weight = None if share.weight is None else float(share.weight)
    return {"unit_id": share.unit.key, "name": share.name, "weight": weight, "extent": share.extent}


def _restate(args: argparse.Namespace, on: date) -> int:
    """Figures as they were and restated, each source with what cannot be allocated."""
    from thuocdo.core.packs import read_csv
    from thuocdo.directory import queries
    from thuocdo.directory.models import Unit

    to = _day(args.to)
    figures: dict[int, Decimal] = {}
    for line, row in read_csv(args.file, required=("unit_id", "figure")):
        unit = queries.unit_by_key(row["unit_id"].strip())
        try:
            figures[unit.pk] = figures.get(unit.pk, Decimal(0)) + Decimal(row["figure"].strip().replace(",", "."))
        except ArithmeticError as error:
            raise Refused(
                "directory.bad_figure", f"“{row['figure']}” không phải một số.", "Ghi số, ví dụ 12 hoặc 12,5.",
                where={"tệp": args.file.name, "dòng": line, "cột": "figure"},
            ) from error  # fmt: skip
    found = queries.restated(figures, on, to, by=args.by, believed_at=_believed_at(args))
    names = queries.names_on([*found.totals, *found.unallocated], to)
    keys = {pk: unit.key for pk, unit in Unit.objects.in_bulk([*found.totals, *found.unallocated]).items()}

    def told(unit: int, amount: Decimal) -> dict[str, str]:
        return {"unit_id": keys[unit], "name": names.get(unit, ""), "figure": _figure(amount)}

    rows = [told(unit, amount) for unit, amount in found.totals.items()]
    rest = [told(unit, one.amount) for unit, one in found.unallocated.items()]
    if args.json:
        _print({"total": _figure(found.total), "units": rows, "unallocated": rest})
        return 0
    for row in rows:
        print(f"  {row['unit_id']:<20} {row['name']}: {row['figure']}")
    for row in rest:
        print(f"  chưa phân bổ {row['unit_id']:<7} {row['name']}: {row['figure']}")
    print(f"tổng {_figure(found.total)}, bằng tổng số liệu gốc {sum(figures.values(), Decimal(0))}")
    return 0


def _figure(amount: Decimal) -> str:
    """A figure without the zeros that reckoning leaves behind it."""
    return f"{amount.normalize():f}"


def _resolve(args: argparse.Namespace, on: date) -> int:
    from thuocdo.directory import queries

    if not args.phrase.strip():
        raise Refused("directory.empty_phrase", "Cụm từ để trống.", "Ghi tên cơ quan hoặc cụm từ như trong văn bản.")
    found = queries.resolve(args.phrase, on, queries.unit_by_key(args.within))
    if args.json:
        _print(_resolution(found))
        return 0
    print(f"{len(found.units)} đơn vị, độ tin cậy {found.confidence:.0%}")
    for match in found.units:
        print(f"  {match.unit.key:<20} {match.name} ({match.via}, {match.confidence:.0%})")
    for phrase in found.unknown:
        print(f"  chưa rõ: “{phrase}”. {found.reasons.get(phrase, '')}")
    for other in found.alternatives:
        print(f"  có thể: {other.unit.key if other.unit else other.group} {other.name} ({other.reason})")
    return 0


def _resolution(found: Resolution) -> dict[str, Any]:
    return {
        "units": [
            {"id": match.unit.key, "name": match.name, "via": match.via, "confidence": match.confidence}
            for match in found.units
        ],
        "confidence": found.confidence,
        "unknown": found.unknown,
        "alternatives": [
            {"id": other.unit.key if other.unit else other.group, "name": other.name, "reason": other.reason,
             "phrase": other.phrase, "kind": "unit" if other.unit else "group"}
            for other in found.alternatives
        ],
        "reasons": found.reasons,
    }  # fmt: skip
