"""What a PDF carries besides its pages: streams that swell, programs, files, a damaged table of objects.

The bytes are looked at as they lie; nothing in them is run. Programs that would start something (Launch) are refused,
because whoever opens the original would meet them; scripts and files inside are told.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from thuocdo.documents.reading.formats.loaded import MEGABYTE, Notice, refused
from thuocdo.documents.reading.formats.naming import file_name

LARGEST_STREAM = 200 * MEGABYTE
LARGEST_TOTAL = 600 * MEGABYTE
# One pass of deflate swells a thousandfold at most: shorter streams cannot reach the limit.
SUSPICIOUS = LARGEST_STREAM // 1100
MOST_DIRECTORIES = 64 * MEGABYTE
CHUNK = 64 * 1024
HEAD_OF_STREAM = 4000
STREAM = re.compile(rb"\bstream\r?\n")
DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
PICTURE = re.compile(rb"/Subtype\s*/Image\b")
OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STARTS = re.compile(rb"/S\s*/(Launch|ImportData)\b")
SCRIPT = re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s+\d+\s+\d+\s+R\b")
PINNED = re.compile(rb"/Subtype\s*/FileAttachment\b")
TABLE_AT = re.compile(rb"startxref\s+(\d{1,12})")
TABLE = re.compile(rb"\s{0,4}(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
LISTED = 20


def looked_over(data: bytes) -> tuple[Notice, ...]:
    """Notices of the file as it lies. Refused when a stream swells or opening the file would start something."""
    plain = dictionaries(data)
    found = STARTS.search(plain)
    if found:
        raise refused(
            "active_content",
            f"PDF chứa lệnh tự mở chương trình, tệp khác ({found.group(1).decode('ascii')}): không mở, không chạy gì.",
            "Xóa tệp nếu không rõ nơi gửi; nếu rõ, yêu cầu gửi lại bản PDF không có lệnh này.",
        )
    notices = []
    if SCRIPT.search(plain):
        notices.append(scripted())
    if PINNED.search(plain):
        notices.append(
            Notice(
                "documents.embedded",
                "Có tệp ghim trên trang PDF: không mở, không đọc.",
                "Nếu là phụ lục, tách ra thành tệp riêng rồi gửi kèm.",
            )
        )
    if damaged(data):
        notices.append(
            Notice(
                "documents.repaired",
                "Bảng tra đối tượng của PDF hỏng hoặc sai chỗ; đã dò lại từng đối tượng để đọc.",
                "Đối chiếu đủ số trang với bản gốc.",
            )
        )
    return tuple(notices)


def dictionaries(data: bytes) -> bytes:
    """The file without the content of its streams, but with the objects that lie packed in some of them."""
    parts: list[bytes] = []
    at = unpacked = packed = 0
    for start, end, head in streams(data):
        parts.append(data[at:start])
        at = end
        passes = len(DEFLATED.findall(head))
        if not passes or PICTURE.search(head):
            continue
        if OBJECTS.search(head) and unpacked < MOST_DIRECTORIES:
            parts.append(inflated(data[start:end], MOST_DIRECTORIES - unpacked))
            unpacked += len(parts[-1])
        elif end - start > SUSPICIOUS or passes > 1:
            packed += size_of(data[start:end], passes)
            if packed > LARGEST_TOTAL:
                raise swollen()
    parts.append(data[at:])
    return ESCAPED.sub(lambda code: bytes([int(code.group(1), 16)]), b"\n".join(parts))


def streams(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, dictionary before it) of every stream as it lies in the file."""
    at = 0
    while (found := STREAM.search(data, at)) is not None:
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        head = data[max(at, found.start() - HEAD_OF_STREAM) : found.start()]
        yield found.end(), end, head[max(0, head.rfind(b" obj")) :]
        at = end


def inflated(packed: bytes, most: int) -> bytes:
    """The unpacked bytes, at most so many; what cannot be unpacked (locked, broken) gives what came before."""
    try:
        return zlib.decompressobj().decompress(packed, max(1, most))
    except zlib.error:
        return b""


def size_of(packed: bytes, passes: int) -> int:
    """How many bytes a stream unpacks to, piece by piece. Refused as soon as it is too many."""
    pipes = [zlib.decompressobj() for _ in range(min(passes, 8))]
    size = 0
    try:
        for at in range(0, len(packed), CHUNK):
            for piece in _through(pipes, packed[at : at + CHUNK]):
                size += len(piece)
                if size > LARGEST_STREAM:
                    raise swollen()
    except zlib.error:
        pass
    return size


def _through(pipes: list[zlib._Decompress], piece: bytes) -> Iterator[bytes]:
    """What comes out of all passes for one piece, in pieces of a megabyte at most."""
    if not pipes:
        yield piece
        return
    while piece:
        out = pipes[0].decompress(piece, MEGABYTE)
        yield from _through(pipes[1:], out)
        piece = pipes[0].unconsumed_tail


def swollen() -> Exception:
    return refused(
        "unsafe",
        "PDF phình to bất thường khi giải nén (bom nén): không mở.",
        "Yêu cầu nơi gửi xuất lại PDF từ phần mềm soạn thảo, hoặc gửi bản .docx.",
    )


def scripted() -> Notice:
    return Notice(
        "documents.script",
        "PDF có JavaScript: không chạy, không ảnh hưởng bản đọc.",
        "Khi mở tệp gốc, không cho phép chạy JavaScript; hỏi nơi gửi nếu thấy lạ.",
    )


def damaged(data: bytes) -> bool:
    """Whether the table of objects is not where the file says it is."""
    told = TABLE_AT.findall(data, max(0, len(data) - 4096))
    begin = max(0, data[:1024].find(b"%PDF-"))
    return not (told and any(TABLE.match(data, at + int(told[-1])) for at in (0, begin)))


def attached(document: pypdfium2.PdfDocument) -> tuple[Notice, ...]:
    """A notice that lists the files inside a PDF, and one of scripts that the bytes did not show."""
    notices = []
    names = [_name(document, number) for number in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), 1000))]
    if names:
        listed = ", ".join(f"“{name}”" for name in names[:LISTED]) + (" ..." if len(names) > LISTED else "")
        notices.append(
            Notice(
                "documents.embedded",
                f"Trong PDF có {len(names)} tệp nhúng: {listed}; không mở, không đọc.",
                "Nếu là phụ lục, tách ra thành tệp riêng rồi gửi kèm.",
                {"names": names[:LISTED]},
            )
        )
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        notices.append(scripted())
    return tuple(notices)


def _name(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        return file_name(document.get_attachment(number).get_name(), f"tep-{number + 1}")
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return f"tep-{number + 1}"
