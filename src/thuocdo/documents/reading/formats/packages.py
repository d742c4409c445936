"""The parts of a .docx package, opened with care: no bombs, no entities, no parts that do not parse."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

from lxml import etree

from thuocdo.documents.reading.formats.loaded import MEGABYTE, encrypted, refused, truncated

LARGEST_PART = 120 * MEGABYTE
LARGEST_TOTAL = 400 * MEGABYTE
HIGHEST_RATIO = 200
SMALL = 2 * MEGABYTE
MOST_PARTS = 5000
# Relations by which Word would fetch something when it opens a file.
FETCHED = {
    "attachedTemplate": "mẫu đính kèm",
    "subDocument": "văn bản con",
    "frame": "khung",
    "oleObject": "đối tượng nhúng",
    "package": "gói nhúng",
}
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class Package:
    """Reads XML parts of a package by name; Refused for unsafe or broken ones."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise truncated(".docx") from error
        self._check()

    def _check(self) -> None:
        """Look at the sizes written in the directory before anything is unpacked."""
        parts = self._zip.infolist()
        total = sum(part.file_size for part in parts)
        swollen = any(part.file_size > SMALL and part.file_size > part.compress_size * HIGHEST_RATIO for part in parts)
        if len(parts) > MOST_PARTS or total > LARGEST_TOTAL or swollen:
            raise unsafe("Tệp .docx phình to bất thường khi giải nén (bom nén)")
        if any(part.flag_bits & 1 for part in parts):
            raise encrypted(".docx")
        if macros(part.filename for part in parts):
            raise with_macros(".docx")
        for part in parts:
            if part.filename.startswith("word/_rels/") and part.filename.endswith(".rels"):
                self._refuse_remote(part.filename)

    def _refuse_remote(self, name: str) -> None:
        """Refuse a document that wants its template, a picture frame or a part of it from elsewhere; links are fine."""
        relations = self.part(name)
        for relation in () if relations is None else relations:
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            if relation.get("TargetMode") == "External" and kind in FETCHED:
                raise refused(
                    "remote_content",
                    f"Tệp .docx đòi tải thêm nội dung từ nơi khác ({FETCHED[kind]}): không mở, không tải gì.",
                    "Mở trên máy riêng, bỏ liên kết ngoài rồi lưu lại; hỏi nơi gửi nếu thấy lạ.",
                )

    def names(self) -> list[str]:
        return self._zip.namelist()

    def part(self, name: str) -> etree._Element | None:
        """The root of an XML part, or None where the package has no such part."""
        if name not in self._zip.namelist():
            return None
        data = self._bytes(name)
        # Entities are left as they stand and nothing outside the part is ever opened.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise truncated(".docx") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise unsafe("Tệp .docx chứa khai báo DTD")
        return root

    def _bytes(self, name: str) -> bytes:
        """The unpacked part, at most LARGEST_PART whatever the directory says."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
        except BROKEN as error:
            raise truncated(".docx") from error
        if len(data) > LARGEST_PART:
            raise unsafe("Tệp .docx có phần quá lớn khi giải nén")
        return data


def unsafe(message: str) -> Exception:
    return refused(
        "unsafe", f"{message}: không mở.", "Mở bằng phần mềm soạn thảo trên máy riêng rồi lưu lại dạng .docx."
    )


def macros(names: Iterable[str]) -> bool:
    """Whether an office package carries programs (macro)."""
    return any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names)


def with_macros(kind: str) -> Exception:
    return refused(
        "macros",
        f"Tệp {kind} chứa macro (chương trình nhúng): không mở, không chạy gì.",
        "Lưu lại ở dạng không có macro (.docx, .xlsx) rồi gửi lại; hỏi nơi gửi nếu thấy lạ.",
    )
