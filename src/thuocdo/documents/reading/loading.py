"""Loading a file (nạp tệp): from bytes to composed text, or a refusal that says what to do.

The content decides what a file is, never its name. What could be read is kept and told of in notices.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

from thuocdo.documents.reading.formats.loaded import (
    MEGABYTE,
    MOST_PAGES,
    Extracted,
    LoadedText,
    Notice,
    check_length,
    refused,
    too_many_pages,
)
from thuocdo.documents.reading.formats.naming import differs, ending
from thuocdo.documents.reading.formats.plain import read_plain
from thuocdo.documents.reading.formats.sniffing import format_of
from thuocdo.kernel.errors import Refused

__all__ = ["LIMIT", "LoadedText", "Notice", "load_file"]

LIMIT = 50 * MEGABYTE
# Refusals about what a file is, and what files are called where their names claim something else.
DISGUISED = frozenset({"documents.unsupported", "documents.binary"})
WORDS = {
    "txt": "chữ thuần (.txt)",
    "md": "chữ thuần (.md)",
    "csv": "bảng chữ thuần (.csv)",
    "html": "trang web (.html)",
    "pdf": "PDF",
    "docx": "văn bản Word (.docx)",
    "doc": "văn bản Word đời cũ (.doc)",
    "rtf": "văn bản RTF",
    "odt": "văn bản OpenDocument (.odt)",
    "xlsx": "bảng tính (.xlsx)",
    "xls": "bảng tính đời cũ (.xls)",
    "ods": "bảng tính OpenDocument (.ods)",
}
# Formats that another program converts first, and from how many bytes on a paper of a format is a long one.
CONVERTED = frozenset({"doc", "rtf", "odt"})
LONG = {"txt": MEGABYTE // 3, "md": MEGABYTE // 3, "html": MEGABYTE, "pdf": 3 * MEGABYTE, "docx": 3 * MEGABYTE}


def load_file(source: Path | str | bytes, name: str | None = None, *, limit: int = LIMIT) -> LoadedText:
    """The text of a file or of uploaded bytes. Refused (`documents.*`) when it cannot be read.

    `limit` is the largest size in bytes; a larger file is refused by its size alone, before it is opened.
    """
    data = source if isinstance(source, bytes) else read_bytes_of(Path(source), limit)
    check_size(len(data), limit)
    if not data:
        raise refused("empty", "Tệp rỗng (0 byte).", "Kiểm tra lại tệp nguồn rồi gửi lại.")
    name = name or ("" if isinstance(source, bytes) else str(source))
    kind = known_format(data, name)
    return finish(READERS[kind](data), kind, hashlib.sha256(data).hexdigest(), name)


def known_format(data: bytes, name: str) -> str:
    """What the file is. Refused for what is not read, with a word about a name that claims something else."""
    try:
        return format_of(data, name)
    except Refused as refusal:
        if refusal.code not in DISGUISED or not differs(name, ""):
            raise
        said = f"Tên tệp ghi {ending(name)} nhưng bên trong không phải. {refusal.message}"
        raise Refused(refusal.code, said, refusal.remedy, where=refusal.where) from refusal


def takes_long(data: bytes, name: str = "") -> bool:
    """Whether reading takes longer than a person waits for a page: conversions, scans, long papers."""
    try:
        kind = format_of(data, name)
    except Refused:
        return False
    if kind in CONVERTED or len(data) > LONG.get(kind, MEGABYTE):
        return True
    if kind != "pdf":
        return False
    from thuocdo.documents.reading.formats.pdf import is_scan

    return is_scan(data)


def read_bytes_of(path: Path, limit: int) -> bytes:
    """The bytes of a file whose size was looked at first."""
    if path.is_dir():
        raise refused("is_directory", f"“{path.name}” là thư mục, không phải tệp.", "Chọn một tệp trong thư mục đó.")
    try:
        size = path.stat().st_size
        check_size(size, limit)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refused("missing", f"Không có tệp “{path}”.", "Kiểm tra lại đường dẫn và tên tệp.") from error
    except OSError as error:
        raise refused("unreadable", f"Không mở được tệp “{path.name}”.", "Kiểm tra quyền đọc tệp.") from error


def check_size(size: int, limit: int) -> None:
    if size > limit:
        raise refused(
            "too_large",
            f"Tệp nặng {megabytes(size)} MB, quá giới hạn {megabytes(limit)} MB.",
            "Tách văn bản, bỏ ảnh quét, hoặc gửi bản có chữ.",
        )


def check_pages(pages: int) -> None:
    """Refuse a paper of more pages than any official paper has."""
    if pages > MOST_PAGES:
        raise too_many_pages(pages)


def megabytes(size: int) -> str:
    """A size with a decimal comma: "50", "0,5"."""
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")


def finish(extracted: Extracted, kind: str, sha256: str, name: str = "") -> LoadedText:
    """One composed text of all pages, with a form feed between them. Refused when nothing is written on any."""
    check_pages(len(extracted.pages))
    if not any(page.strip(" \t\r\n\f\v\u00a0\ufeff\u200b") for page in extracted.pages):
        raise refused("empty", "Tệp không có chữ nào, chỉ có khoảng trắng.", "Kiểm tra lại tệp nguồn rồi gửi lại.")
    check_length(sum(map(len, extracted.pages)))
    pages: list[tuple[int, int]] = []
    text = ""
    for number, page in enumerate(unicodedata.normalize("NFC", page) for page in extracted.pages):
        text += "\f" if number else ""
        pages.append((len(text), len(text) + len(page)))
        text += page
    return LoadedText(text, tuple(pages), (*named_otherwise(name, kind), *extracted.notices), kind, sha256)


def named_otherwise(name: str, kind: str) -> tuple[Notice, ...]:
    """A notice where the name claims another format than the file has."""
    claimed = differs(name, kind)
    if not claimed:
        return ()
    return (
        Notice(
            "documents.name_differs",
            f"Tên tệp ghi {claimed} nhưng bên trong là {WORDS.get(kind, kind)}; đã đọc theo nội dung thật.",
            "Hỏi lại nơi gửi nếu chờ một tệp khác.",
            {"claimed": claimed, "format": kind},
        ),
    )


def read_docx(data: bytes) -> Extracted:
    from thuocdo.documents.reading.formats.docx import extract

    return extract(data)


def read_pdf(data: bytes) -> Extracted:
    from thuocdo.documents.reading.formats.pdf import extract

    return extract(data)


def read_page(data: bytes) -> Extracted:
    from thuocdo.documents.reading.formats.html import extract

    return extract(data)


def read_table(data: bytes) -> Extracted:
    from thuocdo.documents.reading.formats.delimited import extract

    return extract(data)


def read_spreadsheet(data: bytes) -> Extracted:
    from thuocdo.documents.reading.formats.spreadsheet import extract

    return extract(data)


def read_office(suffix: str) -> Callable[[bytes], Extracted]:
    def read(data: bytes) -> Extracted:
        from thuocdo.documents.reading.formats.office import extract

        return extract(data, suffix)

    return read


READERS: dict[str, Callable[[bytes], Extracted]] = {
    "txt": read_plain,
    "md": read_plain,
    "csv": read_table,
    "html": read_page,
    "docx": read_docx,
    "doc": read_office(".doc"),
    "rtf": read_office(".rtf"),
    "odt": read_office(".odt"),
    "pdf": read_pdf,
    "xlsx": read_spreadsheet,
    "xls": read_spreadsheet,
    "ods": read_spreadsheet,
}
