"""`thuocdo documents`: take over the register of another system, make the search index anew."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thuocdo.core.progress import bar
from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from thuocdo.chancery.models import RegisterImport
    from thuocdo.chancery.queries.importing import Where
    from thuocdo.chancery.register_files import Papers

HELP = """Văn bản: nhập sổ của phần mềm quản lý văn bản khác, lập lại chỉ mục tìm kiếm.

Ví dụ: thuocdo documents import so-den-2024.xlsx --unit NA.SNV --source VNPT-iOffice --direction in --dry-run
       thuocdo documents import so-den-2024.csv --unit NA.SNV --source VNPT-iOffice --direction in --files tep-2024.zip
       thuocdo documents reindex"""
SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|reindex")
    taking = verbs.add_parser("import", help="nhập sổ (.xlsx, .xls, .csv) của phần mềm khác")
    taking.add_argument("file", type=Path, metavar="FILE", help="bảng xuất từ phần mềm cũ")
    taking.add_argument("--unit", required=True, metavar="MÃ", help="đơn vị có sổ này, ví dụ NA.SNV")
    taking.add_argument("--source", required=True, metavar="TÊN", help="tên phần mềm cũ, ví dụ VNPT-iOffice")
    taking.add_argument("--direction", required=True, choices=["in", "out"], help="sổ đến (in) hay sổ đi (out)")
    taking.add_argument("--files", type=Path, metavar="ZIP|THƯ MỤC", help="tệp của các văn bản")
    taking.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ nhập gì, không ghi gì")
    indexing = verbs.add_parser("reindex", help="lập lại chỉ mục tìm kiếm của mọi văn bản")
    indexing.add_argument("--stale", action="store_true", help="chỉ những văn bản đã đổi mà chưa lập lại")


def run(args: argparse.Namespace) -> int:
    return _reindex(args) if args.verb == "reindex" else _import(args)


def _reindex(args: argparse.Namespace) -> int:
    from thuocdo.documents.indexing import index_stale
    from thuocdo.documents.models import DocumentIndex

    rows = DocumentIndex.objects.filter(stale=True) if args.stale else DocumentIndex.objects.all()
    with bar("Lập chỉ mục", rows.count()) as step:
        done = index_stale(everything=not args.stale, step=step)
    sys.stdout.write(f"{done} văn bản đã lập chỉ mục\n")
    return 0


def _import(args: argparse.Namespace) -> int:
    from thuocdo.chancery.queries.importing import Where, assess, remembered
    from thuocdo.chancery.register_files import Upload, read_table
    from thuocdo.core import clock
    from thuocdo.directory.models import Unit

    unit = Unit.objects.filter(key=args.unit).first()
    if unit is None:
        raise Refused("register.no_unit", f"Không có đơn vị {args.unit}.", "Xem mã ở trang Cơ quan, đơn vị.")
    where = Where(unit, args.source, args.direction)
    table, papers = Upload(args.file.name, _bytes(args.file)), _papers(args.files)
    if args.dry_run:
        rows = read_table(table)
        found = assess(rows, where, today=clock.today(), papers=papers, chosen=remembered(where))
        _tell(found.counts, found.set_aside, found.columns.unknown)
        return 0
    done = _carried_out(table, papers, where)
    _tell(done.counts, done.set_aside, [])
    return 0


def _carried_out(table: object, papers: Papers | None, where: Where) -> RegisterImport:
    from thuocdo.chancery import services
    from thuocdo.chancery.models import RegisterImport
    from thuocdo.chancery.register_files import Upload
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM

    assert isinstance(table, Upload)
    export = services.Export(table=table, papers=papers)
    made = services.check_import(export=export, where=where, by=SYSTEM, at=clock.now())
    services.order_import(run=made, by=SYSTEM, at=clock.now())
    with bar("Nhập sổ", made.counts["lines"] - made.counts["set_aside"]) as step:
        while made.state == RegisterImport.State.RUNNING:
            before = made.done_rows
            services.carry_on_import(run=made, by=SYSTEM, at=clock.now())
            made.refresh_from_db()
            step(made.done_rows - before)
    return made


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("register.no_file", f"Không đọc được {path}: {error.strerror}.", "Xem lại đường dẫn.") from error


def _papers(path: Path | None) -> Papers | None:
    from thuocdo.chancery.register_files import Upload, papers_of

    if path is None:
        return None
    return papers_of(folder=path) if path.is_dir() else papers_of(Upload(path.name, _bytes(path)))


def _tell(counts: Mapping[str, object], faults: Sequence[Mapping[str, object]], unknown: list[str]) -> None:
    out = sys.stdout
    out.write(
        f"{counts['lines']} dòng: {counts['new']} mới, {counts['changed']} thay đổi, {counts['same']} giữ nguyên,"
        f" {counts['set_aside']} để riêng; {counts['with_file']} có tệp; {counts['secret']} văn bản mật chỉ đếm\n"
    )
    if unknown:
        out.write(f"Cột không dùng: {', '.join(unknown)}\n")
    for fault in faults[:SHOWN]:
        out.write(f"  dòng {fault['line']}, cột “{fault['column']}”: {fault['message']} {fault['remedy']}\n")
    if len(faults) > SHOWN:
        out.write(f"  ... và {len(faults) - SHOWN} lỗi khác\n")
    gaps = counts.get("gaps")
    for gap in gaps if isinstance(gaps, list) else []:
        numbers = ", ".join(gap["first"])
        more = ", …" if gap["more"] else ""
        out.write(f"  {gap['book']}: thiếu {gap['count']} số ({numbers}{more})\n")
