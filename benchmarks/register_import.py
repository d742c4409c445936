"""Taking over a register: 1,000 papers a minute, as lines alone, and with a file each that the worker reads.

Measured from the handed-in table to the last paper in the register, its number in the book, its words in the index and,
with files, its reading done; in one process.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

from benchmarks.measure import ROOT, Result

LINES, GOAL_S = 1000, 60
HEADS = (
    "Mã văn bản;Số đến;Ngày đến;Tác giả;Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung;Người ký;File đính kèm"
)
ISSUERS = ("UBND tỉnh Nghệ An", "Sở Tư pháp", "Sở Tài chính", "Văn phòng Chính phủ", "UBND xã Quỳ Hợp")


def run() -> list[Result]:
    """Each way once: an import cannot be repeated on the same register."""
    from benchmarks import database

    database.ready()
    from config import boot
    from thuocdo.core import clock
    from thuocdo.directory.models import Unit

    with clock.fixed(clock.at_day(database.TODAY)):
        database.year()
        boot.settle()
        unit = Unit.objects.get(key="NA.SNV")
        return [_taken("lines", unit, files=False), _taken("lines with files, read", unit, files=True)]


def _taken(name: str, unit: object, *, files: bool) -> Result:
    from thuocdo.chancery import services
    from thuocdo.chancery.models import RegisterImport
    from thuocdo.chancery.queries.importing import Where
    from thuocdo.chancery.register_files import Papers, Upload
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory.models import Unit
    from thuocdo.documents import services as papers
    from thuocdo.documents.models import Document

    assert isinstance(unit, Unit)
    year = 2024 if files else 2023
    letter = (ROOT / "examples" / "seeds" / "cv-hung-binh-2025-04.txt").read_text(encoding="utf-8")
    given = Papers(Upload(f"vb-{n}.txt", f"{letter}\nBản số {n}".encode()) for n in range(LINES)) if files else None
    table = Upload("so-den.csv", "\n".join([HEADS, *(_line(n, year, files=files) for n in range(LINES))]).encode())
    start = time.perf_counter()
    export = services.Export(table=table, papers=given)
    run = services.check_import(export=export, where=Where(unit, name, "in"), by=SYSTEM, at=clock.now())
    services.order_import(run=run, by=SYSTEM, at=clock.now())
    while run.state == RegisterImport.State.RUNNING:
        services.carry_on_import(run=run, by=SYSTEM, at=clock.now())
        run.refresh_from_db()
    for paper in Document.objects.filter(state=Document.State.WAITING, source__startswith=name).select_related("file"):
        papers.read_waiting(document=paper, by=SYSTEM, at=clock.now())
    taken = time.perf_counter() - start
    if run.counts["new"] != LINES:
        raise SystemExit(f"{run.counts} {run.set_aside[:3]}")
    return Result(name=f"register: {name}", size=f"{LINES} papers", median=round(taken, 1), unit="s", goal=GOAL_S)


def _line(number: int, year: int, *, files: bool) -> str:
    day = date(year, 1, 1) + timedelta(days=number % 360)
    issuer = ISSUERS[number % len(ISSUERS)]
    file = f"vb-{number}.txt" if files else ""
    return (
        f"M{number};{number + 1};{day:%d/%m/%Y};{issuer};{number + 1}/CV-{number % 7};{day:%d/%m/%Y};"
        f"V/v rà soát thủ tục hành chính lần {number};Nguyễn Văn An;{file}"
    )
