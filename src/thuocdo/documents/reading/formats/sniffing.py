"""What a file is, by its content and not by its name; what is known but not read is refused with the way out."""

from __future__ import annotations

import io
import zipfile

from thuocdo.documents.reading.formats.loaded import encrypted, refused, truncated

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
    (b"{\\rtf", "Tệp RTF chưa được hỗ trợ.", SAVE_AS),
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
    ("xl/workbook", "Đây là bảng tính (.xlsx); chỉ đọc được văn bản."),
    ("ppt/presentation", "Đây là tệp trình chiếu (.pptx); chỉ đọc được văn bản."),
    ("content.xml", "Đây là tệp OpenDocument (.odt); chưa được hỗ trợ."),
)
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "Đây là tệp Word đời cũ (.doc)."),
    ("Workbook", "Đây là bảng tính đời cũ (.xls); chỉ đọc được văn bản."),
    ("PowerPoint Document", "Đây là tệp trình chiếu đời cũ (.ppt); chỉ đọc được văn bản."),
)


def format_of(data: bytes, name: str) -> str:
    """`pdf`, `docx`, `md` or `txt`. Refused for everything that is not read."""
    if data[:1024].lstrip().startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(ZIP):
        return archive(data)
    if data.startswith(OLE):
        raise old_office(data)
    for signature, message, remedy in SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or is_binary(data)):
            raise refused("unsupported", message, remedy)
    if is_binary(data):
        raise refused(
            "binary",
            "Tệp là dữ liệu nhị phân, không phải văn bản.",
            "Gửi văn bản dạng .txt, .md, .docx hoặc PDF có chữ.",
        )
    return "md" if name.lower().endswith((".md", ".markdown")) else "txt"


def archive(data: bytes) -> str:
    """`docx` for a Word document; other archives are refused by what is in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            locked = any(part.flag_bits & 1 for part in parts.infolist())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise truncated("nén (.docx)") from error
    if locked:
        raise encrypted("nén")
    if any(name.startswith("word/document") for name in names):
        return "docx"
    for part, message in OFFICE_PARTS:
        if any(name.startswith(part) for name in names):
            raise refused("unsupported", message, SAVE_AS)
    raise refused("unsupported", "Đây là tệp nén, không phải văn bản Word.", "Giải nén rồi gửi từng văn bản.")


def old_office(data: bytes) -> Exception:
    """The refusal of an OLE file: a document with a password, or an old format."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return encrypted("Office")
    for stream, message in OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return refused("unsupported", message, SAVE_AS)
    return refused("unsupported", "Đây là tệp Office đời cũ hoặc tệp hợp phần (OLE) không đọc được.", SAVE_AS)


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
