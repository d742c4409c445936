"""`thuocdo units`: count territories, follow a unit through reorganisations, resolve a phrase of a document."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.directory.queries import Resolution, Share

HELP = """Đơn vị theo thời gian: đếm, phả hệ, nhận ra tên gọi trong văn bản.

Ví dụ: thuocdo units count --on 2025-07-01 --level xa --within P40 --json
       thuocdo units lineage D420 --on 2025-06-30 --to 2025-07-01 --json
       thuocdo units count --on 2025-07-01 --level xa --believed-on 2025-08-01
       thuocdo units resolve "Các Sở, ban, ngành cấp tỉnh" --on 2025-01-05 --within P40 --json"""

EXTENTS = {
    "whole": "toàn bộ", "part": "một phần", "part_area": "một phần diện tích", "part_population": "một phần dân số",
    "part_area_all_population": "một phần diện tích, toàn bộ dân số", "unknown": "chưa rõ",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="count|lineage|resolve")
    count = verbs.add_parser("count", help="đếm đơn vị hành chính có hiệu lực trong ngày")
    count.add_argument("--level", required=True, choices=["tinh", "huyen", "xa"], help="cấp")
    count.add_argument("--within", metavar="UNIT_ID", help="trong đơn vị này, ví dụ P40")
    lineage = verbs.add_parser("lineage", help="đơn vị đã thành gì, hoặc từ đâu mà có")
    lineage.add_argument("unit", metavar="UNIT_ID")
    lineage.add_argument("--to", required=True, metavar="DATE", help="ngày đích; sớm hơn --on thì tra ngược")
    resolve = verbs.add_parser("resolve", help="tên, tên gọi khác hoặc nhóm cơ quan thành đơn vị")
    resolve.add_argument("phrase", metavar="PHRASE")
    resolve.add_argument("--within", required=True, metavar="UNIT_ID", help="nơi ban hành văn bản, ví dụ P40, D420")
    for verb in (count, lineage):
        verb.add_argument("--believed-on", metavar="DATE", help="theo những gì đã ghi nhận đến hết ngày này")
    for verb in (count, lineage, resolve):
        verb.add_argument("--on", required=True, metavar="DATE", help="ngày, dạng 2025-07-01")
        verb.add_argument("--json", action="store_true", help="in JSON")


def run(args: argparse.Namespace) -> int:
    on = _day(args.on)
    return int({"count": _count, "lineage": _lineage, "resolve": _resolve}[args.verb](args, on))


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
