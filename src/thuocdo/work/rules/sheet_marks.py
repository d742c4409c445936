"""What a workbook of ours carries so that it can come back: a mark of the whole, and a key for each row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass

PLAN, PROGRESS = "KH", "TD"
NAME = "THUOCDO"
TASK, OCCURRENCE = "NV", "KY"
LENGTH = 12
MARK = re.compile(rf"{NAME} (KH|TD) (\d{{1,9}}) (\d{{1,9}}) (\d{{1,7}}) ([0-9a-f]{{{LENGTH}}}) (\d{{1,12}}) ([01])")
KEY = re.compile(rf"(NV|KY)(\d{{1,12}})-([0-9a-f]{{{LENGTH}}})")


@dataclass(frozen=True)
class Mark:
    """The mark of a workbook (mã đối chiếu): of which plan, at which saving, how many rows, digest of their content,
    the last key at that time, and whether every row is there (1) or some were filtered out (0)."""

    kind: str
    plan: int
    revision: int
    rows: int
    digest: str
    last: int
    whole: int = 1

    def __str__(self) -> str:
        return " ".join(map(str, (NAME, *astuple(self))))

    @property
    def code(self) -> str:
        """The digest as people compare it.

        >>> Mark("KH", 1, 0, 3, "1a2b3c4d5e6f", 9).code
        '1A2B-3C4D-5E6F'
        """
        return "-".join(self.digest[at : at + 4] for at in range(0, LENGTH, 4)).upper()


def read_mark(cell: object) -> Mark | None:
    """The mark that a cell holds, if it is one.

    >>> read_mark(str(Mark("KH", 12, 3, 89, "1a2b3c4d5e6f", 456, 0))) == Mark("KH", 12, 3, 89, "1a2b3c4d5e6f", 456, 0)
    True
    """
    found = MARK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    kind, plan, revision, rows, digest, last, whole = found.groups()
    return Mark(kind, int(plan), int(revision), int(rows), digest, int(last), int(whole))


def digest_of(values: Iterable[str]) -> str:
    """The digest of several values in their order.

    >>> digest_of(["a", "bc"]) == digest_of(["ab", "c"])
    False
    """
    content = "\x1f".join(values)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def row_key(kind: str, pk: int, values: Iterable[str]) -> str:
    """The key of a row: of which thing it is, and what it said when the workbook was made."""
    return f"{kind}{pk}-{digest_of(values)}"


def read_key(cell: object, kind: str) -> tuple[int, str] | None:
    """Thing and digest of a key of this kind; nothing for anything else.

    >>> read_key("NV12-0123456789ab", "NV"), read_key("KY12-0123456789ab", "NV"), read_key("x", "NV")
    ((12, '0123456789ab'), None, None)
    """
    found = KEY.fullmatch(str(cell or "").strip())
    return (int(found[2]), found[3]) if found is not None and found[1] == kind else None
