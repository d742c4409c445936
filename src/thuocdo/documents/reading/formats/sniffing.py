"""What a file is, by its content and not by its name; what is known but not read is refused with the way out."""

from __future__ import annotations

import io
import re
import zipfile

from thuocdo.documents.reading.formats.loaded import encrypted, refused, truncated
from thuocdo.documents.reading.formats.naming import ending
from thuocdo.documents.reading.formats.ole import MAGIC, Compound
from thuocdo.documents.reading.formats.packages import macros, with_macros

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENOUGH = 64 * 1024
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Bytes that no text has; TCVN3 and VISCII put capitals on some control codes, so those alone are no proof.
NEVER_TEXT = bytes(
    set(range(0x20)) - set(b"\t\n\x0b\x0c\r\x1a\x1b") - {1, 2, 4, 5, 6, 17, 18, 19, 20, 21, 22, 23, 25, 30}
)

SAVE_AS = "Mở bằng phần mềm soạn thảo rồi lưu lại dạng .docx hoặc PDF có chữ."
PICTURE = "Đây là tệp ảnh, không có chữ để đọc."
SCAN = "Gửi tệp văn bản gốc (.docx, PDF có chữ), hoặc nhận dạng chữ (OCR) trước."
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", PICTURE, SCAN),
    (b"\xff\xd8\xff", PICTURE, SCAN),
    (b"GIF8", PICTURE, SCAN),
    (b"II*\x00", PICTURE, SCAN),
    (b"MM\x00*", PICTURE, SCAN),
    (b"BM", PICTURE, SCAN),
    (b"Rar!", "Đây là tệp nén, không phải văn bản.", "Giải nén rồi gửi từng văn bản."),
    (b"7z\xbc\xaf", "Đây là tệp nén, không phải văn bản.", "Giải nén rồi gửi từng văn bản."),
    (b"\x1f\x8b", "Đây là tệp nén, không phải văn bản.", "Giải nén rồi gửi từng văn bản."),
)
OFFICE_PARTS: tuple[tuple[str, str], ...] = (
    ("ppt/", "Đây là tệp trình chiếu (.pptx); chỉ đọc được văn bản và bảng tính."),
)
# Names of streams in an OLE file, and what such a file is.
OLE_STREAMS: tuple[tuple[str, str], ...] = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
OLE_MACROS = frozenset({"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"})
OPEN_DOCUMENTS = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
WEB_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|p|div|span|meta)\b", re.IGNORECASE)


def format_of(data: bytes, name: str) -> str:
    """A key of `loading.READERS`. Refused for everything that is not read."""
    if data[:1024].lstrip().startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(ZIP):
        return archive(data)
    if data.startswith(MAGIC):
        return old_office(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    for signature, message, remedy in SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or is_binary(data)):
            raise refused("unsupported", message, remedy)
    if is_binary(data):
        raise refused(
            "binary",
            "Tệp là dữ liệu nhị phân, không phải văn bản.",
            "Gửi văn bản dạng .txt, .md, .docx hoặc PDF có chữ.",
        )
    if is_page(data, name):
        return "html"
    if ending(name) in (".csv", ".tsv"):
        return "csv"
    return "md" if name.lower().endswith((".md", ".markdown")) else "txt"


def is_page(data: bytes, name: str) -> bool:
    """Whether a text is a web page: it opens with an element, or is named so and has one. Markdown may hold tables."""
    head = data[:ENOUGH]
    if head.startswith(BOMS[1:]) or wide_text(head):
        head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    opened = WEB_PAGE.match(head.lstrip(b"\xef\xbb\xbf \r\n\t"))
    named = name.lower().endswith((".html", ".htm", ".xhtml", ".doc"))
    return bool(
        opened and opened.group().lower().lstrip(b"< ").startswith((b"!doctype", b"html", b"head", b"body"))
    ) or bool(named and WEB_PAGE.search(head))


def archive(data: bytes) -> str:
    """A document or a spreadsheet by what is in the archive; Refused for all others."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            locked = any(part.flag_bits & 1 for part in parts.infolist())
            declared = parts.read("mimetype")[:100] if "mimetype" in names and not locked else b""
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise truncated("nén (.docx)") from error
    if locked:
        raise encrypted("nén")
    if macros(names):
        raise with_macros("Office")
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    for mimetype, kind in OPEN_DOCUMENTS:
        if declared.startswith(mimetype):
            return kind
    for part, message in OFFICE_PARTS:
        if any(name.startswith(part) for name in names):
            raise refused("unsupported", message, SAVE_AS)
    raise refused(
        "bundle",
        "Đây là gói nén nhiều tệp, không phải một văn bản.",
        "Gửi ở trang Nhận văn bản: gói được mở ra từng tệp.",
    )


def old_office(data: bytes) -> str:
    """`doc` or `xls` for an OLE file. Refused with a password, or when it is something else."""
    held = Compound(data)
    names = held.names()
    if names & {"EncryptedPackage", "EncryptionInfo"} or locked_word(held):
        raise encrypted("Office")
    if names & OLE_MACROS:
        raise with_macros("Office đời cũ")
    for stream, kind in OLE_STREAMS:
        if stream in names:
            return kind
    raise refused("unsupported", "Đây là tệp Office đời cũ hoặc tệp hợp phần (OLE) không đọc được.", SAVE_AS)


def locked_word(held: Compound) -> bool:
    """Whether an old Word file has a password: a bit in the head of its text ([MS-DOC] FibBase, fEncrypted)."""
    head = held.head_of("WordDocument")[:12]
    return len(head) == 12 and bool(head[11] & 1)


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any of the encodings that are read."""
    head = data[:ENOUGH]
    if head.startswith(BOMS) or wide_text(head):
        return False
    odd = len(head) - len(head.translate(None, NEVER_TEXT))
    return odd > max(8, len(head) // 50)


def wide_text(data: bytes) -> str:
    """The name of UTF-16 without a byte order mark, told by its empty bytes; nothing for other data.

    >>> wide_text("Kế hoạch cải cách".encode("utf-16-le")), wide_text(b"plain")
    ('utf-16-le', '')
    """
    head = data[: ENOUGH // 2 * 2]
    low, high = head[0::2], head[1::2]
    if len(head) < 8 or not (low and high):
        return ""
    for text_half, other_half, name in ((low, high, "utf-16-le"), (high, low, "utf-16-be")):
        empty = other_half.count(0) / len(other_half)
        letters = sum(byte in b"\x00\x01\x1e\x20" for byte in other_half) / len(other_half)
        if empty > 0.4 and letters > 0.95 and text_half.count(0) <= len(text_half) // 100:
            return name
    return ""
