"""What a PDF carries besides its pages: streams that swell, programs, files, a damaged table of objects.

The bytes are looked at as they lie; nothing in them is run. Programs that would start something (Launch) are refused,
because whoever opens the original would meet them; scripts and files inside are told.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from thuocdo.documents.reading.formats.loaded import MEGABYTE, Notice, refused
from thuocdo.documents.reading.formats.naming import file_name

LARGEST_STREAM = 200 * MEGABYTE
LARGEST_TOTAL = 600 * MEGABYTE
# What is laid out within the program: above this a PDF is read in a process of its own (`apart`).
LIGHT_STREAM, LIGHT_TOTAL, LIGHT_DRAWINGS = 8 * MEGABYTE, 64 * MEGABYTE, 20_000
MOST_DIRECTORIES = 64 * MEGABYTE
CHUNK = 64 * 1024
HEAD_OF_STREAM = 4000
STREAM = re.compile(rb"\bstream\r?\n")
DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
PACKED_OTHERWISE = re.compile(rb"/(?:LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL|Crypt)\b")
FORM = re.compile(rb"/Subtype\s*/Form\b")
DRAWING = re.compile(rb"\bDo\b")
LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?:\s+(\d{1,10})\s+R\b)?")
NUMBER = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\s+(\d{1,10})\s+endobj")
LOCK = re.compile(rb"/Encrypt\b")
PICTURE = re.compile(rb"/Subtype\s*/Image\b")
OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STARTS = re.compile(rb"/S\s*/(Launch|ImportData)\b")
SCRIPT = re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s+\d+\s+\d+\s+R\b")
PINNED = re.compile(rb"/Subtype\s*/FileAttachment\b")
TABLE_AT = re.compile(rb"startxref\s+(\d{1,12})")
TABLE = re.compile(rb"\s{0,4}(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
LISTED = 20


@dataclass
class Survey:
    """What was seen of a PDF as it lies: its dictionaries, and how much laying it out may take.

    `drawings` bounds how often forms within forms are drawn: a few bytes can ask for billions (ten forms, each drawing
    the next ten times). `is_heavy` also where the bytes cannot be followed.
    """

    parts: list[bytes] = field(default_factory=list)
    directories: int = 0
    unpacked: int = 0
    forms: float = 1.0
    drawn: int = 1
    is_heavy: bool = False

    @property
    def plain(self) -> bytes:
        """The file without its streams, but with the objects packed in some of them, names without escapes."""
        return unescaped(b"\n".join(self.parts))

    @property
    def drawings(self) -> float:
        return self.forms * self.drawn

    def take(self, head: bytes, content: bytes) -> None:
        """One stream: objects packed in it are kept, what it unpacks to and draws is counted. Pictures are passed over.

        Refused when it unpacks to more than any page.
        """
        passes = len(DEFLATED.findall(head))
        if OBJECTS.search(head) and passes == 1 and self.directories < MOST_DIRECTORIES:
            self.parts.append(inflated(content, MOST_DIRECTORIES - self.directories))
            self.directories += len(self.parts[-1])
            return
        size = size_of(content, passes) if passes else len(content)
        self.unpacked += size
        if self.unpacked > LARGEST_TOTAL:
            raise swollen()
        if size > LIGHT_STREAM or self.unpacked > LIGHT_TOTAL or passes > 1 or PACKED_OTHERWISE.search(head):
            self.is_heavy = True
            return
        times = len(DRAWING.findall(inflated(content, LIGHT_STREAM) if passes else content))
        if FORM.search(head):
            self.forms = min(self.forms * max(1, times), 1e12)
        else:
            self.drawn = max(self.drawn, times)


def surveyed(data: bytes) -> Survey:
    """Look a PDF over as it lies. Refused when a stream swells beyond reason."""
    survey = Survey()
    lengths = {int(number): int(value) for number, value in NUMBER.findall(data)}
    at = 0
    while (found := STREAM.search(data, at)) is not None:
        head = unescaped(data[max(at, found.start() - HEAD_OF_STREAM) : found.start()])
        begin = head.rfind(b" obj")
        end = end_of(data, found.end(), head, lengths)
        survey.is_heavy |= begin < 0 or end is None
        end = max(found.end(), data.find(b"endstream", found.end())) if end is None else end
        survey.parts.append(data[at : found.start()])
        if not PICTURE.search(head[max(0, begin) :]):
            survey.take(head[max(0, begin) :], data[found.end() : end])
        at = end
    survey.parts.append(data[at:])
    survey.is_heavy |= survey.drawings > LIGHT_DRAWINGS or bool(LOCK.search(survey.plain) and FORM.search(survey.plain))
    return survey


def end_of(data: bytes, start: int, head: bytes, lengths: dict[int, int]) -> int | None:
    """Where a stream ends by its own length; nothing when the length is not known or does not lead to its end mark."""
    said = LENGTH.findall(head)
    if not said:
        return None
    number, generation = said[-1]
    length = lengths.get(int(number)) if generation else int(number)
    if length is None or not data[start + length : start + length + 20].lstrip().startswith(b"endstream"):
        return None
    return start + length


def unescaped(names: bytes) -> bytes:
    """Names with their escapes resolved: /#4caunch is /Launch."""
    return ESCAPED.sub(lambda code: bytes([int(code.group(1), 16)]), names)


def notices_of(data: bytes, survey: Survey) -> tuple[Notice, ...]:
    """Notices of the file as it lies. Refused when opening the file would start something."""
    plain = survey.plain
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
