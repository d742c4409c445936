"""Office files that are archives (.docx, .xlsx, .odt ...): looked over before anything in them is read.

Sizes as the directory tells them, entries that lie over one another, names that climb out, passwords, programs, and
what the file would have fetched or run. Only what is read of it is unpacked, and never to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree

from thuocdo.documents.reading.formats.loaded import MEGABYTE, Notice, encrypted, refused, truncated

LARGEST_PART = 60 * MEGABYTE
LARGEST_TOTAL = 400 * MEGABYTE
HIGHEST_RATIO = 200
SMALL = 2 * MEGABYTE
MOST_PARTS = 5000
HEAD = 64 * 1024
# Relations by which an office program would fetch or take in something when it opens the file.
FETCHED = {
    "attachedTemplate": "mẫu đính kèm",
    "subDocument": "văn bản con",
    "frame": "khung",
    "oleObject": "đối tượng liên kết (OLE)",
    "package": "gói nhúng",
    "aFChunk": "phần chép từ tệp khác",
}
# Those whose content is a part of the paper: without them it would be read with holes, wherever they lie.
PARTS_OF_THE_PAPER = frozenset({"subDocument", "frame", "aFChunk"})
# A path on the disk of whoever wrote the paper ("file:///C:\\Users\\...\\mau.dotm", "mau.dotm"): nobody can fetch it.
ON_A_DISK = re.compile(r"(?i)(?:file:/{0,3})?[a-z]:[\\/|]|(?![\\/]{2})(?![a-z][a-z0-9+.-]*:)")
# Relations to other places that only show something or keep its last value: read on, told.
SHOWN = {"image": "ảnh", "video": "phim", "audio": "âm thanh", "media": "phim", "externalLinkPath": "bảng tính khác"}
INSIDE = {"oleObject": "đối tượng OLE", "package": "tệp nhúng"}
PROGRAMS = re.compile(r"(?i)(^|/)(vbaproject\w*\.bin|vbadata\.xml|basic/.+|scripts/.+|(xl/)?macrosheets/.+)$")
LIBRARIES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")
# Fields by which Word starts another program or takes in another file.
COMMANDS = re.compile(rb"(?i)\bDDE(?:AUTO)?\b")
FIELD = re.compile(rb"(?is)<w:instrText[^>]{0,200}>([^<]{0,2000})|w:instr=\"([^\"]{0,2000})")
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


@dataclass
class Found:
    """What a package points at, by kind: what lies elsewhere and is only shown, and files inside it."""

    elsewhere: dict[str, int] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)

    def notices(self) -> tuple[Notice, ...]:
        """What a person should know of it."""
        told = []
        if self.elsewhere:
            told.append(
                Notice(
                    "documents.remote_parts",
                    f"Tệp trỏ tới nội dung ở nơi khác ({_counted(self.elsewhere)}): không tải gì về.",
                    "Khi mở tệp gốc, không bấm đồng ý tải; phần đó không có trong bản đọc.",
                    dict(self.elsewhere),
                )
            )
        if self.inside:
            told.append(
                Notice(
                    "documents.embedded",
                    f"Trong tệp có tệp khác được nhúng ({_counted(self.inside)}): không mở, không đọc.",
                    "Nếu là phụ lục, tách ra thành tệp riêng rồi gửi kèm.",
                    dict(self.inside),
                )
            )
        return tuple(told)


def _counted(kinds: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


class Package:
    """Reads XML parts of a package by name; Refused for unsafe or broken ones. `kind` is the ending to name it by."""

    def __init__(self, data: bytes, kind: str = ".docx") -> None:
        self.kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise truncated(kind) from error
        self.found = Found()
        self._check(len(data))

    def _check(self, size: int) -> None:
        """Look at the sizes written in the directory before anything is unpacked, then at what is pointed at."""
        parts = self._zip.infolist()
        total = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or total > LARGEST_TOTAL or any(map(swollen, parts)) or overlapping(parts, size):
            raise unsafe(self.kind, "phình to bất thường khi giải nén (bom nén)")
        if any(part.flag_bits & 1 for part in parts):
            raise encrypted(self.kind)
        if any(climbs(part.filename) for part in parts):
            raise unsafe(self.kind, "chứa đường dẫn trỏ ra ngoài gói")
        if macros(part.filename for part in parts):
            raise with_macros(self.kind)
        for name in sorted({part.filename for part in parts}):
            if name.endswith(".rels"):
                self._relations(name)
            elif self.kind != ".docx" and name.lower().endswith(".xml"):
                self._declarations(name)

    def _relations(self, name: str) -> None:
        """Refuse what would be fetched or taken in from elsewhere; count what is only shown. Links are fine."""
        relations = self.part(name)
        for relation in () if relations is None else relations:
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            outside = relation.get("TargetMode") == "External"
            remote = outside and not ON_A_DISK.match(str(relation.get("Target", "")))
            if kind == "aFChunk" or (outside and kind in PARTS_OF_THE_PAPER) or (remote and kind in FETCHED):
                raise refused(
                    "remote_content",
                    f"Tệp {self.kind} đòi lấy thêm nội dung từ nơi khác ({FETCHED[kind]}): không mở, không tải gì.",
                    "Mở trên máy riêng, bỏ liên kết ngoài rồi lưu lại; hỏi nơi gửi nếu thấy lạ.",
                )
            if kind == "control":
                raise refused(
                    "active_content",
                    f"Tệp {self.kind} chứa điều khiển ActiveX (chương trình nhúng): không mở, không chạy gì.",
                    "Yêu cầu nơi gửi bỏ phần này, hoặc gửi bản PDF.",
                )
            counted, words = (self.found.elsewhere, SHOWN) if outside else (self.found.inside, INSIDE)
            if kind in words:
                counted[words[kind]] = counted.get(words[kind], 0) + 1

    def _declarations(self, name: str) -> None:
        """Refuse a part that declares a document type or entities; office programs write neither."""
        try:
            with self._zip.open(name) as stream:
                head = stream.read(HEAD)
        except BROKEN as error:
            raise truncated(self.kind) from error
        if declares(head):
            raise unsafe(self.kind, "chứa khai báo DTD")

    def names(self) -> list[str]:
        return self._zip.namelist()

    def part(self, name: str) -> etree._Element | None:
        """The root of an XML part, or None where the package has no such part."""
        if name not in self._zip.namelist():
            return None
        data = self._bytes(name)
        if any(COMMANDS.search(b"".join(said)) for said in FIELD.findall(data)):
            raise refused(
                "active_content",
                f"Tệp {self.kind} chứa lệnh gọi chương trình khác (DDE): không mở, không chạy gì.",
                "Xóa tệp nếu không rõ nơi gửi; nếu rõ, yêu cầu gửi lại bản không có trường DDE.",
            )
        # Entities are left as they stand and nothing outside the part is ever opened.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            if declares(data[:HEAD]):
                raise unsafe(self.kind, "chứa khai báo DTD") from error
            raise truncated(self.kind) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise unsafe(self.kind, "chứa khai báo DTD")
        return root

    def _bytes(self, name: str) -> bytes:
        """The unpacked part, at most LARGEST_PART whatever the directory says."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
        except BROKEN as error:
            raise truncated(self.kind) from error
        if len(data) > LARGEST_PART:
            raise unsafe(self.kind, "có phần quá lớn khi giải nén")
        return data


