"""A plan of ten pages with its table of tasks, composed as Word and as PDF; goal: two seconds for both together."""

from __future__ import annotations

import itertools
import subprocess
import sys
from typing import Any

from benchmarks.measure import ROOT, Result, timed

GOAL_MS = 2000
PAGES = 10
TASKS = 38
PARTS = (
    "I. CẢI CÁCH THỂ CHẾ", "II. CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "III. CẢI CÁCH TỔ CHỨC BỘ MÁY", "IV. CHÍNH QUYỀN SỐ"
)  # fmt: skip
SAID = (
    "Rà soát, đánh giá thủ tục hành chính thuộc phạm vi quản lý; kiến nghị cắt giảm, đơn giản hóa thành phần hồ sơ, "
    "thời gian giải quyết và chi phí tuân thủ; công khai đầy đủ, kịp thời trên Cổng dịch vụ công; bố trí công chức đủ "
    "năng lực tại Bộ phận Một cửa và chấn chỉnh những trường hợp để hồ sơ quá hạn mà không có thư xin lỗi."
)

CHILD = """
import time
from benchmarks.composing import plan
started = time.perf_counter()
from thuocdo.documents.composing import compose, compose_pdf
paper = plan(0)
compose(paper)
compose_pdf(paper)
print(time.perf_counter() - started)
"""


def run() -> list[Result]:
    """Both forms together against the goal, in a fresh process and then warm; every run composes another plan."""
    from thuocdo.documents.composing import compose, compose_pdf

    pages = pages_of(compose_pdf(plan(0)))
    if pages != PAGES:
        raise SystemExit(f"the plan has {pages} pages instead of {PAGES}")
    size = f"{pages} pages, {TASKS} rows"
    turn = itertools.count(1)

    def both() -> None:
        paper = plan(next(turn))
        compose(paper)
        compose_pdf(paper)

    return [
        Result("composing DOCX and PDF, first of a process", size, first(), "ms", goal=GOAL_MS),
        timed("composing DOCX and PDF", size, both, goal_ms=GOAL_MS, times=10),
        timed("composing DOCX", size, lambda: compose(plan(next(turn))), times=10),
        timed("composing PDF", size, lambda: compose_pdf(plan(next(turn))), times=10),
    ]


def first() -> float:
    """Milliseconds of the first plan that a process composes: fonts are looked for, nothing is remembered."""
    done = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, check=True)
    return round(float(done.stdout) * 1000, 1)


def pages_of(made: bytes) -> int:
    """How many pages a PDF has, counted by the reader."""
    from thuocdo.documents.reading.formats.pdf import opened

    document = opened(made)
    try:
        return len(document)
    finally:
        document.close()


def plan(turn: int) -> Any:
    """A plan as agencies issue it: parts with paragraphs, an appendix in landscape with one row a task.

    `turn` stands in every paragraph and row, so that no writer can use again what it laid out before.
    """
    from thuocdo.documents.composing import (
        Attachment,
        Column,
        Heading,
        Letterhead,
        OfficialPaper,
        Paragraph,
        Signature,
        Table,
    )

    body: list[Any] = []
    for part in PARTS:
        body += [Heading(part), *(Paragraph(f"{number}. ({turn}) {SAID}") for number in range(1, 7))]
    columns = [
        Column("TT", 10, "center"), Column("Nhiệm vụ", 90), Column("Chủ trì", 40), Column("Phối hợp", 45),
        Column("Sản phẩm", 35), Column("Thời hạn", 30),
    ]  # fmt: skip
    rows = [
        [
            str(number),
            f"{SAID[:165]} ({turn})",
            "Sở Nội vụ",
            "Các sở, ban, ngành; UBND cấp xã",
            "Báo cáo",
            "Quý II/2025",
        ]
        for number in range(1, TASKS + 1)
    ]
    return OfficialPaper(
        letterhead=Letterhead("Ủy ban nhân dân tỉnh Nghệ An"), number="12/KH-UBND", kind="Kế hoạch",
        subject="Cải cách hành chính năm 2025", place_and_date="Nghệ An, ngày 05 tháng 02 năm 2025", body=body,
        ends=True,
        signatures=[Signature("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")], recipients=["Như trên;", "Lưu: VT"],
        attachments=[
            Attachment(
                kind="Phụ lục", subject="Nhiệm vụ cải cách hành chính năm 2025",
                issued_with="(Kèm theo Kế hoạch số 12/KH-UBND ngày 05 tháng 02 năm 2025)",
                body=[Table(columns, rows)], landscape=True,
            )
        ],
    )  # fmt: skip
