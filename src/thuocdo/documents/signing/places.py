"""Where a visible signature stands (vị trí chữ ký): between the post and the name, found by their words on the page."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc

MILLIMETRE = 72 / 25.4
HIGHEST = 30 * MILLIMETRE
WIDEST = 60 * MILLIMETRE
NARROWEST_GAP = 8 * MILLIMETRE


@dataclass(frozen=True)
class Place:
    """A box on a page, in points from the lower left corner; `page` counts from 0."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        return round(self.left), round(self.bottom), round(self.right), round(self.top)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.right - self.left, self.top - self.bottom

    def beside(self, size: float) -> Place:
        """A square of this side over the left third of the place: where an agency's seal goes (Decree 30/2020)."""
        width, _ = self.size
        right = self.left + width / 3
        middle = (self.bottom + self.top) / 2
        return Place(self.page, right - size, middle - size / 2, right, middle + size / 2)


def between(data: bytes, above: str, below: str) -> Place:
    """The gap between the last occurrence of the words `below` (the name) and the words `above` them (the post).

    Raises `Refused` (signing.no_place) when the words are not there, or there is no room between them.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document) - 1, -1, -1):
            name = _last(document, number, below)
            post = _last(document, number, above)
            if name and post and post[1] - name[3] >= NARROWEST_GAP:
                return _gap(number, post, name)
    finally:
        document.close()
    raise Refused(
        "signing.no_place",
        f"Không thấy chỗ ký giữa “{above}” và “{below}” trong tệp.",
        "Kiểm tra khối chữ ký của văn bản, hoặc chỉ rõ trang và vị trí ký.",
    )


def top_right(data: bytes, width: float = 75 * MILLIMETRE, height: float = 16 * MILLIMETRE) -> Place:
    """The upper right corner of page 1, where an attachment in a file of its own is signed (Decree 30/2020)."""
    document = pypdfium2.PdfDocument(data)
    try:
        wide, high = document[0].get_size()
    finally:
        document.close()
    edge = 10 * MILLIMETRE
    return Place(0, wide - edge - width, high - edge - height, wide - edge, high - edge)


Box = tuple[float, float, float, float]


def _last(document: pypdfium2.PdfDocument, number: int, words: str) -> Box | None:
    """The box (left, bottom, right, top) of the last occurrence of words on a page."""
    page = document[number]
    layer = page.get_textpage()
    try:
        found: Box | None = None
        search = layer.search(nfc(words), match_case=False)
        while (hit := search.get_next()) is not None:
            start, count = hit
            boxes = [layer.get_rect(index) for index in range(layer.count_rects(start, count))]
            found = (
                min(box[0] for box in boxes), min(box[1] for box in boxes),
                max(box[2] for box in boxes), max(box[3] for box in boxes),
            )  # fmt: skip
        return found
    finally:
        layer.close()
        page.close()


def _gap(number: int, post: Box, name: Box) -> Place:
    middle = (name[0] + name[2]) / 2
    room = min(post[1] - name[3] - 4, HIGHEST)
    bottom = name[3] + (post[1] - name[3] - room) / 2
    return Place(number, middle - WIDEST / 2, bottom, middle + WIDEST / 2, bottom + room)