def declares(head: bytes) -> bool:
    """Whether the beginning of an XML part declares a document type or entities, in whatever Unicode it is written."""
    return bool(DECLARED.search(head.replace(b"\x00", b"")))


def swollen(part: zipfile.ZipInfo) -> bool:
    """Whether a member unpacks to far more than texts and pictures do."""
    return part.file_size > SMALL and part.file_size > part.compress_size * HIGHEST_RATIO


def overlapping(parts: Iterable[zipfile.ZipInfo], size: int) -> bool:
    """Whether members lie over one another in the file: the same packed bytes told as many files.

    >>> overlapping([], 0)
    False
    """
    ends = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < ends:
            return True
        # 30 bytes of a local head, its name, and what is packed; fields of unknown length are left out.
        ends = part.header_offset + 30 + part.compress_size
    return ends > size + 30


def climbs(name: str) -> bool:
    """Whether a name leads out of the package.

    >>> climbs("word/document.xml"), climbs("../../etc/passwd"), climbs("C:\\\\x"), climbs("/etc/x")
    (False, True, True, True)
    """
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain.split("/")[0] or ".." in PurePosixPath(plain).parts


def unsafe(kind: str, why: str) -> Exception:
    return refused(
        "unsafe", f"Tệp {kind} {why}: không mở.", "Mở bằng phần mềm soạn thảo trên máy riêng rồi lưu lại; hỏi nơi gửi."
    )


def macros(names: Iterable[str]) -> bool:
    """Whether an office package carries programs (macro); lists of empty libraries are none.

    >>> macros(["word/vbaProject.bin"]), macros(["Basic/script-lc.xml", "content.xml"]), macros(["Basic/S/M1.xml"])
    (True, False, True)
    """
    return any(PROGRAMS.search(name) and PurePosixPath(name).name not in LIBRARIES for name in names)


def with_macros(kind: str) -> Exception:
    return refused(
        "macros",
        f"Tệp {kind} chứa macro (chương trình nhúng): không mở, không chạy gì.",
        "Lưu lại ở dạng không có macro (.docx, .xlsx) rồi gửi lại; hỏi nơi gửi nếu thấy lạ.",
    )
