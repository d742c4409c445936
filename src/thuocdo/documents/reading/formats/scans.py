"""Scanned pages (bản quét): letters recognised by Tesseract where it is installed, with its trust in every word.

Only pages without a text layer are recognised. Each is drawn at 300 dots an inch in grey and given to the program over
a pipe; pages go one after another, so a long scan needs no more memory than a short one.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pypdfium2

from thuocdo.documents.reading.formats.loaded import Notice, refused

DOTS = 300
# For the eye beside the text: an A4 page is 1,240 points wide.
SHOWN_DOTS = 150
UPPER = bytes(shade & 0xF0 for shade in range(256))
LOWER = bytes(shade >> 4 for shade in range(256))
POINTS = 72
LARGEST_SIDE = 6000
SECONDS = 120
LANGUAGE = "vie"
DOUBTFUL = 60
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
ABSENT = f" Máy chủ chưa nhận dạng được chữ trong ảnh quét: cần cài Tesseract tiếng Việt ({INSTALL})."
MOST_SCANNED = 300


@dataclass(frozen=True)
class Word:
    """One recognised word: its line on the page, and how much the program trusts it, 0 to 100."""

    text: str
    trust: float
    line: tuple[int, int, int]


@cache
def program() -> str:
    """Where Tesseract with Vietnamese is; empty when the machine has none."""
    found = shutil.which("tesseract")
    if not found:
        return ""
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=False)
    return found if LANGUAGE in listed.stdout.split() else ""


def recognised(document: pypdfium2.PdfDocument, numbers: Iterable[int]) -> dict[int, list[Word]]:
    """Words of the pages with these numbers, by page. Refused when the program is missing."""
    return {number: words_of(drawn(document, number).pgm(), number) for number in numbers}


@dataclass(frozen=True)
class Grey:
    """A page drawn in grey, one byte a point, row by row."""

    wide: int
    high: int
    rows: bytes

    def pgm(self) -> bytes:
        """As programs take it over a pipe."""
        return b"P5 %d %d 255\n" % (self.wide, self.high) + self.rows

    def png(self) -> bytes:
        """As browsers show it: sixteen shades, which are enough for letters and leave the noise of the paper out."""
        odd, lines = self.wide % 2, []
        for at in range(0, len(self.rows), self.wide):
            line = self.rows[at : at + self.wide] + b"\xff" * odd
            high = int.from_bytes(line[0::2].translate(UPPER), "big")
            lines.append(b"\x00" + (high | int.from_bytes(line[1::2].translate(LOWER), "big")).to_bytes(len(line) // 2))
        head = struct.pack(">IIBBBBB", self.wide, self.high, 4, 0, 0, 0, 0)
        packed = zlib.compress(b"".join(lines), 6)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG file with its length and its check."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def drawn(document: pypdfium2.PdfDocument, number: int, dots: int = DOTS) -> Grey:
    """A page drawn at so many dots an inch, smaller where the page is huge."""
    page = document[number]
    try:
        scale = min(dots / POINTS, LARGEST_SIDE / max(page.get_width(), page.get_height(), 1))
        made = page.render(scale=scale, grayscale=True)
        try:
            wide, high, stride = made.width, made.height, made.stride
            rows = bytes(made.buffer)
            if stride != wide:
                rows = b"".join(rows[line * stride : line * stride + wide] for line in range(high))
            return Grey(wide, high, rows)
        finally:
            made.close()
    finally:
        page.close()


def pictures_of(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Grey]]:
    """(number from 1, picture) of these pages of a PDF, as they are shown beside the text; one after another."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            if 0 < number <= len(document):
                yield number, drawn(document, number - 1, SHOWN_DOTS)
    finally:
        document.close()


def words_of(image: bytes, number: int) -> list[Word]:
    """What Tesseract reads in a picture. Refused when a page takes too long."""
    command = [program(), "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "--dpi", str(DOTS), "tsv"]
    try:
        told = subprocess.run(command, input=image, capture_output=True, check=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise refused(
            "ocr_too_long", f"Nhận dạng chữ trang {number + 1} quá {SECONDS} giây.", "Quét lại rõ hơn, hoặc tách trang."
        ) from error
    except subprocess.CalledProcessError as error:
        raise refused(
            "ocr_failed", f"Không nhận dạng được chữ ở trang {number + 1}.", "Gửi bản có chữ, hoặc quét lại."
        ) from error
    rows = (line.split("\t") for line in told.stdout.decode("utf-8", "replace").splitlines()[1:])
    return [
        Word(row[11], float(row[10]), (int(row[2]), int(row[3]), int(row[4])))
        for row in rows
        if len(row) == 12 and row[0] == "5" and row[11].strip()
    ]


def text_of(words: Iterable[Word]) -> str:
    """The words line by line, an empty line between blocks and paragraphs.

    >>> text_of([Word("Kính", 96, (1, 1, 1)), Word("gửi", 95, (1, 1, 1)), Word("Sở", 90, (1, 2, 1))])
    'Kính gửi\\n\\nSở'
    """
    said, last = "", None
    for word in words:
        if last is not None:
            said += " " if word.line == last else "\n" if word.line[:2] == last[:2] else "\n\n"
        said += word.text
        last = word.line
    return said


def notice(pages: dict[int, list[Word]]) -> Notice:
    """How many pages were recognised, how surely, and which words are to be compared with the picture."""
    words = [word for found in pages.values() for word in found]
    mean = sum(word.trust for word in words) / len(words) if words else 0.0
    doubtful = [word.text for word in words if word.trust < DOUBTFUL]
    listed = ", ".join(f"“{text}”" for text in doubtful[:8]) + (" ..." if len(doubtful) > 8 else "")
    return Notice(
        "documents.recognised",
        f"{len(pages)} trang là ảnh quét, chữ do máy nhận dạng (độ tin trung bình {mean:.0f}/100)"
        + (f"; {len(doubtful)} từ chưa chắc: {listed}" if doubtful else "")
        + ".",
        "Đối chiếu số, ngày và tên riêng với ảnh trang.",
        {
            "pages": [number + 1 for number in sorted(pages)],
            "trust": {
                number + 1: [[word.text, round(word.trust)] for word in found] for number, found in pages.items()
            },
        },
    )
