"""Files of the audit that leave the system: exported rows and anchors, written and checked without any database."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from thuocdo.core import chain
from thuocdo.core.chain import Anchor, Verdict
from thuocdo.core.progress import Step, silent, through
from thuocdo.kernel.errors import Refused

GZIP = b"\x1f\x8b"
LONGEST_CODE = 60
BUFFER = 2**18


def read_anchor(text: str) -> Anchor:
    """An anchor from the path of its file, or from its code. Refused when it is neither."""
    try:
        if len(text) > LONGEST_CODE or Path(text).is_file():
            found = json.loads(Path(text).read_text(encoding="utf-8"))
            anchor = Anchor(int(found["seq"]), str(found["hash"]).lower(), Path(text).name)
            if len(anchor.hash) != len(chain.FIRST_HASH) or not set(anchor.hash) <= chain.HEX:
                raise ValueError("no hash")
            return anchor
        return chain.anchor_of_code(text)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Refused(
            "audit.bad_anchor",
            f"“{text}” không phải tệp mốc, cũng không phải mã đối chiếu gõ đúng.",
            "Dùng tệp của `thuocdo audit anchor`, hoặc gõ lại đủ các nhóm của mã.",
        ) from error


def anchor_text(anchor: Anchor, at: str) -> str:
    """An anchor as the text of its file; `at` is the instant in ISO form."""
    told = {"thuocdo_anchor": 1, "at": at, "seq": anchor.seq, "hash": anchor.hash, "code": anchor.code}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        packed = raw.read(len(GZIP)) == GZIP
        raw.seek(0)
        with gzip.open(raw, "rt", encoding="utf-8") if packed else io.TextIOWrapper(raw, encoding="utf-8") as lines:
            yield lines


def verify(path: Path, anchors: Iterable[Anchor] = (), *, step: Step = silent) -> Verdict:
    """Check an export, packed or not, against anchors; constant memory. Refused when it cannot be read."""
    checker = chain.Checker(chain.by_number(anchors), begin=None)
    try:
        with _opened(path) as lines:
            return checker.walk(map(chain.link_of_line, through(lines, step)))
    except FileNotFoundError as error:
        raise Refused("audit.no_file", f"Không có tệp {path}.", "Kiểm tra lại đường dẫn.") from error
    except (ValueError, EOFError, OSError) as error:
        raise Refused(
            "audit.bad_file",
            f"Tệp {path.name} không đọc được ở dòng {checker.rows + 1}: không phải tệp xuất nhật ký, hoặc bị cụt.",
            "Xuất lại bằng `thuocdo audit export`.",
        ) from error


def write(path: Path, lines: Iterable[str]) -> int:
    """Write lines to a file, packed when its name ends in .gz; how many. The same lines always give the same bytes."""
    count = 0
    with _target(path) as target:
        for line in lines:
            target.write(f"{line}\n".encode())
            count += 1
    return count


@contextmanager
def _target(path: Path) -> Iterator[BinaryIO]:
    with path.open("wb") as raw:
        if path.suffix != ".gz":
            yield raw
            return
        # No name and no time in the head, which would differ from one export to the next.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packer:
            buffered = io.BufferedWriter(packer, BUFFER)
            yield buffered
            buffered.flush()
            buffered.detach()
