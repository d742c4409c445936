"""A reader that may take all memory or fall over, run in a process of its own with limits (đọc cách ly).

Old workbooks (.xls) are read by a library that trusts the sizes written in them: one changed byte makes it ask for more
memory than there is, and the whole program would end. The child gets the file over a pipe and answers in JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any

from thuocdo.documents.reading.formats.loaded import MEGABYTE, Extracted, Notice, refused, truncated
from thuocdo.kernel.errors import Refused

SECONDS = 60
MEMORY = 1500 * MEGABYTE
LARGEST_ANSWER = 200 * MEGABYTE


def spreadsheet(data: bytes) -> Extracted:
    """The sheets of an old workbook. Refused as its reader refuses, or when it falls over or takes too long."""
    command = [sys.executable, "-m", "thuocdo.documents.reading.formats.apart"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise refused(
            "too_long",
            f"Đọc bảng tính quá {SECONDS} giây nên đã dừng.",
            "Mở bằng phần mềm bảng tính rồi lưu lại dạng .xlsx.",
        ) from error
    if done.returncode != 0 or len(done.stdout) > LARGEST_ANSWER:
        raise truncated("bảng tính")
    told = json.loads(done.stdout)
    if "code" in told:
        raise Refused(told["code"], told["message"], told["remedy"], where=told["where"])
    return Extracted(tuple(told["pages"]), tuple(Notice(**notice) for notice in told["notices"]))


def main() -> None:
    """In the child: limits first, then the file, then the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(told_of(sys.stdin.buffer.read())))


def told_of(data: bytes) -> dict[str, Any]:
    """The reading or the refusal, as JSON."""
    from thuocdo.documents.reading.formats.spreadsheet import extract

    try:
        read = extract(data)
    except Refused as refusal:
        return {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy, "where": refusal.where}
    notices = [
        {"code": one.code, "message": one.message, "remedy": one.remedy, "where": dict(one.where)}
        for one in read.notices
    ]
    return {"pages": list(read.pages), "notices": notices}


if __name__ == "__main__":
    main()
