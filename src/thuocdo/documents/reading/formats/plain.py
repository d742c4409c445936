"""Plain text and Markdown: any encoding that is known, one newline for all, form feeds as page breaks."""

from __future__ import annotations

import re

from thuocdo.documents.reading.formats.loaded import Extracted, Notice, notices_of
from thuocdo.documents.reading.formats.sniffing import wide_text
from thuocdo.kernel.encodings import BOMS, decode

NEWLINES = re.compile(r"\r\n?|\u0085")


def read_plain(data: bytes) -> Extracted:
    """The text of the bytes; what had to be converted, replaced or removed is told in notices."""
    wide = "" if data.startswith(tuple(mark for mark, _ in BOMS)) else wide_text(data)
    decoded = decode(data.decode(wide, "replace").encode() if wide else data)
    notices = notices_of(decoded)
    text = decoded.text
    if nuls := text.count("\x00"):
        text = text.replace("\x00", "")
        notices.append(Notice("documents.nul_removed", f"Đã bỏ {nuls} ký tự rỗng (NUL).", where={"count": nuls}))
    text = NEWLINES.sub("\n", text)
    pages = text.split("\f")
    return Extracted(tuple(pages), tuple(notices))
