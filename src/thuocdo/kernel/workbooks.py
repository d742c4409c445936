"""How large the sheets of a workbook (.xlsx) are, before a reader makes room for them.

Readers lay a sheet out in full: two cells, A1 and XFD1048576, would ask for hundreds of gigabytes. The places of cells
are looked at first, as text, in constant memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,60})(\d{1,60})["']""")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]{0,400}?\br\s*=\s*["'](\d{1,60})["']""")
# Relations may name any part as a sheet, so every part counts but those that hold words and looks.
OTHER = ("sharedstrings.xml", "styles.xml", "theme1.xml", "[content_types].xml", "core.xml", "app.xml")
CHUNK, OVERLAP = 1 << 20, 600
LETTERS = 4
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


def extent(data: bytes) -> tuple[int, int]:
    """The largest row and column that any cell of any sheet names; (0, 0) for a file that is no such workbook.

    >>> extent(b"no workbook")
    (0, 0)
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            found = [_of_sheet(parts, name) for name in parts.namelist() if _may_be_sheet(name)]
    except BROKEN:
        return 0, 0
    return max((rows for rows, _ in found), default=0), max((columns for _, columns in found), default=0)


def _may_be_sheet(name: str) -> bool:
    """Whether a part may hold cells."""
    return name.lower().endswith(".xml") and not name.lower().endswith(OTHER)


def _of_sheet(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    rows = columns = 0
    kept = b""
    with parts.open(name) as stream:
        while chunk := stream.read(CHUNK):
            text = kept + chunk
            for column, row in CELL.findall(text):
                rows, columns = max(rows, int(row)), max(columns, _number(column))
            for row in ROW.findall(text):
                rows = max(rows, int(row))
            kept = text[-OVERLAP:]
    return rows, columns


def _number(letters: bytes) -> int:
    """The number of a column by its letters; beyond any sheet for a name that no sheet has.

    >>> _number(b"A"), _number(b"XFD"), _number(b"AAAAAAA") > 16384
    (1, 16384, True)
    """
    number = 0
    for letter in letters[: LETTERS + 1].upper():
        number = number * 26 + letter - 64
    return number
