"""The parts of a .docx package, opened with care: no bombs, no entities, no parts that do not parse."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from thuocdo.documents.reading.formats.loaded import MEGABYTE, encrypted, refused, truncated

LARGEST_PART = 120 * MEGABYTE
LARGEST_TOTAL = 400 * MEGABYTE
HIGHEST_RATIO = 200
SMALL = 2 * MEGABYTE
MOST_PARTS = 5000
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
