"""Readers that a file can make take all memory or time, run in a process of their own with limits (đọc cách ly).

Workbooks always: their library trusts the sizes written in them and gives a text that cells share to each of them; one
changed byte makes it ask for more memory than there is, and the whole program would end. A PDF only where it draws
more than papers do. The child gets the file over a pipe and answers in JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thuocdo.documents.reading.formats.loaded import MEGABYTE, Extracted, Notice, refused
from thuocdo.kernel.errors import Refused

MEMORY = 1500 * MEGABYTE
LARGEST_ANSWER = 200 * MEGABYTE


@dataclass(frozen=True)
class Limits:
    """What a kind of file is called, and how long its reader may work (`busy`) and take as a whole, in seconds."""

    words: str
    busy: int
    whole: int


# Scanned pages of a PDF are recognised by another program, for up to two minutes a page.
KINDS = {"spreadsheet": Limits("Bảng tính", 60, 90), "pdf": Limits("PDF", 90, 3600)}


def read(kind: str, data: bytes) -> Extracted:
    """The file as its reader gives it. Refused as the reader refuses, or when it falls over or takes too long."""
    limits = KINDS[kind]
    command = [sys.executable, "-m", "thuocdo.documents.reading.formats.apart", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=limits.whole)
    except subprocess.TimeoutExpired as error:
        raise overburdened(limits) from error
    if done.returncode != 0 or len(done.stdout) > LARGEST_ANSWER:
        raise overburdened(limits)
    told = json.loads(done.stdout)
    if "code" in told:
        raise Refused(told["code"], told["message"], told["remedy"], where=told["where"])
    return Extracted(tuple(told["pages"]), tuple(Notice(**notice) for notice in told["notices"]))


def overburdened(limits: Limits) -> Refused:
    return refused(
        "unsafe",
        f"{limits.words} hỏng hoặc phình to bất thường: đọc quá bộ nhớ hoặc quá thời gian cho phép nên đã dừng.",
        "Mở bằng phần mềm soạn thảo rồi lưu lại (.xlsx, .docx hoặc PDF xuất mới); hỏi nơi gửi nếu thấy lạ.",
    )


def main() -> None:
    """In the child: limits first, then the file, then the answer."""
    kind = sys.argv[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (KINDS[kind].busy, KINDS[kind].busy))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(told_of(kind, sys.stdin.buffer.read())))


def told_of(kind: str, data: bytes) -> dict[str, Any]:
    """The reading or the refusal, as JSON."""
    try:
        read = reader_of(kind)(data)
    except Refused as refusal:
        return {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy, "where": refusal.where}
    notices = [
        {"code": one.code, "message": one.message, "remedy": one.remedy, "where": dict(one.where)}
        for one in read.notices
    ]
    return {"pages": list(read.pages), "notices": notices}


def reader_of(kind: str) -> Callable[[bytes], Extracted]:
    """The reader of a kind, imported here only: the parent does not need it."""
    if kind == "pdf":
        from thuocdo.documents.reading.formats import pdf

        return pdf.laid_out
    from thuocdo.documents.reading.formats import spreadsheet

    return spreadsheet.laid_out


if __name__ == "__main__":
    main()
